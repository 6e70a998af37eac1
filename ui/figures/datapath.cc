// Slides 14 and 15: a model of a CPU with dual-mode operation.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/figures/shapes.h"
#include "ui/instruction_text.h"
#include "ui/numbers.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

// What happened in the tick that ran last.
struct Story {
  enum Choice { next, branch, handler, back };
  bool known = false;
  uint64_t pc = 0;
  InstructionText instruction;  // not there when an interrupt was taken instead
  TrapKind trap = TrapKind::none;
  std::string trap_word;
  Choice choice = next;
  uint64_t new_pc = 0;
  uint8_t from = 0, to = 0;
  std::string rate, shares;  // at full speed
};

Story tell(const View& view) {
  Story story;
  const Isa& isa = view.isa();
  story.new_pc = view.cpu()[isa.pc_word];
  story.to = story.from = view.mode().mode;
  if (view.last_tick.empty()) {
    story.pc = story.new_pc;
    story.instruction = instruction_at(view, story.pc);
    return story;
  }
  story.known = true;
  for (const Event& event : view.last_tick) {
    if (event.kind == EventKind::instruction) {
      story.pc = event.pc;
      story.from = event.from;
      story.instruction = instruction_of(view, event.pc, static_cast<uint32_t>(event.value));
      if (event.size != 0) story.instruction.size = event.size;
    }
  }
  story.choice =
      story.new_pc == story.pc + static_cast<uint64_t>(story.instruction.size) ? Story::next : Story::branch;
  for (const Event& event : view.last_tick) {
    if (event.kind == EventKind::trap) {
      story.choice = Story::handler;
      story.trap = static_cast<TrapKind>(event.flags);
      const CauseRow* row = find_cause(isa, story.trap, event.what);
      story.trap_word = row == nullptr ? "trap" : std::string(row->word);
      if (!story.instruction.there) story.pc = event.pc;
      story.from = event.from;
      story.to = event.to;
    } else if (event.kind == EventKind::ret) {
      story.choice = Story::back;
      story.pc = event.pc;
      story.from = event.from;
      story.to = event.to;
    }
  }
  return story;
}

struct Way {
  std::string_view caption, help;
};
constexpr Way kWays[] = {
    {"next instruction", "The instruction that stands behind this one in memory."},
    {"branch or jump", "Where the instruction said to go on."},
    {"handler",
     "Where a trap goes. The hardware takes it from the trap vector, and only the kernel may set that."},
    {"saved pc", "Where a return from a trap goes on: what the hardware saved when the trap began."},
};

const Shades& shades_of(const View& view, uint8_t mode) {
  return view.theme.of(find_mode(view.isa(), mode).role);
}

// The list of places the next pc can come from, the chosen one lit; returns its middle.
float draw_ways(const View& view, const Story& story, Area area) {
  const Theme& theme = view.theme;
  const float row = area.height() / 4;
  // Between the rows; the words go first.
  const float gap = std::clamp((row - line_height(theme.type.small) - theme.px(3)) / 2, 0.0F, theme.px(2));
  float chosen = 0;
  for (int i = 0; i < 4; ++i) {
    const Area line{{area.low.x, area.low.y + static_cast<float>(i) * row + gap},
                    {area.high.x, area.low.y + static_cast<float>(i + 1) * row - gap}};
    const Way& way = kWays[i];
    const bool lit = story.known && story.choice == i;
    std::string value = lit ? hex(story.new_pc) : "";
    if (i == 0 && !lit && story.instruction.there)
      value = hex(story.pc + static_cast<uint64_t>(story.instruction.size));
    const std::string_view brief = way.caption.substr(0, way.caption.find(' '));
    hot_spot(std::string(way.caption).c_str(), line.low, line.high, "row", way.caption,
             lit ? value + " chosen" : value);
    explain_item(theme, way.caption, way.help, value);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Shades* shades = nullptr;
    if (lit) shades = i == Story::handler ? &theme.of(story.trap) : &shades_of(view, story.to);
    list->AddRectFilled(line.low, line.high, lit ? shades->wash : theme.raised, theme.px(4));
    if (lit) list->AddRect(line.low, line.high, shades->fill, theme.px(4), 0, std::max(theme.px(1), gap));
    const float middle = (line.low.y + line.high.y) / 2;
    if (i == Story::handler && !story.rate.empty()) value = story.rate;
    if (lit || (!story.known && i == 0)) chosen = middle;
    const ImU32 ink = lit ? shades->ink : theme.faint;
    const float width = line.width() - theme.px(14);
    const float value_width = text_size(theme.type.mono_small, value).x;
    const bool both = text_size(theme.type.small, way.caption).x + value_width + theme.px(10) < width;
    const bool two = row > line_height(theme.type.small) * 2 + theme.px(8);
    const float x = line.low.x + theme.px(7);
    if (both || value.empty()) {
      text_at(theme.type.small, {x, middle - line_height(theme.type.small) / 2}, ink, way.caption, width);
      if (!value.empty())
        text_before(theme.type.mono_small,
                    {line.high.x - theme.px(7), middle - line_height(theme.type.mono_small) / 2}, ink, value);
    } else if (two) {
      text_at(theme.type.small, {x, middle - line_height(theme.type.small) - 1}, ink, way.caption, width);
      text_at(theme.type.mono_small, {x, middle + 1}, ink, value, width);
    } else {
      text_fit(theme.type.small, {x, middle - line_height(theme.type.small) / 2}, ink, {way.caption, brief},
               width - value_width - theme.px(6));
      if (text_size(theme.type.small, brief).x + value_width + theme.px(6) <= width)
        text_before(theme.type.mono_small,
                    {line.high.x - theme.px(7), middle - line_height(theme.type.mono_small) / 2}, ink, value);
    }
  }
  return chosen;
}

void draw_mode_box(const View& view, Area area, std::string_view caption, uint8_t mode,
                   std::string_view help) {
  const Theme& theme = view.theme;
  const ModeRow& row = find_mode(view.isa(), mode);
  const Shades& shades = theme.of(row.role);
  hot_spot(std::string(caption).c_str(), area.low, area.high, "row", caption, row.name);
  explain_item(theme, caption, with_writers(help, writers_of(view, view.isa().mode_word)), row.name);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, shades.wash, theme.px(6));
  list->AddRect(area.low, area.high, shades.fill, theme.px(6), 0, theme.px(2));
  const float caption_height = line_height(theme.type.small), word = line_height(theme.type.bold);
  if (area.height() < caption_height + word + theme.px(7)) {  // one line for both
    const float middle = (area.low.y + area.high.y) / 2, room = area.width() - theme.px(33);
    role_shape(list, theme, row.role, {area.low.x + theme.px(14), middle}, theme.px(5));
    const float used = text_at(theme.type.bold, {area.low.x + theme.px(25), middle - word / 2}, shades.ink,
                               role_word(row.role), room);
    if (used + text_size(theme.type.small, caption).x + theme.px(8) <= room)
      text_before(theme.type.small, {area.high.x - theme.px(8), middle - caption_height / 2}, theme.faint,
                  caption);
    return;
  }
  const float y = area.low.y + (area.height() - caption_height - word - theme.px(3)) / 2;
  text_at(theme.type.small, {area.low.x + theme.px(8), y}, theme.faint, caption, area.width() - theme.px(12));
  const float centre = y + caption_height + theme.px(3) + word / 2;
  role_shape(list, theme, row.role, {area.low.x + theme.px(14), centre}, theme.px(5));
  text_at(theme.type.bold, {area.low.x + theme.px(25), centre - word / 2}, shades.ink, role_word(row.role),
          area.width() - theme.px(30));
}

std::string mode_reason(const Story& story, bool brief) {
  if (story.choice == Story::handler)
    return brief ? "by a trap" : "a trap (" + story.trap_word + ") raises it";
  if (story.choice == Story::back) return brief ? "by a return" : "a return brings back the saved one";
  return brief ? "it stays" : "it stays as it is";
}

void draw_fetch(const View& view, const Story& story, Area area) {
  const Theme& theme = view.theme;
  if (view.fast) {
    draw_box(theme, area, {"fetch and execute", "running", "step, or choose a lower speed, to see each tick"},
             "Instructions run faster than a person can see.", &shades_of(view, story.from), true);
    return;
  }
  std::string value = story.instruction.there ? story.instruction.text : "nothing to fetch";
  std::string note = place_text(view.program(), story.pc);
  std::string_view help = story.instruction.help;
  const Shades* shades = &shades_of(view, story.from);
  if (story.known && !story.instruction.there) {  // a trap was taken in its place
    const bool interrupt = story.trap == TrapKind::interrupt;
    value = interrupt ? story.trap_word + " interrupt" : story.trap_word;
    note = (interrupt ? "taken before " : "nothing came from ") + note;
    help = interrupt ? "An interrupt was taken in this tick instead of an instruction."
                     : "The instruction could not be fetched: this tick took the exception instead.";
    shades = &theme.of(story.trap);
  }
  draw_box(theme, area, {"fetch and execute", value, note}, help, shades, true);
}

// Places of the parts, for a wide and for a narrow area.
struct Plan {
  bool wide = true;
  Area pc, fetch, ways, new_pc, mode, select, new_mode;
};

Plan plan_wide(const Theme& theme, Area area) {
  const float gap = theme.px(34), unit = (area.width() - 3 * gap) / 5.2F;
  const float x0 = area.low.x, x1 = x0 + unit + gap, x2 = x1 + unit * 1.7F + gap, x3 = x2 + unit * 1.5F + gap;
  const float edge = theme.px(26);
  const float top = area.low.y + edge, bottom = area.high.y - edge;
  const float between = theme.px(28);
  const float box = std::min(theme.px(64), (bottom - top - between) * 0.32F);
  const float ways = std::min(theme.px(176), bottom - top - between - box);
  const float slack = std::max(0.0F, (bottom - top - between - box - ways) / 2);
  const float y0 = top + slack, y1 = y0 + ways, y2 = y1 + between, middle = (y0 + y1) / 2;
  const float tall = std::min(ways, theme.px(84));
  Plan plan;
  plan.pc = {{x0, middle - box / 2}, {x0 + unit, middle + box / 2}};
  plan.fetch = {{x1, middle - tall / 2}, {x1 + unit * 1.7F, middle + tall / 2}};
  plan.ways = {{x2, y0}, {x2 + unit * 1.5F, y1}};
  plan.new_pc = {{x3, middle - box / 2}, {x3 + unit, middle + box / 2}};
  plan.mode = {{x0, y2}, {x0 + unit, y2 + box}};
  plan.select = {{x2, y2}, {x2 + unit * 1.5F, y2 + box}};
  plan.new_mode = {{x3, y2}, {x3 + unit, y2 + box}};
  return plan;
}

// Two columns: the mode's way down at the left, the program counter's at the right.
Plan plan_narrow(const Theme& theme, Area area) {
  const float lane = theme.px(16), gap = theme.px(22), between = theme.px(15);
  const float left = std::min(theme.px(150), (area.width() - 2 * lane - gap) * 0.36F);
  const float row = (area.height() - 3 * between) / 5.4F;
  const float x0 = area.low.x + lane, x1 = x0 + left + gap, end = area.high.x - lane;
  const float y0 = area.low.y, y1 = y0 + row + between, y2 = y1 + row * 1.1F + between,
              y3 = y2 + row * 2.3F + between;
  Plan plan;
  plan.wide = false;
  plan.pc = {{x1, y0}, {end, y0 + row}};
  plan.fetch = {{x1, y1}, {end, y1 + row * 1.1F}};
  plan.ways = {{x1, y2}, {end, y2 + row * 2.3F}};
  plan.new_pc = {{x1, y3}, {end, area.high.y}};
  plan.mode = {{x0, y0}, {x0 + left, y0 + row}};
  plan.select = {{x0, y2 + row * 0.5F}, {x0 + left, y2 + row * 1.8F}};
  plan.new_mode = {{x0, y3}, {x0 + left, area.high.y}};
  return plan;
}

using Line = std::vector<ImVec2>;

float middle_x(Area box) { return (box.low.x + box.high.x) / 2; }
float middle_y(Area box) { return (box.low.y + box.high.y) / 2; }

// The lines of the picture, in the order of a tick.
struct Lines {
  Line pc_fetch, opcode, chosen_pc, mode_select, select_mode, pc_back, mode_back;
};

Lines lines_wide(const Theme& theme, const Plan& plan, Area area, float chosen) {
  const float pc_y = middle_y(plan.pc), mode_y = middle_y(plan.mode);
  const float fetch_x = middle_x(plan.fetch), down = theme.px(8);
  const float lane = (plan.ways.high.x + plan.new_pc.low.x) / 2, target = middle_y(plan.new_pc);
  const float top = area.low.y + theme.px(10), bottom = area.high.y - theme.px(10);
  Lines lines;
  lines.pc_fetch = {{plan.pc.high.x, pc_y}, {plan.fetch.low.x, pc_y}};
  lines.opcode = {{fetch_x, plan.fetch.high.y}, {fetch_x, mode_y - down}, {plan.select.low.x, mode_y - down}};
  lines.chosen_pc = {{plan.ways.high.x, chosen}, {lane, chosen}, {lane, target}, {plan.new_pc.low.x, target}};
  lines.mode_select = {{plan.mode.high.x, mode_y + down}, {plan.select.low.x, mode_y + down}};
  lines.select_mode = {{plan.select.high.x, mode_y}, {plan.new_mode.low.x, mode_y}};
  lines.pc_back = {{middle_x(plan.new_pc), plan.new_pc.low.y},
                   {middle_x(plan.new_pc), top},
                   {middle_x(plan.pc), top},
                   {middle_x(plan.pc), plan.pc.low.y}};
  lines.mode_back = {{middle_x(plan.new_mode), plan.new_mode.high.y},
                     {middle_x(plan.new_mode), bottom},
                     {middle_x(plan.mode), bottom},
                     {middle_x(plan.mode), plan.mode.high.y}};
  return lines;
}

Lines lines_narrow(const Theme& theme, const Plan& plan, Area area, float chosen) {
  const float x = middle_x(plan.fetch), mode_x = middle_x(plan.mode);
  const float right = area.high.x - theme.px(3), left = area.low.x + theme.px(3);
  const float lane = plan.ways.high.x + theme.px(7), gap = (plan.ways.high.y + plan.new_pc.low.y) / 2;
  const float between = (plan.select.high.x + plan.ways.low.x) / 2, fetch_y = middle_y(plan.fetch);
  Lines lines;
  lines.pc_fetch = {{x, plan.pc.high.y}, {x, plan.fetch.low.y}};
  lines.opcode = {{plan.fetch.low.x, fetch_y},
                  {between, fetch_y},
                  {between, middle_y(plan.select)},
                  {plan.select.high.x, middle_y(plan.select)}};
  lines.chosen_pc = {
      {plan.ways.high.x, chosen}, {lane, chosen}, {lane, gap}, {x, gap}, {x, plan.new_pc.low.y}};
  lines.mode_select = {{mode_x, plan.mode.high.y}, {mode_x, plan.select.low.y}};
  lines.select_mode = {{mode_x, plan.select.high.y}, {mode_x, plan.new_mode.low.y}};
  lines.pc_back = {{plan.new_pc.high.x, middle_y(plan.new_pc)},
                   {right, middle_y(plan.new_pc)},
                   {right, middle_y(plan.pc)},
                   {plan.pc.high.x, middle_y(plan.pc)}};
  lines.mode_back = {{plan.new_mode.low.x, middle_y(plan.new_mode)},
                     {left, middle_y(plan.new_mode)},
                     {left, middle_y(plan.mode)},
                     {plan.mode.low.x, middle_y(plan.mode)}};
  return lines;
}

void draw_lines(const View& view, const Story& story, const Plan& plan, Area area, float chosen) {
  const Theme& theme = view.theme;
  const Lines lines =
      plan.wide ? lines_wide(theme, plan, area, chosen) : lines_narrow(theme, plan, area, chosen);
  const float thick = theme.px(2.5F), thin = theme.px(1.5F);
  const ImU32 from = shades_of(view, story.from).fill, to = shades_of(view, story.to).fill;
  const ImU32 path = story.choice == Story::handler ? theme.of(story.trap).fill : to;
  draw_arrow(theme, lines.pc_back, theme.faint, thin);  // back round to where the next tick begins
  draw_arrow(theme, lines.mode_back, theme.faint, thin);
  draw_arrow(theme, lines.pc_fetch, from, thick);
  const Line into{{plan.fetch.high.x, middle_y(plan.fetch)}, {plan.ways.low.x, middle_y(plan.fetch)}};
  const Line under{{middle_x(plan.fetch), plan.fetch.high.y}, {middle_x(plan.fetch), plan.ways.low.y}};
  draw_arrow(theme, plan.wide ? into : under, story.known ? from : theme.faint, thick);
  draw_arrow(theme, lines.opcode, theme.faint, thin);
  draw_arrow(theme, lines.chosen_pc, story.known ? path : theme.faint, thick);
  draw_arrow(theme, lines.mode_select, from, thin);
  draw_arrow(theme, lines.select_mode, story.known ? to : theme.faint, thick);
  if (!story.known || view.phase >= 1) return;
  const double part = view.phase * 4;
  draw_token(theme, lines.pc_fetch, part, from);
  draw_token(theme, plan.wide ? into : under, part - 1, from);
  draw_token(theme, lines.mode_select, part - 1, from);
  draw_token(theme, lines.chosen_pc, part - 2, path);
  draw_token(theme, lines.select_mode, part - 2, to);
  draw_token(theme, lines.pc_back, part - 3, to);
  draw_token(theme, lines.mode_back, part - 3, to);
}

// Nothing has run yet: what the first tick will make of pc and mode is open.
void draw_to_come(const View& view, const Plan& plan) {
  constexpr std::string_view kHelp = "The first tick decides this: step once.";
  for (auto [place, caption] :
       {std::pair{plan.new_pc, "new pc"}, {plan.select, "select mode"}, {plan.new_mode, "new mode"}})
    draw_box(view.theme, place, {caption, plan.wide ? "step to see" : "?", ""}, kHelp, nullptr, false);
}

// How often things happen, while time runs too fast to see them happen.
void tell_rates(const View& view, Story& story) {
  const Tick now = view.machine().now(), window = std::min<Tick>(now, 1'000'000);
  const auto& all = view.history.crossings();
  double traps = 0;
  for (size_t i = view.history.at(now - window); i < view.history.at(now); ++i)
    traps += all[i].is_return() ? 0 : 1;
  const double rate = window == 0 ? 0 : traps * 1e6 / static_cast<double>(window);
  story.rate = fmt::format("{} in a million ticks", with_commas(static_cast<uint64_t>(std::llround(rate))));
  const History::Coverage share = view.history.coverage(now - window, now);
  for (const ModeRow& mode : view.isa().modes) {
    const double part =
        window == 0 ? 0 : static_cast<double>(share.ticks[mode.mode & 3]) * 100 / static_cast<double>(window);
    if (part < 0.05) continue;
    story.shares += fmt::format("{}{} {:.0f}%", story.shares.empty() ? "" : ", ", mode.letter, part);
  }
}

}  // namespace

void draw_datapath(const View& view, UiState&, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  Story story = tell(view);
  if (view.fast) tell_rates(view, story);
  const bool wide = area.width() >= theme.px(520) && area.height() >= theme.px(240);
  const Plan plan = wide ? plan_wide(theme, area) : plan_narrow(theme, area);
  const std::string pc = view.fast ? short_place(view.program(), story.pc) : hex(story.pc);
  const std::string next = view.fast ? short_place(view.program(), story.new_pc) : hex(story.new_pc);
  draw_box(theme, plan.pc,
           {"program counter", pc, view.fast ? "too fast to follow" : place_text(view.program(), story.pc)},
           with_writers("Where the instruction stood that ran in the last tick.",
                        writers_of(view, view.isa().pc_word)),
           &shades_of(view, story.from), true);
  draw_fetch(view, story, plan.fetch);
  const float chosen = draw_ways(view, story, plan.ways);
  draw_mode_box(view, plan.mode, "mode", story.from,
                "What the processor was allowed to do in the last tick.");
  draw_lines(view, story, plan, area, chosen);
  if (!story.known && !view.fast) return draw_to_come(view, plan);
  draw_box(theme, plan.new_pc, {"new pc", next, view.fast ? "" : place_text(view.program(), story.new_pc)},
           "Where the next tick begins.", &shades_of(view, story.to), true);
  const std::string reason = mode_reason(story, false);
  const bool brief = text_size(theme.type.mono, reason).x > plan.select.width() - theme.px(16);
  draw_box(theme, plan.select,
           {"select mode",
            view.fast ? story.shares
            : brief   ? mode_reason(story, true)
                      : reason,
            ""},
           view.fast ? "How much of the last million ticks each mode had."
                     : "Only a trap and a return from one change the mode. Both change the program counter "
                       "in the same tick.",
           nullptr, story.from != story.to);
  draw_mode_box(view, plan.new_mode, "new mode", story.to,
                "What the processor is allowed to do in the next tick.");
  wishes.animate = wishes.animate || view.phase < 1;
}

}  // namespace trapdoor
