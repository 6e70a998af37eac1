#include <fmt/format.h>

#include "ui/call_stack.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr int kWords = 128;  // looked at for callers

void frame_row(const View& view, size_t number, const StackFrame& frame, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x;
  std::string line;
  if (const auto place = view.program().place_of(frame.address))
    line = fmt::format("{}:{}", place->file.substr(place->file.rfind('/') + 1), place->line);
  const std::string name = frame.name.empty() ? hex(frame.address) : frame.name;
  ImGui::PushID(static_cast<int>(number));
  if (value_row(
          view, fmt::format("{}", number), name, line,
          number == 0 ? "Here the processor is."
          : frame.at == 0
              ? "It goes on here when this function returns: the address is in the return register."
              : fmt::format("It goes on here later: the address stands on the stack at {}.", hex(frame.at)),
          theme.px(28), width, {false, false, frame.name.empty()})) {
    wishes.commands.push_back(fmt::format("run-until exec pc={}", hex_word(frame.address)));
  }
  ImGui::PopID();
}

// One word of the stack: its address, its bytes, and what it could be.
void word_row(const View& view, UiState& ui, uint64_t address, uint64_t value, bool changed, bool returns) {
  const Theme& theme = view.theme;
  std::string note = value == 0 ? "" : view.program().name_of(value);
  if (returns) note = "returns to " + (note.empty() ? hex(value) : note);
  const bool top = address == view.cpu()[view.isa().stack_word];
  ImGui::PushID(static_cast<int>(address));
  RowLook look{changed,
               ui.pointer.panel == "stack" && !ui.pointer.address.empty() && pointing(view, ui.pointer) > 0 &&
                   std::strtoull(ui.pointer.address.c_str(), nullptr, 0) == address,
               value == 0};
  value_row(view, (top ? "▸ " : "  ") + hex(address), hex(value), note,
            top ? "The stack pointer points here." : "A word on the stack.", theme.px(104),
            ImGui::GetContentRegionAvail().x, look);
  ImGui::PopID();
}

}  // namespace

void draw_stack(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  section(theme, "Who called whom",
          "Read off the stack: words that point right behind a call. Click one to run until it goes on.");
  const std::vector<StackFrame> frames = call_stack(view, kWords);
  for (size_t i = 0; i < frames.size() && i < 32; ++i) frame_row(view, i, frames[i], wishes);
  const uint64_t stack = view.cpu()[view.isa().stack_word];
  const int size = view.isa().xlen / 8;
  section(theme, fmt::format("The stack, from {} up", hex(stack)),
          "What the stack pointer points at, and what lies above it.");
  begin_bytes(view, ui.stack.seen);
  int shown = 0;
  for (; shown < 48; ++shown) {
    const uint64_t address = stack + static_cast<uint64_t>(shown * size);
    const auto value = shown_word(view, address, size, true);
    if (!value) break;
    bool changed = false;
    for (int i = 0; i < size; ++i) {
      const auto byte = static_cast<uint8_t>(*value >> (8 * i));
      changed = byte_changed(view, ui.stack.seen, address + static_cast<uint64_t>(i), byte) || changed;
    }
    const bool returns =
        std::any_of(frames.begin(), frames.end(), [&](const StackFrame& f) { return f.at == address; });
    word_row(view, ui, address, *value, changed, returns);
  }
  if (shown == 0) empty_note(theme, "The stack pointer points at no memory: no stack has been set up yet.");
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
