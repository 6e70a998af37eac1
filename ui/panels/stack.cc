#include <fmt/format.h>

#include <algorithm>

#include "engine/session/call_stack.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

std::string how_found(size_t number, const DebugFrame& frame) {
  if (number == 0) return "Here the processor is.";
  if (frame.return_at)
    return fmt::format("It goes on here later: the address stands on the stack at {}.",
                       hex(*frame.return_at));
  return "It goes on here when this function returns: the address is in the return register.";
}

void frame_row(const View& view, size_t number, const DebugFrame& frame, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x;
  std::string line;
  if (frame.place)
    line =
        fmt::format("{}:{}", frame.place->file.substr(frame.place->file.rfind('/') + 1), frame.place->line);
  const std::string name = frame.name.empty() ? hex(frame.pc) : frame.name;
  ImGui::PushID(static_cast<int>(number));
  const std::string row = fmt::format("{}", number);
  if (value_row(view, row, name, line, how_found(number, frame), theme.px(28), width,
                {false, false, frame.name.empty()})) {
    wishes.commands.push_back(fmt::format("run-until exec pc={}", hex_word(frame.pc)));
  }
  mirror().describe("button", row, line.empty() ? name : name + " " + line);  // it acts
  ImGui::PopID();
}

// One word of the stack: its address, its bytes, and what it could be.
void word_row(const View& view, UiState& ui, uint64_t address, uint64_t value, bool changed, bool returns) {
  const Theme& theme = view.theme;
  std::string note = value_name(view.machine(), view.program(), value);
  if (returns) note = "returns to " + (note.empty() ? hex(value) : note);
  const bool top = address == view.cpu()[view.isa().stack_word];
  ImGui::PushID(static_cast<int>(address));
  RowLook look{changed,
               ui.pointer.panel == "stack" && ui.pointer.address == address && pointing(view, ui.pointer) > 0,
               value == 0};
  value_row(view, (top ? "▸ " : "  ") + hex(address), hex(value), note,
            with_writers(top ? "The stack pointer points here." : "A word on the stack.",
                         memory_writers(view, address, true)),
            theme.px(104), ImGui::GetContentRegionAvail().x, look);
  ImGui::PopID();
}

}  // namespace

void draw_stack(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  section(theme, "Who called whom",
          "From what the compiler wrote down, or else from words on the stack that lead right behind a call. "
          "Click one to run "
          "until it goes on.");
  const std::vector<DebugFrame> frames =
      call_stack(view.machine(), view.program(), view.machine().running_hart());
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
    const bool returns = std::any_of(frames.begin(), frames.end(),
                                     [&](const DebugFrame& f) { return f.return_at == address; });
    word_row(view, ui, address, *value, changed, returns);
  }
  if (shown == 0) empty_note(theme, "The stack pointer points at no memory: no stack has been set up yet.");
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
