#include <fmt/format.h>

#include <algorithm>

#include "ui/instruction_text.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/source_rows.h"
#include "ui/widgets/table.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// The breakpoint at this address; null if there is none.
const Stopper* stopper_at(const View& view, uint64_t address) {
  const std::string text = fmt::format("exec pc={}", hex_word(address));
  for (const Stopper& stopper : view.session.stoppers()) {
    if (stopper.match.text() == text) return &stopper;
  }
  return nullptr;
}

// The strip before a line: a dot for a breakpoint; a click sets or removes it.
void gutter(const View& view, std::optional<uint64_t> address, ImVec2 low, float height,
            const std::string& name, Wishes& wishes) {
  const Theme& theme = view.theme;
  if (!address) return;
  const Stopper* stopper = stopper_at(view, *address);
  const ImVec2 high{low.x + theme.px(20), low.y + height};
  if (hot_spot(fmt::format("stop {}", *address).c_str(), low, high, "checkbox", "Breakpoint at " + name,
               stopper != nullptr ? "set" : "")) {
    wishes.commands.push_back(stopper != nullptr ? fmt::format("unbreak {}", stopper->id)
                                                 : fmt::format("break exec pc={}", hex_word(*address)));
  }
  const ImVec2 centre{low.x + theme.px(10), low.y + height / 2};
  if (stopper != nullptr) {
    ImGui::GetWindowDrawList()->AddCircleFilled(centre, theme.px(5), theme.bad, 20);
  } else if (ImGui::IsItemHovered()) {
    ImGui::GetWindowDrawList()->AddCircle(centre, theme.px(5), theme.bad, 20);
  }
}

void pc_mark(const View& view, ImVec2 low, ImVec2 high) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(view.mode().role);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({low.x + theme.px(20), low.y}, high, shades.wash, theme.px(2));
  list->AddRectFilled({low.x + theme.px(20), low.y}, {low.x + theme.px(23), high.y}, shades.fill);
}

// Comments step back, so that code stands out.
void draw_code(const Theme& theme, ImVec2 pos, std::string_view line, ImU32 ink) {
  std::string text;
  for (char c : line) {
    if (c == '\t') {
      text.append(8 - text.size() % 8, ' ');
    } else {
      text += c;
    }
  }
  const size_t comment = std::min(text.find('#'), text.find("//"));
  const std::string_view shown = text;
  if (comment == std::string::npos) {
    text_at(theme.type.mono, pos, ink, shown);
    return;
  }
  const float used = text_at(theme.type.mono, pos, ink, shown.substr(0, comment));
  text_at(theme.type.mono, {pos.x + used, pos.y}, theme.faint, shown.substr(comment));
}

void draw_line(const View& view, const SourceRow& row, ImVec2 low, float height, Wishes& wishes) {
  const Theme& theme = view.theme;
  const bool has_code = row.address != 0;
  gutter(view, has_code ? std::optional(row.address) : std::nullopt, low, height,
         fmt::format("line {}", row.line), wishes);
  const float y = low.y + (height - line_height(theme.type.mono)) / 2;
  text_before(theme.type.mono_small, {low.x + theme.px(54), y + 1}, has_code ? theme.dim : theme.border,
              fmt::format("{}", row.line));
  draw_code(theme, {low.x + theme.px(66), y}, row.text, theme.text);
}

void draw_instruction(const View& view, const SourceRow& row, ImVec2 low, float width, float height,
                      Wishes& wishes) {
  const Theme& theme = view.theme;
  const InstructionText text = instruction_at(view, row.address);
  const float y = low.y + (height - line_height(theme.type.mono_small)) / 2;
  hot_spot("instruction", {low.x + theme.px(20), low.y}, {low.x + width, low.y + height}, "row",
           hex(row.address), text.text);
  explain_item(theme, text.text, text.help, view.program().name_of(row.address));
  gutter(view, row.address, low, height, hex(row.address), wishes);
  text_at(theme.type.mono_small, {low.x + theme.px(66), y}, theme.faint, hex(row.address));
  const float used = text_at(theme.type.mono_small, {low.x + theme.px(150), y}, theme.dim,
                             text.there ? std::string_view(text.text) : "nothing answers here");
  if (!text.target.empty())
    text_at(theme.type.mono_small, {low.x + theme.px(162) + used, y}, theme.faint, "→ " + text.target);
}

void draw_heading(const View& view, const SourceRow& row, std::string_view file, ImVec2 low, float height,
                  Wishes& wishes) {
  const Theme& theme = view.theme;
  gutter(view, row.address, low, height, fmt::format("line {}", row.line), wishes);
  const std::string name = view.program().name_of(row.address);
  const float y = low.y + (height - line_height(theme.type.small)) / 2;
  const float used = text_at(theme.type.bold, {low.x + theme.px(28), y - 1}, theme.text,
                             fmt::format("{}:{}", file.substr(file.rfind('/') + 1), row.line));
  text_at(theme.type.mono_small, {low.x + theme.px(40) + used, y}, theme.faint, name);
}

float row_width(const Theme& theme, const SourceRow& row) {
  if (row.kind == SourceRow::Kind::line) return theme.px(70) + text_size(theme.type.mono, row.text).x;
  return theme.px(420);
}

void draw_file(const View& view, UiState& ui, const SourceFile& file, Wishes& wishes) {
  const Theme& theme = view.theme;
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const std::optional<Place> place = view.program().place_of(pc);
  const uint32_t pc_line = place && place->file == file.name ? place->line : 0;
  const float height = theme.px(20);
  int pc_row = -1;
  ImGui::BeginChild("text", {0, 0}, 0, ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const std::vector<SourceRow>& rows = ui.source.rows;
  for (size_t i = 0; pc_line != 0 && i < rows.size(); ++i) {
    if (rows[i].kind == SourceRow::Kind::instruction ? rows[i].address == pc
                                                     : rows[i].line == pc_line && pc_row < 0)
      pc_row = static_cast<int>(i);
  }
  draw_rows(rows.size(), height, [&](size_t i) {
    const SourceRow& row = rows[i];
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = std::max(ImGui::GetContentRegionAvail().x, theme.px(500));
    const bool here = row.kind == SourceRow::Kind::line ? row.line == pc_line : static_cast<int>(i) == pc_row;
    ImGui::PushID(static_cast<int>(i));
    if (here) pc_mark(view, low, {low.x + width, low.y + height});
    if (row.kind == SourceRow::Kind::line) draw_line(view, row, low, height, wishes);
    if (row.kind == SourceRow::Kind::heading) draw_heading(view, row, file.name, low, height, wishes);
    if (row.kind == SourceRow::Kind::instruction) draw_instruction(view, row, low, width, height, wishes);
    ImGui::PopID();
    ImGui::SetCursorScreenPos(low);
    ImGui::Dummy({row_width(theme, row), height});
  });
  ImGui::PopStyleVar();
  if (pc_row >= 0 && ui.source.shown_pc != pc) {
    const float y = static_cast<float>(pc_row) * height;
    const float top = ImGui::GetScrollY(), room = ImGui::GetWindowHeight();
    if (y < top + height || y > top + room - 2 * height) ImGui::SetScrollY(std::max(0.0F, y - room / 2));
    ui.source.shown_pc = pc;
  }
  ImGui::EndChild();
}

std::string_view leaf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Files are tabs as far as they fit; if not, the shown one is, and "more…" beside it opens the list of all.
void choose_file(const Theme& theme, SourceState& state) {
  float total = 0;
  for (const SourceFile& file : state.files)
    total += text_size(theme.type.bold, leaf(file.name)).x + theme.px(20);
  const float others = theme.px(110);  // what stands beside them
  if (total + others <= ImGui::GetContentRegionAvail().x) {
    state.choosing = false;
    for (const SourceFile& file : state.files) {
      ImGui::PushID(file.name.c_str());
      if (tab(theme, leaf(file.name), file.name == state.file, "A file of this program."))
        state.file = file.name;
      ImGui::PopID();
      ImGui::SameLine(0, 0);
    }
    return;
  }
  if (tab(theme, leaf(state.file), true, state.file)) state.choosing = false;
  ImGui::SameLine(0, 0);
  if (tab(theme, state.choosing ? "less" : "more…", false, "All files of this program."))
    state.choosing = !state.choosing;
  ImGui::SameLine(0, theme.px(8));
}

// The files in place of the text, one a line.
void list_files(const View& view, UiState& ui) {
  const Theme& theme = view.theme;
  SourceState& state = ui.source;
  line_input(ui, theme, "Files with", "part of a name", state.part, theme.px(190));
  if (!state.part.empty()) {
    ImGui::SameLine(0, theme.px(8));
    if (text_button(theme, fmt::format("not only '{}'", state.part), "All files again.")) state.part.clear();
  }
  std::vector<const SourceFile*> rows;
  for (const SourceFile& file : state.files) {
    if (file.name.find(state.part) != std::string::npos) rows.push_back(&file);
  }
  ImGui::BeginChild("files");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  if (rows.empty()) empty_note(theme, "No file has that in its name.");
  draw_rows(rows.size(), table_row_height(theme), [&](size_t i) {
    const SourceFile& file = *rows[i];
    const bool shown = file.name == state.file;
    if (table_row(theme, "option", file.name, file.text == nullptr ? "" : "with text",
                  "A file of this program.",
                  {{std::string(leaf(file.name)), 150, shown ? theme.accent : theme.text},
                   {file.text == nullptr ? "" : "text", 36, theme.dim},
                   {file.name, 0, theme.faint}},
                  shown)) {
      state.file = file.name;
      state.choosing = false;
    }
  });
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

// Finding them takes a walk through the line table: only when there are others.
void find_files(const View& view, SourceState& state) {
  std::string key = fmt::format("{} {}", static_cast<const void*>(view.program().lines.data()),
                                view.program().lines.size());
  for (const auto& [name, text] : view.session.sources())
    key += fmt::format(" {} {}", name, static_cast<const void*>(&text));
  if (key == state.files_of) return;
  state.files = source_files(view.program(), view.session.sources());
  state.files_of = key;
}

}  // namespace

void draw_source(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  SourceState& state = ui.source;
  find_files(view, state);
  const std::vector<SourceFile>& files = state.files;
  if (files.empty()) {
    empty_note(theme,
               "This program names no source lines. Compile it with -g, and drop its sources beside it; the "
               "Disassembly tab "
               "shows its instructions all the same.");
    return;
  }
  auto find = [&](std::string_view name) {
    return std::find_if(files.begin(), files.end(),
                        [&](const SourceFile& file) { return file.name == name; });
  };
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const std::optional<Place> place = view.program().place_of(pc);
  if (state.followed_pc != pc) {
    if (place && find(place->file) != files.end()) state.file = place->file;
    state.followed_pc = pc;
  }
  if (find(state.file) == files.end()) state.file = files.front().name;
  choose_file(theme, state);
  if (state.choosing) {
    ImGui::NewLine();
    return list_files(view, ui);
  }
  const SourceFile& file = *find(state.file);
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + theme.px(4));  // in the middle of the tabs beside it
  if (file.text != nullptr)
    toggle(theme, "instructions", state.disassembly, "Below each line the instructions that it became.");
  else
    text_at(theme.type.small, {ImGui::GetCursorScreenPos().x, ImGui::GetCursorScreenPos().y + theme.px(3)},
            theme.faint, "Drop this file on the page to read it here.");
  ImGui::NewLine();
  const std::string key =
      fmt::format("{} {} {} {} {} {}", file.name, state.disassembly,
                  static_cast<const void*>(view.program().lines.data()), view.program().lines.size(),
                  static_cast<const void*>(file.text == nullptr ? nullptr : file.text->data()),
                  file.text == nullptr ? 0 : std::hash<std::string_view>{}(*file.text));
  if (key != state.rows_of) {
    state.rows = source_rows(view, file, state.disassembly);
    state.rows_of = key;
    state.shown_pc = ~uint64_t{0};
  }
  draw_file(view, ui, file, wishes);
}

void draw_disassembly(const View& view, UiState&, Wishes& wishes) {
  const Theme& theme = view.theme;
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const float height = theme.px(20), width = ImGui::GetContentRegionAvail().x;
  const int rows = std::max(3, static_cast<int>(ImGui::GetContentRegionAvail().y / height));
  std::string last_name, last_place;
  for (const uint64_t address : instructions_around(view, pc, rows / 3, rows)) {
    const InstructionText text = instruction_at(view, address);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    if (address == pc) pc_mark(view, low, {low.x + width, low.y + height});
    const std::string name = view.program().name_of(address);
    std::string where;
    if (const auto place = view.program().place_of(address))
      where = fmt::format("{}:{}", place->file.substr(place->file.rfind('/') + 1), place->line);
    const float y = low.y + (height - line_height(theme.type.mono_small)) / 2;
    hot_spot(fmt::format("row {}", address).c_str(), {low.x + theme.px(20), low.y},
             {low.x + width, low.y + height}, "row", fmt::format("{} {}", hex(address), name), text.text);
    explain_item(theme, text.text, text.help, fmt::format("{} {} {}", hex(address), name, where));
    gutter(view, text.there ? std::optional(address) : std::nullopt, low, height, hex(address), wishes);
    text_at(theme.type.mono_small, {low.x + theme.px(28), y}, theme.faint, hex(address));
    if (text.there)
      text_at(theme.type.mono_small, {low.x + theme.px(104), y}, theme.faint,
              fmt::format("{:0{}x}", text.bits, text.size * 2));
    text_at(theme.type.mono, {low.x + theme.px(176), y - 1}, text.there ? theme.text : theme.faint,
            text.there ? std::string_view(text.text) : "nothing answers here", theme.px(220));
    const std::string_view base = std::string_view(name).substr(0, name.find('+'));
    const float x = low.x + theme.px(400),
                places = low.x + width - text_size(theme.type.mono_small, where).x - theme.px(6);
    if (!where.empty() && where != last_place && places > x + theme.px(120))
      text_at(theme.type.mono_small, {places, y}, theme.faint, where);
    const float room = (places > x + theme.px(120) ? places - theme.px(8) : low.x + width) - x;
    if (!text.target.empty()) {
      text_at(theme.type.mono_small, {x, y}, theme.faint, "→ " + text.target, room);
    } else if (base != last_name && room > theme.px(40)) {
      text_at(theme.type.mono_small, {x, y}, theme.dim, name, room);
    }
    last_name = base;
    last_place = where;
    ImGui::SetCursorScreenPos({low.x, low.y + height});
  }
  ImGui::Dummy({1, 1});
}

}  // namespace trapdoor
