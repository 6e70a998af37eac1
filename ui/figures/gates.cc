// Slides 24 and 32: every gate between a device and the handler, open or closed. Why did my interrupt (not) fire?

#include <fmt/format.h>

#include <algorithm>

#include "engine/session/event_text.h"
#include "ui/figures/gate_labels.h"
#include "ui/figures/shapes.h"
#include "ui/interrupts.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

constexpr float kNoLimit = 1e6F;
constexpr float kMiddle = 13, kRadius = 8;  // of the gates: below the top of their line, and how large

enum class GateState { open, closed, unknown };

// What a gate says. Of a machine that is off there is no telling what the mode would be when an interrupt came.
GateState state_of(const View& view, const Gate& gate) {
  if (gate.of_mode && view.machine().powered_off()) return GateState::unknown;
  return gate.open ? GateState::open : GateState::closed;
}

std::string_view state_word(GateState state) {
  if (state == GateState::unknown) return "depends on the mode";
  return state == GateState::open ? "open" : "closed";
}

// A gate across a line: open, the line goes through it; closed, a cross bars it.
void draw_gate(const Theme& theme, ImVec2 at, GateState state, bool reached) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float r = theme.px(kRadius);
  const Shades& shades = theme.of(state == GateState::open ? TrapKind::interrupt : TrapKind::exception);
  const ImU32 colour = reached && state != GateState::unknown ? shades.fill : theme.faint;
  list->AddCircleFilled(at, r + theme.px(3), theme.surface, 24);
  list->AddCircle(at, r, colour, 24, theme.px(2));
  if (state == GateState::unknown) {
    text_in(theme.type.small, {at.x - r, at.y - r}, {at.x + r, at.y + r}, theme.dim, "?");
  } else if (state == GateState::open) {
    list->AddLine({at.x - r, at.y}, {at.x + r, at.y}, colour, theme.px(2.5F));
  } else {
    const float q = r * 0.5F;
    list->AddLine({at.x - q, at.y - q}, {at.x + q, at.y + q}, colour, theme.px(2.5F));
    list->AddLine({at.x - q, at.y + q}, {at.x + q, at.y - q}, colour, theme.px(2.5F));
  }
}

// "last 5,100" and "next 6,115": whatever is known, each a place to go to.
struct Time {
  std::string text, spoken, command;
};
std::vector<Time> times_of(const View& view, const InterruptNews& news) {
  std::vector<Time> times;
  if (view.session.running()) return times;
  if (news.last) times.push_back({"last " + with_commas(*news.last), last_text(news), go_to_last(news)});
  if (news.next)
    times.push_back({"next " + with_commas(*news.next), next_text(news), go_to_next(view, news)});
  return times;
}

// An interrupt and its gates: how it is called at the left or, where that leaves too little room for the gates, above.
struct GateRow {
  const InterruptNews& news;
  std::vector<Time> times;
  float name = 0;           // height of its name
  float head = 0;           // height of what stands above the line of gates
  float low = 0, high = 0;  // x: of the line of gates
  float label_low = 0;      // x: of their names
  GateLabels labels;
  float least = 0;  // height
  const std::vector<Gate>& gates() const { return news.why.gates; }
  bool asks() const { return !gates().empty() && gates().front().open; }
  float step() const { return (high - low) / (static_cast<float>(gates().size()) + 0.6F); }
  float gate_x(size_t i) const { return low + step() * (static_cast<float>(i) + 0.5F); }
};

// Height of a row of gates; their names stand below it.
float below_gates(const Theme& theme) { return theme.px(kMiddle + kRadius + 9); }

// Names of the gates that are not open and, if `open` says so, of as many open ones as this height has room for too.
void name_gates(const View& view, GateRow& row, float height, bool open) {
  const Theme& theme = view.theme;
  auto is_open = [&](const Gate& gate) { return state_of(view, gate) == GateState::open; };
  ImFont* face = theme.type.small;
  const LabelRoom room{line_height(face), row.label_low, row.high, height, theme.px(9), theme.px(3.5F)};
  std::vector<GateName> names;
  for (size_t i = 0; i < row.gates().size(); ++i) {
    if (!is_open(row.gates()[i])) names.emplace_back(face, i, row.gate_x(i), row.gates()[i].name);
  }
  row.labels = place_labels(room, names);
  for (size_t i = 0; open && i < row.gates().size(); ++i) {
    if (!is_open(row.gates()[i])) continue;
    std::vector<GateName> more = names;
    more.insert(std::find_if(more.begin(), more.end(), [&](const GateName& name) { return name.mark > i; }),
                GateName(face, i, row.gate_x(i), row.gates()[i].name));
    GateLabels labels = place_labels(room, more);
    const bool in_the_way = labels.detours > row.labels.detours + theme.px(2);  // it would push others aside
    if (labels.labels.size() != more.size() || in_the_way) continue;
    names = std::move(more);
    row.labels = std::move(labels);
  }
}

// label: width of what stands at the left; 0: it stands above.
GateRow plan_row(const View& view, const InterruptNews& news, Area area, float label) {
  const Theme& theme = view.theme;
  const Typefaces& type = theme.type;
  const float low = area.low.x + label;
  GateRow row{news, times_of(view, news), 0, 0, low, area.high.x, label > 0 ? low - theme.px(8) : low, {}, 0};
  ImFont* face = row.asks() ? type.bold : type.body;
  row.name = wrapped_height(face, news.why.source, label > 0 ? label - theme.px(14) : area.width());
  const float times = row.times.empty() ? 0 : line_height(type.small);
  if (label == 0) row.head = row.name;
  name_gates(view, row, kNoLimit, false);
  row.least = std::max(theme.px(30),
                       row.head + below_gates(theme) + row.labels.height() + theme.px(label > 0 ? 6 : 10));
  if (label > 0) row.least = std::max(row.least, row.name + times + theme.px(6));
  return row;
}

// When it was taken and will be, from this place on to the right; what does not fit is left out.
void draw_times(const View& view, const GateRow& row, ImVec2 low, float end, Wishes& wishes) {
  const Theme& theme = view.theme;
  const std::string& source = row.news.why.source;
  const float line = line_height(theme.type.small);
  for (const Time& time : row.times) {
    const float width = text_size(theme.type.small, time.text).x;
    if (low.x + width > end) break;
    if (hot_spot((source + time.text.substr(0, 4)).c_str(), low, {low.x + width, low.y + line}, "button",
                 fmt::format("{}: {}", source, time.spoken)))
      wishes.commands.push_back(time.command);
    explain_item(theme, time.spoken, "Click to go to the moment just after it.");
    text_at(theme.type.small, low, theme.accent, time.text);
    low.x += width + theme.px(12);
  }
}

void draw_head(const View& view, const GateRow& row, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Typefaces& type = theme.type;
  ImFont* face = row.asks() ? type.bold : type.body;
  const ImU32 ink = row.asks() ? theme.text : theme.dim;
  const std::string& source = row.news.why.source;
  if (row.head > 0) {  // above the gates
    text_wrapped(face, area.low, ink, source, area.width());
    const float x = area.low.x + std::min(text_size(face, source).x, area.width()) + theme.px(12);
    draw_times(view, row, {x, area.low.y + (line_height(face) - line_height(type.small)) / 2}, area.high.x,
               wishes);
    return;
  }
  const float width = row.low - area.low.x - theme.px(14);
  const bool one = row.name < line_height(face) * 1.5F;  // a single line stands beside the gates
  const float y = area.low.y + (one ? theme.px(kMiddle) - row.name / 2 : theme.px(2));
  text_wrapped(face, {area.low.x, y}, ink, source, width);
  draw_times(view, row, {area.low.x, y + row.name}, area.low.x + width, wishes);
}

// The name of a gate below it, and its leader; `gates` is y of the line, `begin` of the first row of names.
void draw_gate_name(const Theme& theme, const GateLabels& labels, const GateLabel& label, float gates,
                    float begin, ImU32 ink, ImU32 leader) {
  std::vector<ImVec2> way = {{label.x, gates + theme.px(kRadius + 3)}};
  for (size_t row = 0; row < label.leader.size(); ++row) {
    const float top = begin + labels.row_top(row);
    way.emplace_back(label.leader[row], top);
    if (row < label.row)
      way.emplace_back(label.leader[row], begin + labels.row_top(row + 1) - labels.between);
  }
  ImGui::GetWindowDrawList()->AddPolyline(way.data(), static_cast<int>(way.size()), leader, 0, theme.px(1));
  ImFont* face = theme.type.small;
  float y = begin + labels.row_top(label.row);
  for (std::string_view text : label.lines) {
    text_at(face, {label.left + (label.right - label.left - text_size(face, text).x) / 2, y}, ink, text);
    y += labels.line;
  }
}

// A gate as an item: its name where that is written, otherwise the gate itself.
void draw_gate_item(const View& view, const GateRow& row, size_t i, ImVec2 at) {
  const Theme& theme = view.theme;
  const Gate& gate = row.gates()[i];
  const std::string& source = row.news.why.source;
  const std::string help =
      with_writers(gate.help, writers_of(view, gate.name.substr(0, gate.name.find(' '))));
  const float r = std::min(theme.px(kRadius + 3), row.step() / 2);
  auto item = [&](std::string_view id, ImVec2 low, ImVec2 high, bool named) {
    hot_spot(fmt::format("{} {} {}", id, source, i).c_str(), low, high, "row",
             named ? fmt::format("{}: {}", source, gate.name) : "", state_word(state_of(view, gate)));
    explain_item(theme, gate.name, help, gate.reads);
  };
  const GateLabel* label = row.labels.of(i);
  item("gate", {at.x - r, at.y - r}, {at.x + r, at.y + r}, label == nullptr);
  if (label == nullptr) return;
  const float y = at.y + below_gates(theme) - theme.px(kMiddle) + row.labels.row_top(label->row);
  const float height = row.labels.line * static_cast<float>(label->lines.size());
  item("name", {label->left, y}, {label->right, y + height}, true);
}

void draw_gate_row(const View& view, const GateRow& row, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Shades& passes = theme.of(TrapKind::interrupt);
  draw_head(view, row, area, wishes);
  const float y = area.low.y + row.head + theme.px(kMiddle);
  ImDrawList* list = ImGui::GetWindowDrawList();
  bool reached = true;
  float from = row.head > 0 ? row.low : row.low - theme.px(10);
  for (size_t i = 0; i < row.gates().size(); ++i) {
    const Gate& gate = row.gates()[i];
    const float x = row.gate_x(i);
    list->AddLine({from, y}, {x, y}, reached ? passes.fill : theme.border, theme.px(reached ? 3 : 2));
    const GateState state = state_of(view, gate);
    draw_gate(theme, {x, y}, state, reached);
    const bool stops = reached && state == GateState::closed;
    const Shades& stopped = theme.of(TrapKind::exception);
    if (const GateLabel* label = row.labels.of(i))
      draw_gate_name(theme, row.labels, *label, y, area.low.y + row.head + below_gates(theme),
                     stops       ? stopped.ink
                     : gate.open ? theme.faint
                                 : theme.text,
                     stops ? stopped.fill : theme.faint);
    draw_gate_item(view, row, i, {x, y});
    reached = reached && gate.open;
    from = x;
  }
  draw_arrow(theme, {{from, y}, {row.high, y}}, reached ? passes.fill : theme.border,
             theme.px(reached ? 3 : 2));
}

// Of a machine that is off. Returns the height used.
float draw_off_note(const View& view, Area area) {
  if (!view.machine().powered_off()) return 0;
  const Theme& theme = view.theme;
  constexpr std::string_view kNote =
      "The machine is off: no interrupt comes any more. Gates as its last tick left them; ? depends on "
      "the mode.";
  const float height = text_wrapped(theme.type.small, area.low, theme.dim, kNote, area.width());
  hot_spot("off", area.low, {area.high.x, area.low.y + height}, "row", "The machine is off", kNote);
  return height + theme.px(6);
}

void draw_more(const Theme& theme, size_t rows, Area area, Wishes& wishes) {
  const ImVec2 low{area.low.x, area.high.y - line_height(theme.type.small)};
  const std::string text = fmt::format("and {} more, with all their gates", rows);
  const float width = text_fit(theme.type.small, low, theme.accent, {text, "more"}, area.width());
  if (hot_spot("more", low, {low.x + width, area.high.y}, "button", text))
    wishes.places.emplace_back("panel:why");
}

// Of the names at the left; 0: they stand above the gates.
float label_width(const Theme& theme, const std::vector<InterruptNews>& sources, float width) {
  if (width < theme.px(480)) return 0;
  float widest = 0;
  for (const InterruptNews& news : sources)
    widest = std::max(widest, text_size(theme.type.bold, news.why.source).x);
  return std::min(widest + theme.px(24), width * 0.34F);
}

}  // namespace

void draw_gates(const View& view, UiState&, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const std::vector<InterruptNews> sources = interrupts_of(view, wishes);
  area.low.y += draw_off_note(view, area);
  const float label = label_width(theme, sources, area.width());
  // As many as there is room for; the others are in the panel.
  const float more = line_height(theme.type.small) + theme.px(6);
  std::vector<GateRow> rows;
  float used = 0;
  for (const InterruptNews& news : sources) {
    GateRow row = plan_row(view, news, area, label);
    const float others = rows.size() + 1 < sources.size() ? more : 0;
    if (!rows.empty() && used + row.least + others > area.height()) break;
    used += row.least;
    rows.push_back(std::move(row));
  }
  const bool all = rows.size() == sources.size();
  const float spare =
      (area.height() - used - (all ? 0 : more)) / static_cast<float>(std::max<size_t>(1, rows.size()));
  float y = area.low.y;
  for (GateRow& row : rows) {
    const float height = row.least + std::clamp(spare, 0.0F, theme.px(30));
    name_gates(view, row, height - row.head - below_gates(theme), true);
    draw_gate_row(view, row, {{area.low.x, y}, {area.high.x, y + height}}, wishes);
    y += height;
  }
  if (!all) draw_more(theme, sources.size() - rows.size(), area, wishes);
}

}  // namespace trapdoor
