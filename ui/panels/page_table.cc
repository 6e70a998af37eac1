#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

void draw_walk(const View& view, UiState& ui, const Translation& place) {
  const float width = ImGui::GetContentRegionAvail().x;
  for (const WalkStep& step : place.walk) {
    ImGui::PushID(step.level);
    value_row(view, fmt::format("level {}", step.level), hex(step.entry), "at " + hex(step.entry_address),
              "The page table entry that the hardware reads at this level.", view.theme.px(76), width, {});
    field_strip(view, view.isa().fields, "entry", step.entry, step.entry, ui.pointer, width);
    ImGui::PopID();
  }
}

// What each mode may do with the address, by asking the hardware's own rules.
void draw_rights(const View& view, uint64_t address) {
  const Theme& theme = view.theme;
  for (const ModeRow& mode : view.isa().modes) {
    std::string may;
    constexpr std::pair<AccessKind, std::string_view> kKinds[] = {
        {AccessKind::load, "read"}, {AccessKind::store, "write"}, {AccessKind::fetch, "execute"}};
    for (const auto& [kind, word] : kKinds) {
      if (!view.isa().translate(view.machine(), view.machine().running_hart(), address, kind, mode.mode).ok)
        continue;
      may += may.empty() ? std::string(word) : ", " + std::string(word);
    }
    if (may.empty()) may = "nothing";
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = theme.px(22);
    const float y = low.y + (height - line_height(theme.type.body)) / 2;
    hot_spot(std::string(mode.name).c_str(), low, {low.x + width, low.y + height}, "row",
             fmt::format("{} mode may", mode.name), may);
    role_shape(ImGui::GetWindowDrawList(), theme, mode.role, {low.x + theme.px(10), low.y + height / 2},
               theme.px(5));
    text_at(theme.type.body, {low.x + theme.px(22), y}, theme.dim, mode.name);
    text_at(theme.type.body, {low.x + theme.px(120), y}, theme.text, may, width - theme.px(124));
    ImGui::Dummy({width, height});
  }
}

}  // namespace

void draw_page_table(const View& view, UiState& ui, Wishes&) {
  const Theme& theme = view.theme;
  PageTableState& state = ui.page_table;
  if (line_input(ui, theme, "Walk address", "address, symbol, register", state.field, theme.px(190))) {
    if (const auto address = typed_address(view, state.field)) {
      state.address = *address;
      state.follow_pc = false;
    }
  }
  ImGui::SameLine();
  toggle(theme, "follow the program counter", state.follow_pc,
         "Walk the address of the instruction that runs next.");
  if (state.follow_pc) state.address = view.cpu()[view.isa().pc_word];
  ImGui::Dummy({1, theme.px(2)});
  ImGui::BeginChild("walk");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const AccessKind kind = state.follow_pc ? AccessKind::fetch : AccessKind::load;
  const Translation place = view.isa().translate(view.machine(), view.machine().running_hart(), state.address,
                                                 kind, view.mode().mode);
  const float width = ImGui::GetContentRegionAvail().x;
  value_row(view, "virtual", hex(state.address), view.program().name_of(state.address),
            "The address a program uses.", theme.px(76), width, {});
  draw_walk(view, ui, place);
  if (place.walk.empty())
    empty_note(theme, "No page table is in use for this address and mode: both addresses are the same.");
  if (place.ok) {
    value_row(view, "physical", hex(place.physical), "", "The place in memory.", theme.px(76), width, {});
  } else {
    const CauseRow* cause = find_cause(view.isa(), place.trap.kind, place.trap.cause);
    value_row(view, "trap", cause == nullptr ? "" : cause->word, "",
              cause == nullptr ? std::string_view() : cause->help, theme.px(76), width, {});
  }
  section(theme, "Who may do what with it");
  draw_rights(view, state.address);
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
