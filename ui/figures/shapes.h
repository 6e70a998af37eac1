// Shapes: boxes, arrows and cards that figures are made of.
#pragma once
#include <string_view>
#include <vector>

#include "ui/figures/figures.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {

struct BoxText {
  std::string_view caption;  // small, above
  std::string_view value;    // mono, below; may be empty
  std::string_view note;     // small, under the value; may be empty
};

// A box with a caption and a value; an item with that name that explains itself. True when clicked.
bool draw_box(const Theme&, Area, BoxText, std::string_view help, const Shades* shades, bool lit);
// A line through the points with an arrow head at the end.
void draw_arrow(const Theme&, std::vector<ImVec2> points, ImU32 colour, float thickness);
// How light a line that is not on the path is.
inline ImU32 quiet(const Theme& theme) { return theme.border; }

}  // namespace trapdoor
