#include "ui/figures/way.h"

#include <fmt/format.h>

#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

bool in_one_row(const Theme& theme, size_t steps, float width) {
  return width >= static_cast<float>(steps) * theme.px(130);
}

// "set_vector+0x4" of "guest kernel, set_vector+0x4".
std::string_view place_of(std::string_view note) {
  const size_t comma = note.rfind(", ");
  return comma == std::string_view::npos ? note : note.substr(comma + 2);
}

}  // namespace

float way_height(const Theme& theme, size_t steps, float width) {
  const float body = line_height(theme.type.body);
  if (in_one_row(theme, steps, width)) return body + line_height(theme.type.mono_small) + theme.px(8);
  const size_t count = (steps + 1) / 2;
  const auto lines = static_cast<float>(count);
  return lines * (body + theme.px(6)) + (lines - 1) * theme.px(6);
}

void draw_way(const View& view, std::span<const WayStep> steps, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Tick now = view.machine().now();
  const bool row = in_one_row(theme, steps.size(), area.width());
  const size_t columns = row ? steps.size() : 2, lines = (steps.size() + columns - 1) / columns;
  const float gap = theme.px(16), between = theme.px(6);
  const float line = (area.height() - static_cast<float>(lines - 1) * between) / static_cast<float>(lines);
  const float width = (area.width() - static_cast<float>(columns - 1) * gap) / static_cast<float>(columns);
  for (size_t i = 0; i < steps.size(); ++i) {
    const WayStep& step = steps[i];
    const bool last = i + 1 == steps.size();
    const size_t column = i % columns, down = i / columns;
    const float x = area.low.x + static_cast<float>(column) * (width + gap);
    const float y = area.low.y + static_cast<float>(down) * (line + between);
    const Area box{{x, y}, {x + width, y + line}};
    const bool there = step.tick <= now;
    const bool lit = there && (last || steps[i + 1].tick > now);
    const std::string id = fmt::format("{}. {}", i + 1, step.title);
    if (hot_spot(id.c_str(), box.low, box.high, "button", id, step.note) && step.tick != kNever)
      wishes.commands.push_back(fmt::format("seek {}", step.tick));
    explain_item(theme, step.title, step.help, step.tick == kNever ? "" : "tick " + with_commas(step.tick));
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(box.low, box.high, lit ? step.shades->wash : theme.surface, theme.px(6));
    list->AddRect(box.low, box.high, there ? step.shades->fill : theme.border, theme.px(6), 0,
                  theme.px(lit ? 2 : 1));
    const float pad = theme.px(8), one = line_height(theme.type.body),
                two = line_height(theme.type.mono_small);
    const bool both = line >= one + two + theme.px(4);
    const float text = box.low.y + (line - one - (both ? two : 0)) / 2;
    text_fit(theme.type.body, {x + pad, text}, there ? step.shades->ink : theme.faint,
             {id, step.title, std::string_view(step.title).substr(0, step.title.find(' '))}, width - 2 * pad);
    if (both)
      text_fit(theme.type.mono_small, {x + pad, text + one}, theme.faint, {step.note, place_of(step.note)},
               width - 2 * pad);
    if (!last && column + 1 < columns)
      draw_arrow(theme,
                 {{box.high.x + theme.px(1), box.low.y + line / 2},
                  {box.high.x + gap - theme.px(1), box.low.y + line / 2}},
                 steps[i + 1].tick <= now ? theme.dim : theme.border, theme.px(1.5F));
  }
}

}  // namespace trapdoor
