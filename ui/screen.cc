#include "ui/screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/figures.h"
#include "ui/mirror.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr float kGrip = 5;  // thickness of a splitter

struct Screen {
  const View& view;
  UiState& ui;
  Wishes& wishes;
  const ScreenOptions& options;

  bool wanted(std::string_view name) const {
    if (options.only.empty()) return true;
    return std::find(options.only.begin(), options.only.end(), name) != options.only.end();
  }
};

bool begin_area(const Screen& screen, const char* id, Area area, ImVec2 padding) {
  const Theme& theme = screen.view.theme;
  ImGui::SetCursorScreenPos(area.low);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
  ImGui::PushStyleColor(ImGuiCol_ChildBg, theme.surface);
  const bool shown = ImGui::BeginChild(id, {std::max(1.0F, area.width()), std::max(1.0F, area.height())},
                                       ImGuiChildFlags_AlwaysUseWindowPadding,
                                       ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  return shown;
}

void draw_panel(const Screen& screen, const PanelRow& row) {
  mirror().group(row.title);
  if (row.needs_machine && !screen.view.session.has_machine()) {
    empty_note(screen.view.theme, row.help);
    return;
  }
  ImGui::PushID(row.name.data());
  row.draw(screen.view, screen.ui, screen.wishes);
  ImGui::PopID();
}

// Tabs in one line; those that do not fit come below it when "more" is wanted.
template <class Row>
const Row* choose_tab(const Screen& screen, const std::vector<const Row*>& rows, std::string& open) {
  if (rows.empty()) return nullptr;
  const Theme& theme = screen.view.theme;
  const Row* chosen = rows.front();
  for (const Row* row : rows) {
    if (row->name == open) chosen = row;
  }
  auto width_of = [&](std::string_view title) { return text_size(theme.type.bold, title).x + theme.px(20); };
  const float more_width = width_of("more…");
  float room = ImGui::GetContentRegionAvail().x;
  float total = 0;
  for (const Row* row : rows) total += width_of(row->title);
  if (total > room) {  // the chosen one is always there, beside "more" if need be
    room -= more_width;
    float before = 0;
    for (const Row* row : rows) {
      before += width_of(row->title);
      if (row == chosen) break;
    }
    if (before > room) room -= width_of(chosen->title);
  }
  std::vector<const Row*> hidden;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  float used = 0;
  bool full = false;
  for (const Row* row : rows) {
    const float width = width_of(row->title);
    full = full || used + width > room;
    if (full) {
      hidden.push_back(row);
      continue;
    }
    used += width;
    if (tab(theme, row->title, row == chosen, row->help)) chosen = row;
    ImGui::SameLine();
  }
  if (!hidden.empty()) {
    const bool in_hidden = std::find(hidden.begin(), hidden.end(), chosen) != hidden.end();
    if (in_hidden) {
      tab(theme, chosen->title, true, chosen->help);
      ImGui::SameLine();
    }
    // Lines of tabs instead of a menu: fingers, keys and screen readers find them as they find the others.
    bool& all = *ImGui::GetStateStorage()->GetBoolRef(ImGui::GetID("all tabs"), false);
    if (tab(theme, all ? "less" : "more…", false, "Panels that did not fit here.")) all = !all;
    used = 0;
    for (const Row* row : hidden) {
      if (!all || row == chosen) continue;
      if (used > 0 && used + width_of(row->title) <= room) ImGui::SameLine();
      used = (used + width_of(row->title) <= room ? used : 0) + width_of(row->title);
      if (tab(theme, row->title, false, row->help)) {
        chosen = row;
        all = false;
      }
    }
  } else {
    ImGui::NewLine();
  }
  ImGui::PopStyleVar();
  open = chosen->name;
  return chosen;
}

void line_under_tabs(const Theme& theme) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 low = ImGui::GetWindowPos();
  ImGui::GetWindowDrawList()->AddLine({low.x, at.y}, {low.x + ImGui::GetWindowWidth(), at.y}, theme.border);
  ImGui::Dummy({1, theme.px(6)});
}

// Panels one at a time, under tabs.
void draw_tabs(const Screen& screen, const char* id, Area area, std::initializer_list<std::string_view> names,
               std::string& open) {
  const Theme& theme = screen.view.theme;
  std::vector<const PanelRow*> rows;
  for (std::string_view name : names) {
    if (screen.wanted(name)) rows.push_back(find_panel(name));
  }
  if (rows.empty()) return;
  if (begin_area(screen, id, area, {theme.px(8), 0})) {
    mirror().group("Panels");
    const PanelRow* row = choose_tab(screen, rows, open);
    line_under_tabs(theme);
    ImGui::BeginChild(row->name.data());
    draw_panel(screen, *row);
    ImGui::EndChild();
  }
  ImGui::EndChild();
}

void draw_stage(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  std::vector<const FigureRow*> rows;
  for (const FigureRow& row : figures()) rows.push_back(&row);
  if (begin_area(screen, "stage", area, {theme.px(8), 0})) {
    mirror().group("Figure");
    const FigureRow* row = choose_tab(screen, rows, screen.ui.figure);
    line_under_tabs(theme);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float side = theme.px(8);
    const Area inner{{low.x + side, low.y + theme.px(2)},
                     {area.high.x - side - theme.px(8), area.high.y - theme.px(10)}};
    ImGui::PushID(row->name.data());
    if (screen.view.session.has_machine()) {
      row->draw(screen.view, screen.ui, screen.wishes, inner);
    } else {
      empty_note(theme, row->help);
    }
    ImGui::PopID();
  }
  ImGui::EndChild();
}

void draw_stacked(const Screen& screen, Area area, float registers) {
  const Theme& theme = screen.view.theme;
  auto titled = [&](const char* id, Area place, std::string_view name) {
    const PanelRow& row = *find_panel(name);
    if (begin_area(screen, id, place, {theme.px(8), 0})) {
      tab(theme, row.title, true, row.help);
      line_under_tabs(theme);
      ImGui::BeginChild(row.name.data());
      draw_panel(screen, row);
      ImGui::EndChild();
    }
    ImGui::EndChild();
  };
  const float split = area.low.y + registers;
  titled("side top", {area.low, {area.high.x, split}}, "registers");
  titled("side bottom", {{area.low.x, split + 1}, area.high}, "control");
}

void draw_side(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  const float two_columns =
      2 * (theme.px(44) + text_size(theme.type.mono_small, "…ffff ffff").x) + theme.px(16);
  const float registers = theme.px(40 + 18 * 20);
  if (area.width() >= two_columns && area.height() >= registers + theme.px(190) &&
      screen.options.only.empty()) {
    draw_stacked(screen, area, registers);
  } else {
    draw_tabs(screen, "side", area, {"registers", "control"}, screen.ui.side_tab);
  }
}

void draw_timeline_area(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  if (begin_area(screen, "timeline", area, {theme.px(12), theme.px(8)}))
    draw_panel(screen, *find_panel("timeline"));
  ImGui::EndChild();
}

// Within limits even where a small window has none to give.
float within(float value, float low, float high) { return std::max(low, std::min(value, high)); }

// A splitter was moved from where it is shown, which need not be where it is kept: a small window has less room. What is kept
// stays within the limits, so that the way back begins at once.
void keep_split(float& kept, float shown, float moved, float low, float high, float unit) {
  if (moved != 0) kept = within(shown + moved, low, high) / unit;
}

// Machine: figure above tabs, registers at the side, the timeline below all.
void draw_wide(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  Split& split = screen.ui.split;
  const float grip = theme.px(kGrip);
  const float least_timeline = theme.px(84), most_timeline = area.height() * 0.5F;
  const float timeline = within(theme.px(split.timeline), least_timeline, most_timeline);
  const float least_side = theme.px(220), most_side = std::max(theme.px(260), area.width() * 0.4F);
  const float side = within(theme.px(split.side), least_side, most_side);
  const float bottom = area.high.y - timeline - grip;
  const float middle = area.high.x - side - grip;
  const float height = std::max(1.0F, bottom - area.low.y);
  const float least_stage = theme.px(160), most_stage = height - theme.px(110);
  const float stage = within(height * split.stage, least_stage, most_stage);
  const float tabs = area.low.y + stage;
  draw_stage(screen, {area.low, {middle, tabs}});
  draw_tabs(screen, "tabs", {{area.low.x, tabs + grip}, {middle, bottom}},
            {"console", "traps", "source", "disassembly", "memory", "stack", "page-table", "devices", "wires",
             "why", "changes", "breakpoints", "watch", "flaws", "command"},
            screen.ui.tab);
  draw_side(screen, {{middle + grip, area.low.y}, {area.high.x, bottom}});
  draw_timeline_area(screen, {{area.low.x, bottom + grip}, area.high});
  mirror().group("Layout");
  float moved = splitter(screen.ui, theme, "side split", "Width of the registers", {middle, area.low.y},
                         {middle + grip, bottom}, true);
  keep_split(split.side, side, -moved, least_side, most_side, theme.zoom);
  moved = splitter(screen.ui, theme, "stage split", "Height of the figure", {area.low.x, tabs},
                   {middle, tabs + grip}, false);
  keep_split(split.stage, stage, moved, least_stage, most_stage, height);
  moved = splitter(screen.ui, theme, "time split", "Height of the timeline", {area.low.x, bottom},
                   {area.high.x, bottom + grip}, false);
  keep_split(split.timeline, timeline, -moved, least_timeline, most_timeline, theme.zoom);
}

// One column: everything but the timeline under tabs.
void draw_narrow(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  const bool timeline = screen.wanted("timeline") && area.height() > theme.px(260);
  const float height = timeline ? theme.px(104) : 0;
  struct Entry {
    std::string_view name, title, help;
    const PanelRow* panel;
    const FigureRow* figure;
  };
  std::vector<Entry> entries;
  for (const FigureRow& row : figures()) {
    if (screen.options.only.empty() || screen.wanted(row.name) || screen.wanted("figure")) {
      entries.push_back({row.name, row.title, row.help, nullptr, &row});
    }
  }
  for (const PanelRow& row : panels()) {
    if (row.name == "timeline" || row.name == "editor" || row.name == "lesson") continue;
    if (screen.wanted(row.name)) entries.push_back({row.name, row.title, row.help, &row, nullptr});
  }
  std::vector<const Entry*> rows;
  rows.reserve(entries.size());
  for (const Entry& entry : entries) rows.push_back(&entry);
  const Area top{area.low, {area.high.x, area.high.y - height - (timeline ? 1 : 0)}};
  if (!rows.empty() && begin_area(screen, "tabs", top, {theme.px(8), 0})) {
    const Entry* entry = choose_tab(screen, rows, screen.ui.column_tab);
    line_under_tabs(theme);
    if (entry->panel != nullptr) {
      ImGui::BeginChild("panel");
      draw_panel(screen, *entry->panel);
      ImGui::EndChild();
    } else if (screen.view.session.has_machine()) {
      mirror().group("Figure");
      const ImVec2 low = ImGui::GetCursorScreenPos();
      entry->figure->draw(screen.view, screen.ui, screen.wishes,
                          {low, {top.high.x - theme.px(8), top.high.y - theme.px(8)}});
    } else {
      empty_note(theme, entry->help);
    }
  }
  if (!rows.empty()) ImGui::EndChild();
  if (timeline) draw_timeline_area(screen, {{area.low.x, area.high.y - height}, area.high});
}

// Desktop only: what the page shows itself.
Area draw_own_page(const Screen& screen, Area area) {
  const Theme& theme = screen.view.theme;
  Split& split = screen.ui.split;
  const float bar = theme.px(46), grip = theme.px(kGrip);
  if (begin_area(screen, "toolbar", {area.low, {area.high.x, area.low.y + bar}},
                 {theme.px(12), theme.px(8)})) {
    mirror().group("Toolbar");
    draw_toolbar(screen.view, screen.ui, screen.wishes, screen.options.lessons);
  }
  ImGui::EndChild();
  area.low.y += bar + 1;
  if (screen.view.session.lesson() == nullptr) return area;
  const float least_prose = theme.px(240), most_prose = area.width() * 0.5F;
  const float prose = within(theme.px(split.prose), least_prose, most_prose);
  const float least_text = area.height() * 0.15F, most_text = area.height() * 0.85F;
  const float text = within(area.height() * split.editor, least_text, most_text);
  const float middle = area.low.y + text;
  auto whole = [&](const char* id, Area place, std::string_view name) {
    if (begin_area(screen, id, place, {theme.px(8), theme.px(4)})) draw_panel(screen, *find_panel(name));
    ImGui::EndChild();
  };
  whole("lesson", {area.low, {area.low.x + prose, middle}}, "lesson");
  whole("editor", {{area.low.x, middle + grip}, {area.low.x + prose, area.high.y}}, "editor");
  float moved = splitter(screen.ui, theme, "prose split", "Width of the lesson",
                         {area.low.x + prose, area.low.y}, {area.low.x + prose + grip, area.high.y}, true);
  keep_split(split.prose, prose, moved, least_prose, most_prose, theme.zoom);
  moved = splitter(screen.ui, theme, "editor split", "Height of the lesson's text", {area.low.x, middle},
                   {area.low.x + prose, middle + grip}, false);
  keep_split(split.editor, text, moved, least_text, most_text, std::max(1.0F, area.height()));
  area.low.x += prose + grip;
  return area;
}

}  // namespace

void draw_screen(const View& view, UiState& ui, Wishes& wishes, const ScreenOptions& options) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::Begin("screen", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const Screen screen{view, ui, wishes, options};
  Area area{{0, 0}, size};
  if (const float banner = flaw_banner_height(view, area.width()); banner > 0) {
    if (begin_area(screen, "banner", {area.low, {area.high.x, area.low.y + banner}}, {0, 0})) {
      mirror().group("Flawed hardware");
      draw_flaw_banner(view, wishes);
    }
    ImGui::EndChild();
    area.low.y += banner + 1;
  }
  if (!options.page) area = draw_own_page(screen, area);
  if (area.width() < view.theme.px(620) || !options.only.empty()) {
    draw_narrow(screen, area);
  } else {
    draw_wide(screen, area);
  }
  ImGui::End();
}

}  // namespace trapdoor
