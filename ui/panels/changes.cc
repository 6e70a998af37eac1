#include <fmt/format.h>

#include <algorithm>

#include "engine/session/change_text.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// One change in the words of the screen.
struct Row {
  std::string what, values, note, who, help;
  std::string place;  // that a click goes to; empty: nowhere
  bool by_hardware = false;
};

std::string with_arrows(std::string text) {
  for (size_t at = text.find("->"); at != std::string::npos; at = text.find("->", at))
    text.replace(at, 2, "→");
  return text;
}

bool is_memory(const Change& change) {
  return change.event.kind == EventKind::store || change.event.kind == EventKind::dma;
}

// Memory as long as what was written there.
std::string shown_value(const View& view, const Change& change, uint64_t value) {
  const Event& event = change.event;
  if (event.kind == EventKind::word && event.what == view.isa().mode_word)
    return std::string(find_mode(view.isa(), static_cast<uint8_t>(value)).name);
  if (!is_memory(change)) return hex(value);
  std::string digits = fmt::format("{:0{}x}", value, 2 * change.size);
  for (size_t at = digits.size(); at > 4;) digits.insert(at -= 4, " ");
  return digits;
}

// "'T' → '-'" for one byte that is a character, and was one or nothing.
std::string characters_of(const Change& change) {
  auto character = [](uint64_t byte) {
    return byte >= 32 && byte < 127 ? fmt::format("'{}'", static_cast<char>(byte)) : std::string();
  };
  if (!is_memory(change) || change.size != 1) return {};
  const std::string old = character(change.old), value = character(change.value);
  return old.empty() || value.empty() ? value : old + " → " + value;
}

void describe_word(const View& view, const Change& change, Row& row) {
  const Event& event = change.event;
  for (const ViewRow& part : view.isa().views) {
    if (part.name != change.what) continue;
    row.help = part.help;
    row.place = fmt::format("panel:control?word={}", part.name);
    return;
  }
  for (const WordRow& word : view.isa().words) {
    if (word.word != event.what) continue;
    row.help = word.help;
    if (word.group != WordGroup::hidden)
      row.place = fmt::format("panel:{}?word={}", word.group == WordGroup::control ? "control" : "registers",
                              word.name);
  }
}

void describe_register(const View& view, const Event& event, Row& row) {
  for (const RegisterRow& reg : view.machine().device(event.what).info().registers) {
    if (reg.offset != event.address) continue;
    row.help = reg.help;
    row.place = fmt::format("panel:devices?word={}", reg.symbol.empty() ? reg.name : reg.symbol);
  }
}

Row row_of(const View& view, const Change& change, std::optional<uint64_t> ram) {
  const Event& event = change.event;
  Row row;
  row.what = change.what;
  if (event.kind == EventKind::word) describe_word(view, change, row);
  if (event.kind == EventKind::reg) describe_register(view, event, row);
  if (ram) {  // the session writes addresses in its own way
    row.what = place_text(view.program(), event.address + (*ram - event.old));
    row.help = fmt::format("Memory at {}. Click to see it among its neighbours.", hex(*ram));
    row.place = fmt::format("panel:memory?physical=0x{:x}", *ram);
  }
  row.values =
      fmt::format("{} → {}", shown_value(view, change, change.old), shown_value(view, change, change.value));
  row.note = with_arrows(fields_text(change, view.machine()));
  if (row.note.empty()) row.note = characters_of(change);
  if (row.note.empty()) row.note = word_name(view.machine(), view.program(), change.what, change.value);
  row.who = view.machine().hart_count() > 1 ? fmt::format("hart {}: {}", event.hart, change.who) : change.who;
  row.by_hardware = change.who != "instruction";
  return row;
}

void draw_row(const View& view, const Row& row, int id, float height, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 low = ImGui::GetCursorScreenPos(), high{low.x + width, low.y + height};
  ImGui::PushID(id);
  if (ImGui::InvisibleButton("change", {width, height}) && !row.place.empty())
    wishes.places.push_back(row.place);
  ImGui::PopID();
  mirror().describe(
      row.place.empty() ? "row" : "button", row.what,
      fmt::format("{}{}{}, by {}", row.values, row.note.empty() ? "" : ", ", row.note, row.who));
  explain_item(theme, row.what, row.help, row.note.empty() ? row.values : row.values + "\n" + row.note);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered() && !row.place.empty()) list->AddRectFilled(low, high, theme.raised, theme.px(3));
  const float left = low.x + theme.px(4), right = high.x - theme.px(6);
  const float line = line_height(theme.type.mono_small);
  const float first = low.y + theme.px(3), second = first + line + theme.px(1);
  const float who = text_size(theme.type.small, row.who).x;
  text_at(theme.type.small, {right - who, first}, row.by_hardware ? theme.dim : theme.faint, row.who);
  text_at(theme.type.mono_small, {left, first}, theme.text, row.what,
          std::max(theme.px(40), right - who - theme.px(12) - left));
  const float x = left + theme.px(14);
  const float used = text_at(theme.type.mono_small, {x, second}, theme.dim, row.values);
  const float room = right - x - used - theme.px(14);
  if (text_size(theme.type.mono_small, row.note).x <= room)  // else only the explanation has it
    text_at(theme.type.mono_small, {x + used + theme.px(14), second}, theme.accent, row.note);
  list->AddLine({low.x, high.y - 1}, {high.x, high.y - 1}, theme.border);
}

// What ran in that tick: an instruction, a trap taken, or both.
void draw_titles(const View& view, const std::vector<std::string>& titles) {
  const Theme& theme = view.theme;
  for (const std::string& title : titles) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = text_wrapped(theme.type.mono, low, theme.text, title, width);
    hot_spot(title.c_str(), low, {low.x + width, low.y + height}, "heading", title);
    ImGui::Dummy({width, height + theme.px(3)});
  }
}

void look(const View& view, Tick tick, ChangesState& state) {
  if (state.tick == tick && state.generation == view.history.generation()) return;
  state.tick = tick;
  state.generation = view.history.generation();
  state.changes = view.session.changes_of(tick);
  state.titles.clear();
  for (const Event& event : view.session.events_of(tick)) {
    auto title = title_text(event, view.machine(), view.program());
    if (!title) continue;
    if (view.machine().hart_count() > 1) *title = fmt::format("hart {}: {}", event.hart, *title);
    state.titles.push_back(with_arrows(*title));
  }
}

}  // namespace

void draw_changes(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Tick now = view.machine().now();
  if (view.fast) return empty_note(theme, "Time runs too fast to tell. Pause, or choose a slow speed.");
  if (now == 0) return empty_note(theme, "Nothing has run yet. Step once, and see all that it changed.");
  ChangesState& state = ui.changes;
  look(view, now - 1, state);
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  section(theme, fmt::format("Tick {}", with_commas(now - 1)),
          "The tick that ran last, and all that it changed, in order.");
  ImGui::Dummy({1, theme.px(3)});
  draw_titles(view, state.titles);
  ImGui::Dummy({1, theme.px(3)});
  if (state.changes.empty()) empty_note(theme, "Nothing changed but the place in the program.");
  const std::vector<std::optional<uint64_t>> places = ram_places(state.changes);
  const float height = 2 * line_height(theme.type.mono_small) + theme.px(9);
  draw_rows(state.changes.size(), height, [&](size_t i) {
    draw_row(view, row_of(view, state.changes[i], places[i]), static_cast<int>(i), height, wishes);
  });
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
