// Keys: every keyboard shortcut as a row; the list of keys, the desktop and the page (through td_state) read them.
#pragma once
#include <span>
#include <string_view>

#include "imgui.h"
#include "ui/theme.h"

namespace trapdoor {

struct KeyRow {
  ImGuiKey key;
  bool shift;
  std::string_view web;      // KeyboardEvent.key
  std::string_view shown;    // as people say it
  std::string_view command;  // a Session command; "run" also pauses; "keys" shows this list
  std::string_view help;
};

std::span<const KeyRow> key_rows();
// The list, over everything; a click or Escape closes it.
void draw_keys(const Theme&, bool& open);

}  // namespace trapdoor
