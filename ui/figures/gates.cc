// Slides 24 and 32: every gate between a device and the handler, open or closed. Why did my interrupt (not) fire?

#include <fmt/format.h>

#include <algorithm>

#include "engine/session/event_text.h"
#include "ui/figures/shapes.h"
#include "ui/interrupts.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

// A gate across a line at (x, y): open, its two leaves stand along the line; closed, a bar stands across it.
void draw_gate(const Theme& theme, ImVec2 at, bool open, bool reached) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float r = theme.px(8);
  const Shades& shades = theme.of(open ? TrapKind::interrupt : TrapKind::exception);
  const ImU32 colour = reached ? shades.fill : theme.faint;
  list->AddCircleFilled(at, r + theme.px(3), theme.surface, 24);
  list->AddCircle(at, r, colour, 24, theme.px(2));
  if (open) {
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

// Its name, and below it, where there is room, when it was taken and will be.
void draw_label(const View& view, const InterruptNews& news, Area area, float middle, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Explanation& source = news.why;
  const bool pending = !source.gates.empty() && source.gates.front().open;
  ImFont* face = pending ? theme.type.bold : theme.type.body;
  const float name = wrapped_height(face, source.source, area.width());
  const float line = line_height(theme.type.small);
  std::vector<Time> times = times_of(view, news);
  if (name + line > area.height()) times.clear();
  const float low = times.empty() ? middle - name / 2 : area.low.y + (area.height() - name - line) / 2;
  text_wrapped(face, {area.low.x, low}, pending ? theme.text : theme.dim, source.source, area.width());
  float x = area.low.x;
  for (const Time& time : times) {
    const ImVec2 size = text_size(theme.type.small, time.text);
    if (x + size.x > area.high.x) break;
    const ImVec2 at{x, low + name}, end{x + size.x, low + name + line};
    if (hot_spot((source.source + time.text.substr(0, 4)).c_str(), at, end, "button",
                 fmt::format("{}: {}", source.source, time.spoken)))
      wishes.commands.push_back(time.command);
    explain_item(theme, time.spoken, "Click to go to the moment just after it.");
    text_at(theme.type.small, at, theme.accent, time.text);
    x = end.x + theme.px(12);
  }
}

void draw_source(const View& view, const InterruptNews& news, Area area, float label, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Explanation& source = news.why;
  const float y = area.low.y + area.height() * 0.38F;
  const float x0 = area.low.x + label,
              step = (area.high.x - x0) / (static_cast<float>(source.gates.size()) + 0.6F);
  draw_label(view, news, {area.low, {area.low.x + label - theme.px(14), area.high.y}}, y, wishes);
  ImDrawList* list = ImGui::GetWindowDrawList();
  bool reached = true;
  float from = x0 - theme.px(10);
  for (size_t i = 0; i < source.gates.size(); ++i) {
    const Gate& gate = source.gates[i];
    const float x = x0 + step * (static_cast<float>(i) + 0.5F);
    list->AddLine({from, y}, {x, y}, reached ? theme.of(TrapKind::interrupt).fill : theme.border,
                  theme.px(reached ? 3 : 2));
    draw_gate(theme, {x, y}, gate.open, reached);
    const Area spot{{x - step / 2, area.low.y}, {x + step / 2, area.high.y}};
    hot_spot(fmt::format("{} {}", source.source, i).c_str(), spot.low, spot.high, "row",
             fmt::format("{}: {}", source.source, gate.name), gate.open ? "open" : "closed");
    explain_item(theme, gate.name,
                 with_writers(gate.help, writers_of(view, gate.name.substr(0, gate.name.find(' ')))),
                 gate.reads);
    const float text = y + theme.px(12);
    const float width = std::min(step - theme.px(4), text_size(theme.type.small, gate.name).x);
    if (text + line_height(theme.type.small) <= area.high.y + theme.px(4) &&
        text_size(theme.type.small, gate.name).x <= step - theme.px(4)) {
      text_at(theme.type.small, {x - width / 2, text}, reached ? theme.dim : theme.faint, gate.name, width);
    }
    reached = reached && gate.open;
    from = x;
  }
  draw_arrow(theme, {{from, y}, {area.high.x, y}},
             reached ? theme.of(TrapKind::interrupt).fill : theme.border, theme.px(reached ? 3 : 2));
}

}  // namespace

void draw_gates(const View& view, UiState&, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const std::vector<InterruptNews> sources = interrupts_of(view, wishes);
  float label = 0;
  for (const InterruptNews& news : sources)
    label = std::max(label, text_size(theme.type.bold, news.why.source).x);
  label = std::min(label + theme.px(24), area.width() * 0.42F);
  // As many as there is room for; the others are in the panel.
  const float line = line_height(theme.type.small), more = line + theme.px(6);
  std::vector<float> rows;
  float used = 0;
  for (const InterruptNews& news : sources) {
    const float name = wrapped_height(theme.type.bold, news.why.source, label - theme.px(14));
    const float least =
        std::max(theme.px(30), name + (times_of(view, news).empty() ? 0 : line) + theme.px(3));
    const float others = rows.size() + 1 < sources.size() ? more : 0;
    if (used + least + others > area.height()) break;
    rows.push_back(least);
    used += least;
  }
  const bool all = rows.size() == sources.size();
  const float spare =
      (area.height() - used - (all ? 0 : more)) / static_cast<float>(std::max<size_t>(1, rows.size()));
  float y = area.low.y;
  for (size_t i = 0; i < rows.size(); ++i) {
    const float height = rows[i] + std::min(spare, std::max(0.0F, theme.px(64) - rows[i]));
    draw_source(view, sources[i], {{area.low.x, y}, {area.high.x, y + height}}, label, wishes);
    y += height;
  }
  if (all) return;
  const std::string text = fmt::format("and {} more, with all their gates", sources.size() - rows.size());
  const float width = text_fit(theme.type.small, {area.low.x, area.high.y - line}, theme.accent,
                               {text, "more"}, area.width());
  if (hot_spot("more", {area.low.x, area.high.y - line}, {area.low.x + width, area.high.y}, "button", text))
    wishes.places.emplace_back("panel:why");
}

}  // namespace trapdoor
