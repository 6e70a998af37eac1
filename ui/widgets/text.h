// Text: words at a place, in a face and a colour; cut with an ellipsis, and reported to the mirror, when they do not fit.
#pragma once
#include <string>
#include <string_view>

#include "imgui.h"

namespace trapdoor {

// Size in logical pixels of text in this face.
ImVec2 text_size(ImFont* face, std::string_view text);
// Draws at pos; width 0: as wide as it is. Returns the width used.
float text_at(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text, float width = 0);
// The same, ending at pos.x.
void text_before(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text);
// Centred in a box.
void text_in(ImFont* face, ImVec2 low, ImVec2 high, ImU32 colour, std::string_view text);
// Draws wrapped lines from pos; returns the height used.
float text_wrapped(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text, float width);
float wrapped_height(ImFont* face, std::string_view text, float width);
// A place's name, shortened where it does not fit: the symbol loses letters, the offset stays ("left_st…+0x10"). A number is
// not cut. Only the dots, or nothing, where there is no room.
std::string short_name(ImFont* face, std::string_view name, float width);
// The height of a line.
float line_height(ImFont* face);

}  // namespace trapdoor
