// Slides 14 and 15: a model of a CPU with dual-mode operation.

#include <fmt/format.h>

#include "ui/figures/shapes.h"
#include "ui/instruction_text.h"
#include "ui/numbers.h"

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
  float chosen = 0;
  for (int i = 0; i < 4; ++i) {
    const Area line{{area.low.x, area.low.y + static_cast<float>(i) * row + theme.px(2)},
                    {area.high.x, area.low.y + static_cast<float>(i + 1) * row - theme.px(2)}};
    const Way& way = kWays[i];
    const bool lit = story.known && story.choice == i;
    std::string value = lit ? hex(story.new_pc) : "";
    if (i == 0 && !lit && story.instruction.there)
      value = hex(story.pc + static_cast<uint64_t>(story.instruction.size));
    hot_spot(std::string(way.caption).c_str(), line.low, line.high, "row", way.caption,
             lit ? value + " chosen" : value);
    explain_item(theme, way.caption, way.help, value);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Shades* shades = nullptr;
    if (lit) shades = i == Story::handler ? &theme.of(story.trap) : &shades_of(view, story.to);
    list->AddRectFilled(line.low, line.high, lit ? shades->wash : theme.raised, theme.px(4));
    if (lit) list->AddRect(line.low, line.high, shades->fill, theme.px(4), 0, theme.px(2));
    const float middle = (line.low.y + line.high.y) / 2;
    if (lit) chosen = middle;
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
      text_at(theme.type.small, {x, middle - line_height(theme.type.small) / 2}, ink, way.caption, width);
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
  explain_item(theme, caption, help, row.name);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, shades.wash, theme.px(6));
  list->AddRect(area.low, area.high, shades.fill, theme.px(6), 0, theme.px(2));
  const float caption_height = line_height(theme.type.small), word = line_height(theme.type.bold);
  const float y = area.low.y + (area.height() - caption_height - word - theme.px(3)) / 2;
  text_at(theme.type.small, {area.low.x + theme.px(8), y}, theme.faint, caption, area.width() - theme.px(12));
  const float centre = y + caption_height + theme.px(3) + word / 2;
  role_shape(list, theme, row.role, {area.low.x + theme.px(14), centre}, theme.px(5));
  text_at(theme.type.bold, {area.low.x + theme.px(25), centre - word / 2}, shades.ink, role_word(row.role),
          area.width() - theme.px(30));
}

std::string mode_reason(const Story& story) {
  if (story.choice == Story::handler) return "a trap (" + story.trap_word + ") raises it";
  if (story.choice == Story::back) return "a return brings back the saved one";
  return "it stays as it is";
}

void draw_fetch(const View& view, const Story& story, Area area) {
  const Theme& theme = view.theme;
  const bool interrupted = story.known && !story.instruction.there;
  std::string value = story.instruction.there ? story.instruction.text : "nothing to fetch";
  std::string note = place_text(view.program(), story.pc);
  std::string_view help = story.instruction.help;
  if (interrupted) {
    value = story.trap_word + " interrupt";
    note = "taken before " + note;
    help = "An interrupt was taken in this tick instead of an instruction.";
  }
  const Shades* shades = interrupted ? &theme.of(TrapKind::interrupt) : &shades_of(view, story.from);
  draw_box(theme, area, {"fetch and execute", value, note}, help, shades, true);
}

// Places of the parts, for a wide and for a narrow area.
struct Plan {
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

Plan plan_narrow(const Theme& theme, Area area) {
  const float gap = theme.px(14), half = (area.width() - gap) / 2;
  const float row = (area.height() - 2 * gap) / 4.4F;
  const float x0 = area.low.x, x1 = x0 + half + gap;
  const float y0 = area.low.y, y1 = y0 + row + gap, y2 = y1 + row * 2.4F + gap;
  Plan plan;
  plan.pc = {{x0, y0}, {x0 + half, y0 + row}};
  plan.mode = {{x1, y0}, {x1 + half, y0 + row}};
  plan.fetch = {{x0, y1}, {x0 + half, y1 + row * 1.1F}};
  plan.select = {{x0, y1 + row * 1.3F}, {x0 + half, y1 + row * 2.4F}};
  plan.ways = {{x1, y1}, {x1 + half, y1 + row * 2.4F}};
  plan.new_pc = {{x0, y2}, {x0 + half, y2 + row}};
  plan.new_mode = {{x1, y2}, {x1 + half, y2 + row}};
  return plan;
}

void draw_lines(const View& view, const Story& story, const Plan& plan, Area area, float chosen) {
  const Theme& theme = view.theme;
  const float thick = theme.px(2.5F), thin = theme.px(1.5F);
  const ImU32 from = shades_of(view, story.from).fill, to = shades_of(view, story.to).fill;
  const ImU32 path = story.choice == Story::handler ? theme.of(story.trap).fill : to;
  auto middle_y = [](Area box) { return (box.low.y + box.high.y) / 2; };
  const float pc_y = middle_y(plan.pc), mode_y = middle_y(plan.mode);
  draw_arrow(theme, {{plan.pc.high.x, pc_y}, {plan.fetch.low.x, pc_y}}, from, thick);
  const float opcode_x = plan.ways.low.x - theme.px(17);
  draw_arrow(theme, {{plan.fetch.high.x, pc_y}, {plan.ways.low.x, pc_y}}, from, thick);
  const float label = (std::max(plan.fetch.high.y, plan.ways.high.y) + plan.select.low.y) / 2 - theme.px(7);
  text_before(theme.type.small, {opcode_x - theme.px(6), label}, theme.faint, "opcode");
  draw_arrow(theme,
             {{opcode_x, pc_y}, {opcode_x, mode_y - theme.px(8)}, {plan.select.low.x, mode_y - theme.px(8)}},
             from, thin);
  const float out = story.known ? chosen : pc_y;
  const float bend = plan.ways.high.x + theme.px(14);
  draw_arrow(theme, {{plan.ways.high.x, out}, {bend, out}, {bend, pc_y}, {plan.new_pc.low.x, pc_y}},
             story.known ? path : quiet(theme), thick);
  draw_arrow(theme, {{plan.mode.high.x, mode_y + theme.px(8)}, {plan.select.low.x, mode_y + theme.px(8)}},
             from, thin);
  draw_arrow(theme, {{plan.select.high.x, mode_y}, {plan.new_mode.low.x, mode_y}},
             story.known ? to : quiet(theme), thick);
  // Back round to where the next tick begins.
  const float top = area.low.y + theme.px(10), bottom = area.high.y - theme.px(10);
  auto centre = [](Area box) { return (box.low.x + box.high.x) / 2; };
  draw_arrow(theme,
             {{centre(plan.new_pc), plan.new_pc.low.y},
              {centre(plan.new_pc), top},
              {centre(plan.pc), top},
              {centre(plan.pc), plan.pc.low.y}},
             quiet(theme), thin);
  draw_arrow(theme,
             {{centre(plan.new_mode), plan.new_mode.high.y},
              {centre(plan.new_mode), bottom},
              {centre(plan.mode), bottom},
              {centre(plan.mode), plan.mode.high.y}},
             quiet(theme), thin);
}

}  // namespace

void draw_datapath(const View& view, UiState&, Wishes&, Area area) {
  const Theme& theme = view.theme;
  const Story story = tell(view);
  const bool wide = area.width() >= theme.px(520) && area.height() >= theme.px(240);
  const Plan plan = wide ? plan_wide(theme, area) : plan_narrow(theme, area);
  draw_box(theme, plan.pc, {"program counter", hex(story.pc), place_text(view.program(), story.pc)},
           "Where the instruction stood that ran in the last tick.", &shades_of(view, story.from), true);
  draw_fetch(view, story, plan.fetch);
  const float chosen = draw_ways(view, story, plan.ways);
  draw_box(theme, plan.new_pc, {"new pc", hex(story.new_pc), place_text(view.program(), story.new_pc)},
           "Where the next tick begins.", &shades_of(view, story.to), true);
  draw_mode_box(view, plan.mode, "mode", story.from,
                "What the processor was allowed to do in the last tick.");
  draw_box(
      theme, plan.select, {"select mode", mode_reason(story), ""},
      "Only a trap and a return from one change the mode. Both change the program counter in the same tick.",
      nullptr, story.from != story.to);
  draw_mode_box(view, plan.new_mode, "new mode", story.to,
                "What the processor is allowed to do in the next tick.");
  if (wide) draw_lines(view, story, plan, area, chosen);
}

}  // namespace trapdoor
