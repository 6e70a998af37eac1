// Slides 9, 11, 21 and 22: what each process sees of memory, beside physical memory.

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/memory_pieces.h"
#include "ui/figures/shapes.h"
#include "ui/figures/threads.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// Colours of the processes: not those of modes.
struct Tint {
  ImU32 wash, edge, ink;
};
constexpr int kShared = -2;
Tint tint_of(const Theme& theme, int space) {
  if (space == kShared) return {theme.raised, theme.dim, theme.text};
  if (space < 0)
    return {theme.of(Role::kernel).wash, theme.of(Role::kernel).fill, theme.of(Role::kernel).ink};
  const Shades& shades = space == 0 ? theme.of(Role::user) : theme.of(TrapKind::interrupt);
  return {shades.wash, shades.fill, shades.ink};
}

// A box of memory with one or two lines; the second is left out where there is no room.
void draw_memory(const View& view, Area area, const std::string& id, std::string_view first,
                 std::string_view second, std::string_view short_second, std::string_view help, Tint tint,
                 bool free) {
  const Theme& theme = view.theme;
  hot_spot(id.c_str(), area.low, area.high, "row", first, second);
  explain_item(theme, first, help, second);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, free ? theme.sunken : tint.wash, theme.px(3));
  list->AddRect(area.low, area.high, free ? theme.border : tint.edge, theme.px(3), 0, theme.px(1.25F));
  const float pad = theme.px(7), width = area.width() - 2 * pad;
  const float one = line_height(theme.type.body), two = line_height(theme.type.mono_small);
  const ImU32 ink = free ? theme.faint : tint.ink;
  if (area.height() >= one + two + theme.px(5)) {
    const float y = area.low.y + (area.height() - one - two - theme.px(1)) / 2;
    text_fit(theme.type.body, {area.low.x + pad, y}, ink, {first, first.substr(0, first.find(':'))}, width);
    text_fit(theme.type.mono_small, {area.low.x + pad, y + one + theme.px(1)}, free ? theme.faint : theme.dim,
             {second, short_second,
              short_second.substr(std::min(short_second.size(), short_second.rfind(' ') + 1))},
             width);
    return;
  }
  const float y = area.low.y + (area.height() - one) / 2;
  if (area.height() < one) return;
  const float used =
      text_fit(theme.type.body, {area.low.x + pad, y}, ink, {first, first.substr(0, first.find(':'))}, width);
  if (used + text_size(theme.type.mono_small, short_second).x + theme.px(8) <= width)
    text_before(theme.type.mono_small, {area.high.x - pad, y + theme.px(1)}, free ? theme.faint : theme.dim,
                short_second);
}

// Heights in a column: each gets the same, the free ones less.
std::vector<Area> stack_up(const Theme& theme, Area column, const std::vector<bool>& small) {
  float weight = 0;
  for (bool s : small) weight += s ? 0.55F : 1;
  const float gap = theme.px(3);
  const float unit = std::min(
      theme.px(52), (column.height() - gap * static_cast<float>(small.size())) / std::max(1.0F, weight));
  std::vector<Area> areas;
  float total = 0;
  for (bool s : small) total += unit * (s ? 0.55F : 1) + gap;
  float y = column.low.y + std::max(0.0F, (column.height() - total) / 2);
  for (bool s : small) {
    const float height = unit * (s ? 0.55F : 1);
    areas.push_back({{column.low.x, y}, {column.high.x, y + height}});
    y += height + gap;
  }
  return areas;
}

void draw_heading(const Theme& theme, Area column, const std::string& id, std::string_view title,
                  std::string_view short_title, std::string_view help, ImU32 ink) {
  const float line = line_height(theme.type.bold);
  hot_spot(id.c_str(), column.low, {column.high.x, column.low.y + line}, "heading", title);
  explain_item(theme, title, help);
  text_fit(theme.type.bold, column.low, ink, {title, short_title}, column.width());
}

std::string help_of(const Piece& piece) {
  std::string text = fmt::format("{} from {} on, which is physical memory from {} on. User code may {}.",
                                 size_text(piece.size), hex(piece.address), hex(piece.physical),
                                 piece.rights.empty() ? "not touch it" : piece.rights);
  if (piece.stale)
    text += fmt::format(" The page table says {}: the processor goes on with an old translation.",
                        piece.meant ? hex(*piece.meant) : "that nothing is here");
  return text;
}

// Highest addresses on top, as the lecture draws them.
std::vector<Area> draw_space(const View& view, const Space& space, int index, Area column) {
  const Theme& theme = view.theme;
  const Tint tint = tint_of(theme, index);
  draw_heading(theme, column, fmt::format("space {}", index), space.title,
               space.title.substr(0, space.title.find(" ·")),
               "The addresses that this process can use. All others are refused by the hardware.", tint.ink);
  const Area body{{column.low.x, column.low.y + line_height(theme.type.bold) + theme.px(6)}, column.high};
  std::vector<bool> small;
  if (!space.refused.empty()) small.push_back(true);
  for (size_t i = space.pieces.size(); i-- > 0;) small.push_back(space.pieces[i].kind == "free");
  const std::vector<Area> areas = stack_up(theme, body, small);
  size_t at = 0;
  if (!space.refused.empty()) {
    draw_memory(view, areas[at], fmt::format("space {} refused", index), space.refused, space.refused_where,
                space.refused_where, space.refused_help, tint_of(theme, -1), true);
    ++at;
  }
  std::vector<Area> result(space.pieces.size());
  for (size_t i = space.pieces.size(); i-- > 0; ++at) {
    const Piece& piece = space.pieces[i];
    const bool free = piece.kind == "free";
    const Shades& wrong = theme.of(TrapKind::exception);
    draw_memory(view, areas[at], fmt::format("space {} piece {}", index, i),
                piece.stale ? piece.kind + ": stale" : piece.kind,
                free ? size_text(piece.size) : hex(piece.address),
                free ? size_text(piece.size) : hex(piece.address), help_of(piece),
                piece.stale ? Tint{wrong.wash, wrong.fill, wrong.ink} : tint, free);
    result[i] = areas[at];
  }
  return result;
}

std::vector<Area> draw_physical(const View& view, const std::vector<Space>& spaces,
                                const std::vector<Block>& blocks, Area column) {
  const Theme& theme = view.theme;
  draw_heading(
      theme, column, "physical", "Physical memory", "Memory",
      "What is really there: one memory for everybody. The kernel decides who gets which part of it.",
      theme.text);
  const Area body{{column.low.x, column.low.y + line_height(theme.type.bold) + theme.px(6)}, column.high};
  ImGui::GetWindowDrawList()->AddRectFilled({body.low.x - theme.px(5), body.low.y - theme.px(2)},
                                            {body.high.x + theme.px(5), body.high.y}, theme.raised,
                                            theme.px(5));
  std::vector<bool> small;
  for (size_t i = blocks.size(); i-- > 0;) small.push_back(blocks[i].name == "free");
  const std::vector<Area> areas = stack_up(theme, body, small);
  std::vector<Area> result(blocks.size());
  for (size_t i = blocks.size(), at = 0; i-- > 0; ++at) {
    const Block& block = blocks[i];
    const std::string owner =
        block.shared      ? "shared " + block.name
        : block.space < 0 ? ""
        : spaces.size() > 1
            ? fmt::format("{} of {}", block.name, spaces[static_cast<size_t>(block.space)].title.substr(0, 1))
            : block.name;
    draw_memory(view, areas[at], fmt::format("block {}", i), owner.empty() ? block.name : owner,
                hex(block.low), hex(block.low), fmt::format("{} of physical memory.", size_text(block.size)),
                tint_of(theme, block.shared ? kShared : block.space), block.name == "free");
    result[i] = areas[at];
  }
  return result;
}

void draw_links(const Theme& theme, const Space& space, int index, const std::vector<Area>& from,
                const std::vector<Area>& to, bool leftwards) {
  const Tint tint = tint_of(theme, index);
  for (size_t i = 0; i < space.pieces.size(); ++i) {
    if (space.pieces[i].kind == "free") continue;
    const Area a = from[i], b = to[space.pieces[i].block];
    const ImVec2 start{leftwards ? a.low.x : a.high.x, (a.low.y + a.high.y) / 2};
    const ImVec2 end{leftwards ? b.high.x + theme.px(1) : b.low.x - theme.px(1), (b.low.y + b.high.y) / 2};
    draw_arrow(theme, {start, end}, space.pieces[i].stale ? theme.of(TrapKind::exception).fill : tint.edge,
               theme.px(1.75F));
  }
}

// The same address in each of the spaces.
void draw_same(const View& view, const std::vector<Space>& spaces, uint64_t address, Area area) {
  const Theme& theme = view.theme;
  std::string text = hex(address) + " is ";
  for (size_t i = 0; i < spaces.size(); ++i) {
    std::string where = "nothing";
    for (const Piece& piece : spaces[i].pieces) {
      if (address - piece.address < piece.size) where = hex(piece.physical + (address - piece.address));
    }
    text += fmt::format("{}{} for {}", i == 0 ? "" : ", ", where, spaces[i].title.substr(0, 1));
  }
  hot_spot("same", area.low, area.high, "row", "The same address", text);
  explain_item(theme, "The same address", "A virtual address means something only within its process.", text);
  text_fit(theme.type.mono_small, area.low, theme.dim, {text, hex(address)}, area.width());
}

void draw_plain(const View& view, Area area) {
  const Theme& theme = view.theme;
  const std::string note =
      "No translation is in use: programs use physical addresses, and what one may touch, all may.";
  const float height = text_wrapped(theme.type.body, area.low, theme.dim, note, area.width());
  hot_spot("plain", area.low, {area.high.x, area.low.y + height}, "row", "No translation", note);
  std::vector<const Section*> sections;
  for (const Section& section : view.program().sections) {
    if (section.size > 0 && view.machine().bus.in_ram(section.address, 1)) sections.push_back(&section);
  }
  std::sort(sections.begin(), sections.end(),
            [](const Section* a, const Section* b) { return a->address < b->address; });
  if (sections.size() > 8) sections.resize(8);
  const float width = std::min(area.width(), theme.px(420));
  const float left = area.low.x + (area.width() - width) / 2;
  const Area column{{left, area.low.y + height + theme.px(10)}, {left + width, area.high.y}};
  draw_heading(theme, column, "physical", "Physical memory", "Memory", "One memory for everybody.",
               theme.text);
  const Area body{{column.low.x, column.low.y + line_height(theme.type.bold) + theme.px(6)}, column.high};
  const std::vector<Area> areas = stack_up(theme, body, std::vector<bool>(sections.size(), false));
  for (size_t i = sections.size(), at = 0; i-- > 0; ++at) {
    const Section& s = *sections[i];
    std::string may;
    for (const ModeRow& mode : view.isa().modes) {
      if (mode.role != Role::user) continue;
      const bool ok = view.isa()
                          .translate(view.machine(), view.machine().running_hart(), s.address,
                                     AccessKind::store, mode.mode)
                          .ok;
      may = ok ? "user code may write here" : "user code may not write here";
    }
    const std::string name =
        fmt::format("{} {}", s.executable ? "code" : "data", view.program().name_of(s.address));
    draw_memory(view, areas[at], fmt::format("section {}", i), name,
                fmt::format("{} · {}", hex(s.address), size_text(s.size)), hex(s.address), may,
                tint_of(theme, -1), !s.executable);
  }
}

// At most as many as there are colours for; A is the one whose page table, or window, lies lowest.
constexpr size_t kMostSpaces = 2;

std::string title_of(const View& view, size_t index, size_t count, uint64_t pc) {
  const char letter = static_cast<char>('A' + index);
  return count > 1 ? fmt::format("{} · at {}", letter, place_text(view.program(), pc))
                   : fmt::format("Process · at {}", place_text(view.program(), pc));
}

std::vector<Space> paged_spaces(const View& view, const Moment& now, const std::vector<UserThread>& threads) {
  const uint64_t current = now.cpu[view.isa().space_word];
  std::vector<uint64_t> roots;
  for (const UserThread& thread : threads) {
    if (std::find(roots.begin(), roots.end(), thread.space) == roots.end()) roots.push_back(thread.space);
  }
  if (roots.empty()) roots.push_back(current);
  if (roots.size() > kMostSpaces) roots.resize(kMostSpaces);
  std::sort(roots.begin(), roots.end());
  std::vector<Space> spaces;
  for (uint64_t root : roots) {
    std::vector<uint64_t> stack_pointers;
    uint64_t pc = 0;
    for (const UserThread& thread : threads) {
      if (thread.space != root) continue;
      stack_pointers.push_back(thread.sp);
      if (pc == 0) pc = thread.pc;
    }
    Space space = space_of(view, root, stack_pointers);
    if (space.pieces.empty()) continue;
    space.title = title_of(view, spaces.size(), pc == 0 ? 2 : roots.size(), pc);
    space.current = root == current;
    spaces.push_back(std::move(space));
  }
  return spaces;
}

std::vector<Space> window_spaces(const View& view, std::vector<BoundWindow> windows) {
  if (windows.size() > kMostSpaces) windows.resize(kMostSpaces);
  std::sort(windows.begin(), windows.end(),
            [](const BoundWindow& a, const BoundWindow& b) { return a.base < b.base; });
  std::vector<Space> spaces;
  for (const BoundWindow& window : windows) {
    spaces.push_back(space_of(view, window));
    spaces.back().title = title_of(view, spaces.size() - 1, windows.size(), window.pc);
  }
  return spaces;
}

}  // namespace

void draw_address_spaces(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const Moment now = moment_of(view.machine());
  std::vector<UserThread> threads;
  const std::vector<BoundWindow> windows = bound_windows(view, wishes);
  if (windows.empty()) threads = threads_of(view, now, wishes);
  std::vector<Space> spaces =
      windows.empty() ? paged_spaces(view, now, threads) : window_spaces(view, windows);
  if (spaces.empty()) return draw_plain(view, area);
  const std::vector<Block> blocks = blocks_of(view, spaces);
  const float foot = spaces.size() > 1 ? line_height(theme.type.mono_small) + theme.px(8) : 0;
  const float gap = std::clamp(area.width() * 0.09F, theme.px(24), theme.px(90));
  const float count = static_cast<float>(spaces.size()) + 1;
  const float width = std::min(theme.px(240), (area.width() - gap * (count - 1)) / count);
  const float left = area.low.x + (area.width() - width * count - gap * (count - 1)) / 2;
  auto column = [&](int i) {
    const float x = left + static_cast<float>(i) * (width + gap);
    return Area{{x, area.low.y}, {x + width, area.high.y - foot}};
  };
  const std::vector<Area> first = draw_space(view, spaces[0], 0, column(0));
  const std::vector<Area> memory = draw_physical(view, spaces, blocks, column(1));
  draw_links(theme, spaces[0], 0, first, memory, false);
  if (spaces.size() > 1) {
    const std::vector<Area> second = draw_space(view, spaces[1], 1, column(2));
    draw_links(theme, spaces[1], 1, second, memory, true);
    uint64_t address = threads.empty() ? windows.empty() ? 0 : windows.front().pc : threads.front().pc;
    for (const Piece& piece : spaces[0].pieces) {
      if (piece.kind == "data") address = piece.address;
    }
    if (const auto at = ui.figure_words.find("at"); at != ui.figure_words.end())
      address = typed_address(view, at->second).value_or(address);
    draw_same(view, spaces, address, {{area.low.x, area.high.y - foot + theme.px(6)}, area.high});
  }
}

}  // namespace trapdoor
