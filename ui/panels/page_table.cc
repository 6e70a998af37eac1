#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/bits.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr size_t kMostMappings = 4096;
constexpr double kLookEvery = 0.25;  // seconds, while the guest runs

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

// What each bit of the last entry says, in words.
void draw_bits(const View& view, uint64_t entry) {
  const Theme& theme = view.theme;
  section(theme, "What the bits of the last entry say");
  for (const FieldRow& row : view.isa().fields) {
    if (row.word != "entry" || row.high != row.low) continue;
    const bool set = bit(entry, row.low);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, text = theme.px(40), pad = theme.px(3);
    const float height = text_wrapped(theme.type.small, {low.x + text, low.y + pad},
                                      set ? theme.text : theme.faint, row.help, width - text);
    text_at(theme.type.mono_small, {low.x + theme.px(4), low.y + pad}, set ? theme.text : theme.faint,
            fmt::format("{} {}", row.name, set ? 1 : 0));
    hot_spot(std::string(row.name).c_str(), low, {low.x + width, low.y + height + 2 * pad}, "row",
             fmt::format("{} is {}", row.name, set ? 1 : 0), row.help);
    ImGui::Dummy({width, height + 2 * pad});
  }
}

// What each mode may do with the address, by asking the hardware's own rules.
void draw_rights(const View& view, uint64_t address) {
  const Theme& theme = view.theme;
  section(theme, "Who may do what with it");
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

// The way of one address.
void draw_address(const View& view, UiState& ui) {
  const Theme& theme = view.theme;
  const PageTableState& state = ui.page_table;
  const AccessKind kind = state.follow_pc ? AccessKind::fetch : AccessKind::load;
  const Translation place = view.isa().translate(view.machine(), view.machine().running_hart(), state.address,
                                                 kind, view.mode().mode);
  const float width = ImGui::GetContentRegionAvail().x;
  RowLook look;
  look.pointed = ui.pointer.panel == "page-table" && ui.pointer.address == state.address &&
                 pointing(view, ui.pointer) > 0;
  value_row(view, "virtual", hex(state.address), view.program().name_of(state.address),
            "The address a program uses.", theme.px(76), width, look);
  draw_walk(view, ui, place);
  if (place.walk.empty())
    empty_note(theme,
               place.ok && place.physical != state.address
                   ? "No page table is in use here: the hardware moves every address by the same distance."
                   : "No page table is in use for this address and mode: both addresses are the same.");
  if (place.ok) {
    value_row(view, "physical", hex(place.physical), "", "The place in memory.", theme.px(76), width, {});
  } else {
    const CauseRow* cause = find_cause(view.isa(), place.trap.kind, place.trap.cause);
    value_row(view, "trap", cause == nullptr ? "" : cause->word, "",
              cause == nullptr ? std::string_view() : cause->help, theme.px(76), width, {});
  }
  draw_rights(view, state.address);
  if (!place.walk.empty()) draw_bits(view, place.walk.back().entry);
}

// Reading a whole page table takes time: again only when something happened.
void look_at_mappings(const View& view, PageTableState& state) {
  const uint64_t space = view.cpu()[view.isa().space_word], revision = view.session.revision();
  const bool fresh = state.space == space && state.revision == revision;
  if (fresh || (view.session.running() && state.space == space && view.seconds - state.looked < kLookEvery))
    return;
  state.mappings = view.isa().mappings(view.machine(), view.machine().running_hart(), space, kMostMappings);
  state.space = space;
  state.revision = revision;
  state.looked = view.seconds;
}

bool holds(const Mapping& m, uint64_t address) { return address - m.address < m.size_bytes; }

void draw_mapping(const View& view, PageTableState& state, const Mapping& m) {
  const Theme& theme = view.theme;
  std::string rights, letters;
  const std::pair<bool, std::string_view> kinds[] = {
      {m.read, "read"}, {m.write, "write"}, {m.execute, "execute"}};
  for (const auto& [on, word] : kinds) {
    if (on) rights += rights.empty() ? std::string(word) : ", " + std::string(word);
    letters += on ? word[word == "execute"] : '-';  // r, w and, as everybody writes it, x
  }
  const std::string_view who = m.user ? "user" : "kernel";
  const std::string name = view.program().name_of(m.address), size = size_text(m.size_bytes);
  const bool lit = holds(m, state.address);
  const std::string value =
      fmt::format("{}{} at physical {}; {} may {}", m.stale ? "stale, in the TLB only: " : "", size,
                  hex(m.physical), m.user ? "user code" : "the kernel", rights);
  const ImU32 ink = theme.of(m.user ? Role::user : Role::kernel).ink;
  const bool clicked = table_row(theme, "option", hex(m.address), value,
                                 "Mapped in one piece and in one way. Click to walk to its first address.",
                                 {{hex(m.address), 64, theme.text},
                                  {"→ " + hex(m.physical), 80, theme.dim},
                                  {size, 50, theme.text},
                                  {letters, 22, ink},
                                  {std::string(m.stale ? "stale" : who), 44, m.stale ? theme.bad : ink},
                                  {name, 0, theme.faint}},
                                 lit);
  if (clicked) {
    state.address = m.address;
    state.follow_pc = false;
  }
}

constexpr std::string_view kCacheNote =
    "A processor keeps translations it has used in a cache, the TLB, and a kernel that changes a page table "
    "has to say so with "
    "an instruction, or old ones stay in use. The TLB of this machine forgets a translation as soon as its "
    "entry in memory "
    "changes. So it can hold nothing else than this list says, and a forgotten instruction, which would hurt "
    "on a real "
    "processor, does no harm here.";

constexpr std::string_view kStaleNote =
    "The flaw \"stale translations\" is on: the TLB of this machine goes on using translations although "
    "their entries in "
    "memory have changed. The list marks them as stale; an access there goes where the old entry said.";

void draw_mappings(const View& view, PageTableState& state, float height) {
  const Theme& theme = view.theme;
  look_at_mappings(view, state);
  const size_t count = state.mappings.size();
  const std::string_view cache_note =
      view.machine().flawed(Flaw::stale_translations) ? kStaleNote : kCacheNote;
  if (count == 0) {
    section(theme, "The whole address space");
    empty_note(
        theme,
        "No page table is in use, so there is nothing to list: addresses are not translated page by page.");
    return;
  }
  section(theme,
          fmt::format("The whole address space · {} {}{}", count, count == 1 ? "piece" : "pieces",
                      count == kMostMappings ? ", and more" : ""),
          "Every virtual address that the page table maps: where it lies, how long the piece is, read, "
          "write, execute, and "
          "whose it is.");
  const float row = table_row_height(theme);
  const float note =
      wrapped_height(theme.type.small, cache_note, ImGui::GetContentRegionAvail().x) + theme.px(38);
  const float room = std::max(4 * row, height - note - theme.px(26));
  ImGui::BeginChild("mappings", {0, std::min(room, row * static_cast<float>(count))});
  if (std::exchange(state.seek, false)) {
    const auto piece = std::find_if(state.mappings.begin(), state.mappings.end(),
                                    [&](const Mapping& m) { return holds(m, state.address); });
    if (piece != state.mappings.end())
      ImGui::SetScrollFromPosY(ImGui::GetCursorStartPos().y - ImGui::GetScrollY() +
                               row * (static_cast<float>(piece - state.mappings.begin()) + 0.5F));
  }
  draw_rows(count, row, [&](size_t i) {
    ImGui::PushID(static_cast<int>(i));
    draw_mapping(view, state, state.mappings[i]);
    ImGui::PopID();
  });
  ImGui::EndChild();
  section(theme, "Translations in the TLB");
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float used =
      text_wrapped(theme.type.small, {low.x, low.y + theme.px(4)}, theme.dim, cache_note, width);
  hot_spot("tlb", low, {low.x + width, low.y + used + theme.px(4)}, "row", "TLB", cache_note);
  ImGui::Dummy({width, used + theme.px(8)});
}

}  // namespace

void draw_page_table(const View& view, UiState& ui, Wishes&) {
  const Theme& theme = view.theme;
  PageTableState& state = ui.page_table;
  constexpr std::string_view kFollow = "follow the program counter";
  const float beside = text_size(theme.type.small, kFollow).x + theme.px(30);
  const float line =
      std::min(theme.px(230), std::max(theme.px(120), ImGui::GetContentRegionAvail().x - beside));
  const char* hint = line < theme.px(225) ? "address, symbol" : "address, symbol, register";
  if (line_input(ui, theme, "Walk address", hint, state.field, line)) {
    if (const auto address = typed_address(view, state.field)) {
      state.address = *address;
      state.follow_pc = false;
    }
  }
  ImGui::SameLine();
  toggle(theme, kFollow, state.follow_pc, "Walk the address of the instruction that runs next.");
  if (state.follow_pc) state.address = view.cpu()[view.isa().pc_word];
  ImGui::Dummy({1, theme.px(2)});
  ImGui::BeginChild("both");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float gap = theme.px(16);
  if (room.x >= theme.px(600)) {
    const float width = (room.x - gap) * 0.44F;
    ImGui::BeginChild("walk", {width, 0});
    draw_address(view, ui);
    ImGui::EndChild();
    ImGui::SameLine(0, gap);
    ImGui::BeginChild("space");
    draw_mappings(view, ui.page_table, room.y);
    ImGui::EndChild();
  } else {
    draw_address(view, ui);
    draw_mappings(view, ui.page_table, theme.px(300));
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
