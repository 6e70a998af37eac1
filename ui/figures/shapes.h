// Shapes: boxes, arrows and cards that figures are made of.
#pragma once
#include <initializer_list>
#include <string>
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
// An empty box, with an edge in that colour if there is one.
void draw_frame(const Theme&, Area, const Shades*);
// A line through the points with an arrow head at the end.
void draw_arrow(const Theme&, std::vector<ImVec2> points, ImU32 colour, float thickness);
// The first of these texts that fits the width (the last is cut if it must be); returns the width used.
float text_fit(ImFont* face, ImVec2 pos, ImU32 colour, std::initializer_list<std::string_view> texts,
               float width);
// A word in a box with round ends, as wide as the word; an item that explains itself. True when clicked.
bool draw_chip(const Theme&, ImVec2 low, std::string_view id, std::string_view text, std::string_view help,
               const Shades* shades, bool lit, std::string_view role = "row");
float chip_width(const Theme&, std::string_view text);
float chip_height(const Theme&);
// A sentence beside a cross: something is wrong. Returns the height used.
float draw_warning(const Theme&, ImVec2 low, std::string_view text, float width);
// An address without what it has in common with most others: "8000 0010".
std::string short_place(const Program&, uint64_t address);
// A place in words, made to fit: "taken before ap…ad+0x4" of "taken before append_load+0x4", then "ap…ad+0x4". The offset
// stays: a place without it is another place. What is no place, or has but two letters left, is as wide as it is.
std::string shorten_place(ImFont* face, std::string_view place, float width);
// "kernel_trap" of "kernel_trap+0x10".
std::string_view symbol_of(std::string_view name);
// A dot that is on its way along the points: part 0 is the first, 1 the last; nothing outside.
void draw_token(const Theme&, const std::vector<ImVec2>& points, double part, ImU32 colour);
// Letters on a filled shape: dark on a light colour, light on a dark one.
ImU32 ink_on(ImU32 fill);
// How light a line that is not on the path is.
inline ImU32 quiet(const Theme& theme) { return theme.border; }

}  // namespace trapdoor
