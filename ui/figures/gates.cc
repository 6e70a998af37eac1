// Slides 24 and 32: every gate between a device and the handler, open or closed. Why did my interrupt (not) fire?

#include <fmt/format.h>

#include <algorithm>

#include "engine/session/event_text.h"
#include "ui/figures/shapes.h"
#include "ui/interrupts.h"

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

// Its name, and below it, where there is room, when it was taken and will be.
void draw_label(const View& view, const InterruptNews& news, Area area, float middle, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Explanation& source = news.why;
  const bool pending = !source.gates.empty() && source.gates.front().open;
  ImFont* face = pending ? theme.type.bold : theme.type.body;
  const float name = wrapped_height(face, source.source, area.width());
  const float times = 2 * line_height(theme.type.small);
  const bool told = !view.session.running() && name + times <= area.height() - theme.px(6);
  const float low = told ? area.low.y + (area.height() - name - times) / 2 : middle - name / 2;
  text_wrapped(face, {area.low.x, low}, pending ? theme.text : theme.dim, source.source, area.width());
  if (!told) return;
  float y = low + name;
  for (const auto& [text, command] :
       {std::pair(last_text(news), go_to_last(news)), std::pair(next_text(news), go_to_next(view, news))}) {
    const float width =
        text_fit(theme.type.small, {area.low.x, y}, command.empty() ? theme.faint : theme.accent,
                 {text, std::string_view(text).substr(text.rfind(' ') + 1)}, area.width());
    const ImVec2 high{area.low.x + width, y + line_height(theme.type.small)};
    if (hot_spot((source.source + text.substr(0, 4)).c_str(), {area.low.x, y}, high,
                 command.empty() ? "row" : "button", fmt::format("{}: {}", source.source, text)) &&
        !command.empty())
      wishes.commands.push_back(command);
    explain_item(theme, text, command.empty() ? "" : "Click to go to the moment just after it.");
    y = high.y;
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
    explain_item(theme, gate.name, gate.help, gate.reads);
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
  std::vector<InterruptNews> sources = interrupts_of(view, wishes);
  // What asks comes first.
  std::stable_sort(sources.begin(), sources.end(), [](const InterruptNews& a, const InterruptNews& b) {
    auto asks = [](const InterruptNews& news) {
      return !news.why.gates.empty() && news.why.gates.front().open;
    };
    return asks(a) > asks(b);
  });
  float label = 0;
  for (const InterruptNews& news : sources)
    label = std::max({label, text_size(theme.type.bold, news.why.source).x,
                      text_size(theme.type.small, last_text(news)).x,
                      text_size(theme.type.small, next_text(news)).x});
  label = std::min(label + theme.px(24), area.width() * 0.42F);
  const float row =
      std::min(theme.px(72), area.height() / static_cast<float>(std::max<size_t>(1, sources.size())));
  for (size_t i = 0; i < sources.size(); ++i) {
    const float y = area.low.y + static_cast<float>(i) * row;
    draw_source(view, sources[i], {{area.low.x, y}, {area.high.x, y + row}}, label, wishes);
  }
}

}  // namespace trapdoor
