// Gate labels: the names of marks that stand on a line, written below it: each whole, in the order of the marks, as near to
// its own as the others let it be, and with a leader from the mark down to it.
// Laws: 1. A name is written whole; it may be broken in two. 2. No name lies over another, no leader runs through a name
//          or across another leader. 3. There are as few lines of text as this takes.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "imgui.h"

namespace trapdoor {

// A name in one line, and broken behind a space or a dot so that the longer half is shortest.
struct GateName {
  GateName(ImFont* face, size_t mark, float x, std::string_view text);
  size_t mark;  // whose it is; grows along the line
  float x;      // of the mark
  std::vector<std::string_view> whole, broken;
  float whole_width, broken_width;
};

// Names go in rows, the first at the first, the second at the second, and round again: a leader to a lower row passes
// between two names of a higher one.
struct GateLabel {
  size_t mark = 0;
  float x = 0;
  std::vector<std::string_view> lines;
  size_t row = 0;
  float left = 0, right = 0;
  std::vector<float> leader;  // its x at the upper edge of each row down to the label's own
};

struct GateLabels {
  std::vector<GateLabel> labels;
  size_t rows = 0, lines_of_row = 1;
  float detours = 0;            // how far the leaders go sideways, all together
  float line = 0, between = 0;  // heights: of a line of text, and between two rows

  float row_top(size_t row) const {
    return static_cast<float>(row) * (line * static_cast<float>(lines_of_row) + between);
  }
  float height() const { return rows == 0 ? 0 : row_top(rows) - between; }
  const GateLabel* of(size_t mark) const;  // null: it has none
};

// Where names may be.
struct LabelRoom {
  float line;       // height of a line of text
  float low, high;  // x
  float height;     // there are no more rows than this has room for
  float gap;        // between two names
  float lane;       // what a leader takes
};

// The labels of all these names; of none if there is no room for all.
GateLabels place_labels(const LabelRoom&, const std::vector<GateName>&);

}  // namespace trapdoor
