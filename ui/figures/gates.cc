// Slides 24 and 32: every gate between a device and the handler, open or closed. Why did my interrupt (not) fire?

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/shapes.h"

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

void draw_source(const View& view, const Explanation& source, Area area, float label) {
  const Theme& theme = view.theme;
  const float y = area.low.y + area.height() * 0.38F;
  const float x0 = area.low.x + label,
              step = (area.high.x - x0) / (static_cast<float>(source.gates.size()) + 0.6F);
  const bool pending = !source.gates.empty() && source.gates.front().open;
  ImFont* face = pending ? theme.type.bold : theme.type.body;
  const float room = label - theme.px(14);
  text_wrapped(face, {area.low.x, y - wrapped_height(face, source.source, room) / 2},
               pending ? theme.text : theme.dim, source.source, room);
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

void draw_gates(const View& view, UiState&, Wishes&, Area area) {
  const Theme& theme = view.theme;
  std::vector<Explanation> sources = view.isa().explain(view.machine(), view.machine().running_hart());
  // What asks comes first.
  std::stable_sort(sources.begin(), sources.end(), [](const Explanation& a, const Explanation& b) {
    auto asks = [](const Explanation& e) { return !e.gates.empty() && e.gates.front().open; };
    return asks(a) > asks(b);
  });
  float label = 0;
  for (const Explanation& source : sources)
    label = std::max(label, text_size(theme.type.bold, source.source).x);
  label = std::min(label + theme.px(24), area.width() * 0.42F);
  const float row =
      std::min(theme.px(64), area.height() / static_cast<float>(std::max<size_t>(1, sources.size())));
  for (size_t i = 0; i < sources.size(); ++i) {
    const float y = area.low.y + static_cast<float>(i) * row;
    draw_source(view, sources[i], {{area.low.x, y}, {area.high.x, y + row}}, label);
  }
}

}  // namespace trapdoor
