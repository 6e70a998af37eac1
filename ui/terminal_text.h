// Terminal text: what a terminal would show of the bytes a guest printed, as plain lines.
// Models: ECMA-48 control sequences, read and left out; carriage return and backspace go back within a line; a tab moves to the next of every eight columns; DEL and the
//   other control characters show nothing.
// Leaves out: colours, and moving about the screen: a program that paints a whole screen comes out as its text in order.
#pragma once
#include <string>
#include <string_view>

namespace trapdoor {

std::string terminal_text(std::string_view bytes);

}  // namespace trapdoor
