// Widgets: the few controls that panels share. Each is an ImGui item with a name in the mirror, and explains itself on
// hover from a row's help text.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "ui/state.h"
#include "ui/theme.h"
#include "ui/view.h"
#include "ui/widgets/text.h"

namespace trapdoor {

// ---- roles, kinds

// The shape that goes with a role's colour: user circle, kernel square, firmware diamond.
void role_shape(ImDrawList*, const Theme&, Role, ImVec2 centre, float radius);
// The shape that goes with a trap's kind: interrupt triangle, exception cross, system call down arrow, return up arrow.
void trap_shape(ImDrawList*, const Theme&, TrapKind, ImVec2 centre, float radius);
std::string_view role_word(Role);      // "USER", "KERNEL", "FIRMWARE"
std::string_view kind_word(TrapKind);  // "interrupt", "exception", "system call", "return"
// Shape and word in the role's colour.
void mode_lamp(const Theme&, const ModeRow&);
// In its place when the machine has switched itself off.
void off_lamp(const Theme&, uint64_t exit_code);

// ---- items

// An explanation beside the last item, when it is hovered or focused: a title, a sentence, and details.
void explain_item(const Theme&, std::string_view title, std::string_view help, std::string_view detail = {});
// An item without looks of its own, that takes no room in the layout. True when clicked.
bool hot_spot(const char* id, ImVec2 low, ImVec2 high, std::string_view role, std::string_view name,
              std::string_view value = {});
bool text_button(const Theme&, std::string_view name, std::string_view help, bool strong = false);
// One of a row of tabs. True when clicked.
bool tab(const Theme&, std::string_view title, bool selected, std::string_view help);
// A small switch with a word; returns true when it changed.
bool toggle(const Theme&, std::string_view name, bool& on, std::string_view help);

// A line to type into; returns true when it was finished with Enter, and then `text` holds it. A page shows an input
// of its own over it and hands its text over through UiState::entered.
bool line_input(UiState&, const Theme&, const char* name, const char* hint, std::string& text, float width);

// The same for what Session::complete knows: a Match after "break ". Candidates appear below it; a page shows them itself.
bool completing_input(const View&, UiState&, const char* name, const char* hint, std::string_view prefix,
                      std::string& text, float width);

// An address as a person types it: a symbol, a register, or hexadecimal digits with or without 0x, spaces, underscores.
std::optional<uint64_t> typed_address(const View&, std::string_view text);

enum class Icon { to_start, previous_trap, back, play, pause, step, next_trap };
bool icon_button(const Theme&, Icon, std::string_view name, std::string_view help, bool enabled,
                 bool strong = false);

// ---- layout

// A panel's heading inside a panel: small capitals and a line.
void section(const Theme&, std::string_view title, std::string_view help = {});
// A bar between two areas that a person can drag, or move with the arrow keys; returns the distance moved in this frame.
float splitter(UiState&, const Theme&, const char* id, std::string_view name, ImVec2 low, ImVec2 high,
               bool vertical);
// Draws the rows of a long list that are in view, and some beyond: the mirror's reader goes on to those, which scrolls.
// `draw(i)` moves the cursor down by `height`.
template <class Draw>
void draw_rows(size_t count, float height, Draw draw) {
  constexpr int kBeyond = 8;
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(count), height);
  const int most = static_cast<int>(count);
  // A list may be shorter than it was, and still be scrolled.
  const int first = std::min(most, static_cast<int>(ImGui::GetScrollY() / height));
  const int shown = static_cast<int>(ImGui::GetWindowHeight() / height) + 1;
  clipper.IncludeItemsByIndex(std::max(0, first - kBeyond), std::min(most, first + shown + kBeyond));
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) draw(static_cast<size_t>(i));
  }
}
// A sentence in place of content that is not there yet.
void empty_note(const Theme&, std::string_view text);

// ---- values

// Reads memory as a panel shows it; nullopt where nothing answers. `is_virtual`: at an address that a program uses (reached).
std::optional<uint8_t> shown_byte(const View&, uint64_t address, bool is_virtual);
std::optional<uint64_t> shown_word(const View&, uint64_t address, int size, bool is_virtual);
// Notes what is shown at an address, and says whether it is another value than the moment before had there.
bool byte_changed(const View&, SeenBytes&, uint64_t address, std::optional<uint8_t> byte);
// Call once before the bytes of a frame.
void begin_bytes(const View&, SeenBytes&);

struct RowLook {
  bool changed = false;  // since the last stop
  bool pointed = false;  // a lesson points at it
  bool dim = false;
};
// "sp  8000 1ff0  stack_top"; one line; returns true when clicked. Takes the width given.
bool value_row(const View&, std::string_view name, std::string_view value, std::string_view symbol,
               std::string_view help, float name_width, float width, RowLook);
// The fields of a control word as a strip of cells, in the order of the rows. `word` is a WordRow's, ViewRow's or RegisterRow's name.
void field_strip(const View&, std::span<const FieldRow>, std::string_view word, uint64_t value,
                 uint64_t before, const Pointer&, float width);
// What a field's value means: "1 (vectored)" from "0=direct 1=vectored"; the number when no word is known.
std::string field_value(const FieldRow&, uint64_t value);
// Strength from 1 to 0 of a lesson's pointer at this moment.
float pointing(const View&, const Pointer&);

}  // namespace trapdoor
