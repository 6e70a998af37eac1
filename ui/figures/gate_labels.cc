#include "ui/figures/gate_labels.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/text.h"

namespace trapdoor {
namespace {

// Moves the labels of a row apart, and into low..high, so that the sum of the squares of their shifts is least: labels
// that touch move as one block, to the mean of where its members want to be. False: they are too wide together.
bool spread(const std::vector<GateLabel*>& row, const std::vector<float>& gaps, float low, float high) {
  struct BlockOfLabels {
    float wish = 0;  // where its labels would have their first one, on average
    size_t count = 0;
  };
  std::vector<BlockOfLabels> blocks;
  std::vector<float> offsets;
  float offset = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    const float width = row[i]->right - row[i]->left;
    offsets.push_back(offset);
    blocks.push_back({row[i]->x - width / 2 - offset, 1});
    offset += width + (i + 1 < row.size() ? gaps[i] : 0);
    while (blocks.size() > 1 && blocks[blocks.size() - 2].wish > blocks.back().wish) {
      const BlockOfLabels last = blocks.back();
      blocks.pop_back();
      BlockOfLabels& block = blocks.back();
      const auto a = static_cast<float>(block.count), b = static_cast<float>(last.count);
      block = {(block.wish * a + last.wish * b) / (a + b), block.count + last.count};
    }
  }
  if (offset > high - low) return false;
  size_t i = 0;
  for (const BlockOfLabels& block : blocks) {
    const float first = std::clamp(block.wish, low, high - offset);
    for (size_t k = 0; k < block.count; ++k, ++i) {
      const float width = row[i]->right - row[i]->left;
      row[i]->left = first + offsets[i];
      row[i]->right = row[i]->left + width;
    }
  }
  return true;
}

// Leads the leaders of the labels from..to, which belong to lower rows, through this row between two of its names.
void lead(std::vector<GateLabel>& labels, size_t from, size_t to, size_t row, float low, float high,
          float lane) {
  float free = low + lane;
  for (size_t i = from; i < to; ++i) {
    if (labels[i].row <= row) continue;
    size_t after = 0;
    for (size_t k = i + 1; k < to; ++k) after += labels[k].row > row ? 1 : 0;
    const float wish = labels[i].leader.empty() ? labels[i].x : labels[i].leader.back();
    const float most = high - lane * static_cast<float>(after + 1);
    labels[i].leader.push_back(std::max(free, std::min(wish, most)));
    free = labels[i].leader.back() + lane;
  }
}

// Puts the names of one row in their places. False: there is no room.
bool place_row(const LabelRoom& room, std::vector<GateLabel>& labels, size_t row) {
  std::vector<size_t> here;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].row == row) here.push_back(i);
  }
  auto passing = [&](size_t from, size_t to) {  // leaders to lower rows
    return static_cast<float>(std::count_if(labels.begin() + static_cast<std::ptrdiff_t>(from),
                                            labels.begin() + static_cast<std::ptrdiff_t>(to),
                                            [&](const GateLabel& label) { return label.row > row; }));
  };
  auto lanes = [&](size_t from, size_t to) {
    const float leaders = passing(from, to);
    return leaders > 0 ? room.lane * (leaders + 1) : 0;
  };
  std::vector<GateLabel*> row_labels;
  std::vector<float> gaps;
  for (size_t k = 0; k < here.size(); ++k) {
    row_labels.push_back(&labels[here[k]]);
    if (k + 1 < here.size()) gaps.push_back(std::max(room.gap, lanes(here[k], here[k + 1])));
  }
  if (!spread(row_labels, gaps, room.low + lanes(0, here.front()),
              room.high - lanes(here.back(), labels.size())))
    return false;
  size_t from = 0;
  float low = room.low;
  for (size_t i : here) {
    lead(labels, from, i, row, low, labels[i].left, room.lane);
    const float wish = labels[i].leader.empty() ? labels[i].x : labels[i].leader.back();
    labels[i].leader.push_back(
        std::clamp(wish, labels[i].left + room.lane / 2, labels[i].right - room.lane / 2));
    from = i + 1, low = labels[i].right;
  }
  lead(labels, from, labels.size(), row, low, room.high + room.lane, room.lane);
  return true;
}

// Names wider than `widest` are broken. Of no rows if there is no room.
GateLabels arrange(const LabelRoom& room, const std::vector<GateName>& names, GateLabels all, float widest) {
  for (const GateName& name : names) {
    const bool breaks = name.whole_width > widest;
    GateLabel label{name.mark, name.x, breaks ? name.broken : name.whole, all.labels.size() % all.rows, 0,
                    0,         {}};
    label.right = breaks ? name.broken_width : name.whole_width;
    all.labels.push_back(std::move(label));
  }
  for (size_t row = 0; row < all.rows; ++row) {
    if (!place_row(room, all.labels, row)) return {};
  }
  for (const GateLabel& label : all.labels) {
    float x = label.x;
    for (const float next : label.leader) {
      all.detours += std::abs(next - x);
      x = next;
    }
  }
  return all;
}

}  // namespace

GateName::GateName(ImFont* face, size_t mark_index, float mark_x, std::string_view text)
    : mark(mark_index), x(mark_x), whole{text}, broken{text} {
  whole_width = broken_width = text_size(face, text).x;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != ' ' && text[i] != '.') continue;
    const std::string_view first = text.substr(0, text[i] == '.' ? i + 1 : i), second = text.substr(i + 1);
    const float width = std::max(text_size(face, first).x, text_size(face, second).x);
    if (width >= broken_width) continue;
    broken_width = width;
    broken = {first, second};
  }
}

const GateLabel* GateLabels::of(size_t mark) const {
  for (const GateLabel& label : labels) {
    if (label.mark == mark) return &label;
  }
  return nullptr;
}

GateLabels place_labels(const LabelRoom& room, const std::vector<GateName>& names) {
  std::vector<float> widths;  // which names are broken: from the widest on, as many as is best
  widths.reserve(names.size());
  for (const GateName& name : names) widths.push_back(name.whole_width);
  std::sort(widths.rbegin(), widths.rend());
  GateLabels empty;
  empty.line = room.line, empty.between = room.lane;
  for (size_t lines = 1; lines <= 2 * names.size(); ++lines) {
    GateLabels best;
    auto consider = [&](size_t lines_of_row, float widest) {
      GateLabels start = empty;
      start.rows = lines / lines_of_row, start.lines_of_row = lines_of_row;
      if (start.rows > names.size() || start.height() > room.height) return;
      GateLabels one = arrange(room, names, std::move(start), widest);
      if (one.rows > 0 && (best.rows == 0 || one.detours < best.detours - 1)) best = std::move(one);
    };
    if (lines % 2 == 0) {
      for (const float width : widths) consider(2, width - 1);
    }
    consider(1, widths.front() + 1);
    if (best.rows > 0) return best;
  }
  return empty;
}

}  // namespace trapdoor
