#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

// The column beside the bytes: a byte's character; for one that has none a faint sign that is no character of ASCII; and
// nothing where there is no memory.
struct Characters {
  std::string plain, others;  // as wide, each with blanks where the other has something
  std::string all;
  void add(std::optional<uint8_t> byte) {
    const bool printable = byte && *byte >= 32 && *byte < 127;
    const std::string sign = printable ? std::string(1, static_cast<char>(*byte)) : byte ? "·" : " ";
    plain += printable ? sign : " ";
    others += printable ? " " : sign;
    all += sign;
  }
};

void memory_row(const View& view, MemoryState& state, uint64_t address, int columns) {
  const Theme& theme = view.theme;
  ImFont* face = theme.type.mono_small;
  const float cell = text_size(face, "00 ").x, letter = text_size(face, "0").x, height = theme.px(20);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  std::string spoken, lit;
  float x = low.x + text_at(face, {low.x, low.y + theme.px(3)}, theme.faint, hex(address)) + theme.px(14);
  const uint64_t stack = view.cpu()[view.isa().stack_word], pc = view.cpu()[view.isa().pc_word];
  ImDrawList* list = ImGui::GetWindowDrawList();
  Characters characters;
  for (int i = 0; i < columns; ++i) {
    const uint64_t at = address + static_cast<uint64_t>(i);
    const std::optional<uint8_t> shown = shown_byte(view, at, state.is_virtual);
    const bool there = shown.has_value(), changed = byte_changed(view, state.seen, at, shown);
    const uint8_t byte = shown.value_or(0);
    const std::string text = there ? fmt::format("{:02x}", byte) : "--";
    if (changed) {
      list->AddRectFilled({x - theme.px(2), low.y + theme.px(1)},
                          {x + letter * 2 + theme.px(2), low.y + height - theme.px(1)}, theme.lit,
                          theme.px(2));
      lit += lit.empty() ? text : " " + text;
    } else if (at == pc || at == stack) {
      const Shades& shades = at == pc ? theme.of(view.mode().role) : theme.of(TrapKind::none);
      list->AddRectFilled({x - theme.px(2), low.y + theme.px(1)},
                          {x + letter * 2 + theme.px(2), low.y + height - theme.px(1)}, shades.wash,
                          theme.px(2));
    }
    text_at(face, {x, low.y + theme.px(3)},
            changed              ? theme.lit_ink
            : there && byte != 0 ? theme.text
                                 : theme.faint,
            text);
    spoken += text + ' ';
    characters.add(shown);
    x += cell + (i % 8 == 7 ? letter : 0);
  }
  if (x + letter * static_cast<float>(columns) < low.x + width) {
    text_at(face, {x + letter, low.y + theme.px(3)}, theme.dim, characters.plain);
    text_at(face, {x + letter, low.y + theme.px(3)}, theme.faint, characters.others);
    x += letter * static_cast<float>(columns + 3);
    const std::string name = view.program().name_of(address);
    if (!name.empty() && low.x + width - x > theme.px(60)) {
      text_at(face, {x, low.y + theme.px(3)}, theme.faint, name, low.x + width - x);
    }
  }
  hot_spot(hex(address).c_str(), low, {low.x + width, low.y + height}, "row", hex(address),
           spoken + characters.all + (lit.empty() ? "" : ", changed: " + lit));
  explain_item(theme, place_text(view.program(), address),
               with_writers(fmt::format("{} bytes of memory, the one at the lowest address first.", columns),
                            memory_writers(view, address, state.is_virtual)),
               lit.empty() ? "" : "changed: " + lit);
  ImGui::Dummy({width, height});
}

}  // namespace

void draw_memory(const View& view, UiState& ui, Wishes&) {
  const Theme& theme = view.theme;
  MemoryState& state = ui.memory;
  if (!state.placed) state.go(view.machine().bus.ram_base());
  constexpr std::string_view kThroughPages = "as the program sees it";
  const float beside = text_size(theme.type.small, "stack").x + text_size(theme.type.small, "code").x +
                       text_size(theme.type.small, kThroughPages).x + theme.px(90);
  const float line =
      std::min(theme.px(230), std::max(theme.px(90), ImGui::GetContentRegionAvail().x - beside));
  const char* hint = line < theme.px(225) ? "address" : "address, symbol, register";
  if (line_input(ui, theme, "Go to address", hint, state.field, line)) {
    if (const auto place = typed_address(view, state.field)) state.go(*place);
  }
  ImGui::SameLine();
  bool off = false;
  if (toggle(theme, "stack", off, "Go to where the stack pointer points."))
    state.go(view.cpu()[view.isa().stack_word]);
  ImGui::SameLine();
  off = false;
  if (toggle(theme, "code", off, "Go to the instruction that runs next."))
    state.go(view.cpu()[view.isa().pc_word]);
  ImGui::SameLine();
  const bool was_virtual = state.is_virtual;
  toggle(
      theme, kThroughPages, state.is_virtual,
      "Addresses go through the page table of this moment, as a load would: in the present mode or, since a "
      "kernel can look at what its users have, in one below it.");
  if (state.is_virtual != was_virtual) state.seen = {};  // other bytes now, not changed ones
  ImGui::Dummy({1, theme.px(2)});
  ImGui::BeginChild("bytes");
  begin_bytes(view, state.seen);
  const float letter = text_size(theme.type.mono_small, "0").x;
  const int columns = ImGui::GetContentRegionAvail().x > letter * 78 ? 16 : 8;
  const int rows = std::max(1, static_cast<int>(ImGui::GetContentRegionAvail().y / theme.px(20)));
  if (ImGui::IsWindowHovered() && ImGui::GetIO().MouseWheel != 0) {
    const int64_t lines = static_cast<int64_t>(-ImGui::GetIO().MouseWheel * 3);
    state.address += static_cast<uint64_t>(lines * columns);
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  for (int i = 0; i < rows; ++i) {
    memory_row(view, state, state.address + static_cast<uint64_t>(i * columns), columns);
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
