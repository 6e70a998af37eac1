// Slides 46 and 47: the way of the last system call: out of the user program, into the kernel, and back.

#include <fmt/format.h>

#include "ui/figures/call_stages.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

struct Call {
  const Crossing* trap = nullptr;
  const Crossing* back = nullptr;  // null while the kernel is still at it
};

Call last_call(const View& view) {
  const auto& all = view.history.crossings();
  const Tick now = view.machine().now();
  Call call;
  for (size_t i = view.history.at(now); i-- > 0;) {
    if (all[i].kind != TrapKind::syscall) continue;
    call.trap = &all[i];
    for (size_t k = i + 1; k < all.size(); ++k) {
      if (all[k].is_return() && all[k].to == call.trap->from) {
        call.back = &all[k];
        break;
      }
    }
    break;
  }
  return call;
}

struct CallStep {
  std::string_view title, brief, help;
  std::string place;
  Tick begin, end;  // lit while begin <= now < end
};

void draw_step(const View& view, int number, const CallStep& step, const Shades& shades, Area area,
               Wishes& wishes) {
  const Theme& theme = view.theme;
  const Tick now = view.machine().now();
  const bool lit = now >= step.begin && now < step.end, done = now >= step.end;
  const std::string id = fmt::format("{}. {}", number, step.title);
  if (hot_spot(id.c_str(), area.low, area.high, "button", id, lit ? "now: " + step.place : step.place) &&
      step.begin != kNever) {
    wishes.commands.push_back(fmt::format("seek {}", step.begin));
  }
  explain_item(theme, step.title, step.help, step.place);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, lit ? shades.wash : theme.surface, theme.px(6));
  list->AddRect(area.low, area.high, lit || done ? shades.fill : theme.border, theme.px(6), 0,
                theme.px(lit ? 2.5F : 1));
  const ImVec2 dot{area.low.x + theme.px(20), (area.low.y + area.high.y) / 2};
  list->AddCircleFilled(dot, theme.px(11), lit || done ? shades.fill : theme.sunken, 28);
  text_in(theme.type.bold, {dot.x - theme.px(11), dot.y - theme.px(11)},
          {dot.x + theme.px(11), dot.y + theme.px(11)}, lit || done ? ink_on(shades.fill) : theme.faint,
          fmt::format("{}", number));
  const float x = area.low.x + theme.px(40), width = area.high.x - x - theme.px(8);
  const float both = line_height(theme.type.body) + line_height(theme.type.mono_small) + theme.px(3);
  const bool two = area.height() >= both + theme.px(6);
  const float y = dot.y - (two ? both : line_height(theme.type.body)) / 2;
  text_fit(lit ? theme.type.bold : theme.type.body, {x, y}, lit ? theme.text : theme.dim,
           {step.title, step.brief}, width);
  if (two)
    text_at(theme.type.mono_small, {x, y + line_height(theme.type.body) + theme.px(3)}, theme.faint,
            step.place, width);
}

}  // namespace

void draw_system_call_path(const View& view, UiState& ui, Wishes& wishes, Area area) {
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  const Theme& theme = view.theme;
  const Call call = last_call(view);
  if (call.trap == nullptr) {
    ImGui::SetCursorScreenPos(area.low);
    empty_note(theme, "No system call has been made yet.");
    return;
  }
  const Program& program = view.program();
  const Tick trap = call.trap->tick, back = call.back == nullptr ? kNever : call.back->tick;
  const Tick now = view.machine().now();
  const CallStages& stages = ui.call_stages;
  find_call_stages(view, *call.trap, call.back == nullptr ? now : back, call.back != nullptr, ui.call_stages);
  const Tick entry_end = stages.entry_end, handler_end = std::min(stages.handler_end, back);
  const std::string here = place_text(program, view.cpu()[view.isa().pc_word]);
  const bool in_handler = now >= entry_end && now < handler_end;
  const std::string handler = in_handler            ? here
                              : entry_end == kNever ? "not yet"
                              : entry_end == back   ? "the entry does it all"
                                                    : place_text(program, stages.handler);
  const std::string way_back = call.back != nullptr    ? place_text(program, call.back->pc)
                               : handler_end != kNever ? here
                                                       : "not yet";
  const CallStep steps[] = {
      {"user program calls", "call",
       "The program puts its wish into registers, in a stub that looks like a function.",
       place_text(program, call.trap->pc), trap, trap + 1},
      {"trap", "trap",
       "One instruction enters the kernel, at the address that the kernel chose, in the kernel's mode.",
       fmt::format("tick {}", with_commas(trap)), trap + 1, trap + 2},
      {"kernel entry", "entry", "The kernel's stub saves the user's registers on the kernel's own stack.",
       place_text(program, call.trap->target), trap + 2, entry_end},
      {"handler", "handler", "Arguments are copied and checked, then the work is done.", handler, entry_end,
       handler_end},
      {"return", "return", "The stub restores the registers; one instruction goes back to user mode.",
       way_back, handler_end, back == kNever ? kNever : back + 1},
      {"user program goes on", "goes on",
       "Behind the instruction that trapped, with the answer in a register.",
       call.back == nullptr ? "not yet" : place_text(program, call.back->target),
       back == kNever ? kNever : back + 1, kNever},
  };
  const Shades& user = theme.of(find_mode(view.isa(), call.trap->from).role);
  const Shades& kernel = theme.of(find_mode(view.isa(), call.trap->to).role);
  const float gap = theme.px(28), half = (area.width() - gap) / 2, head = theme.px(22);
  const float row = std::min(theme.px(64), (area.height() - head) / 4 - theme.px(10));
  const float left = area.low.x, right = left + half + gap;
  const float top = area.low.y + head + std::max(0.0F, (area.height() - head - 4 * (row + theme.px(10))) / 2);
  auto line = [&](int i) { return top + static_cast<float>(i) * (row + theme.px(10)); };
  text_at(theme.type.small, {left, area.low.y}, user.ink, find_mode(view.isa(), call.trap->from).name);
  text_at(theme.type.small, {right, area.low.y}, kernel.ink, find_mode(view.isa(), call.trap->to).name);
  const struct { int column, line; } places[] = {{0, 0}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {0, 3}};
  for (int i = 0; i < 6; ++i) {
    const float x = places[i].column == 0 ? left : right, y = line(places[i].line);
    draw_step(view, i + 1, steps[i], places[i].column == 0 ? user : kernel, {{x, y}, {x + half, y + row}},
              wishes);
  }
  auto middle = [&](int i) { return line(i) + row / 2; };
  draw_arrow(theme, {{left + half, middle(0)}, {right, middle(0)}}, theme.of(TrapKind::syscall).fill,
             theme.px(2.5F));
  for (int i = 0; i < 3; ++i) {
    draw_arrow(theme, {{right + half / 2, line(i) + row}, {right + half / 2, line(i + 1)}}, kernel.fill,
               theme.px(2));
  }
  draw_arrow(theme, {{right, middle(3)}, {left + half, middle(3)}},
             call.back == nullptr ? theme.border : theme.of(TrapKind::none).fill, theme.px(2.5F));
}

}  // namespace trapdoor
