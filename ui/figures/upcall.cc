// Slides 41 to 44: an upcall, before and during: stack, signal stack, saved registers; and the way back.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ui/figures/shapes.h"
#include "ui/figures/threads.h"
#include "ui/figures/way.h"
#include "ui/instruction_text.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

struct Half {
  std::string_view title;
  uint64_t pc = 0, sp = 0;
  StackRoom pc_stack;  // the room that sp lies in
  bool lit = false;
};

// Where the program counter or the stack pointer stands: a triangle that points at it.
void pointer_mark(ImDrawList* list, const Theme& theme, ImVec2 at) {
  list->AddTriangleFilled(at, {at.x - theme.px(8), at.y - theme.px(5)},
                          {at.x - theme.px(8), at.y + theme.px(5)}, theme.of(Role::user).fill);
}

// The two places of the program: what was interrupted, and the handler. The pc stands at one of them.
void draw_program(const View& view, const Upcall& call, const Half& half, Area area, const std::string& id) {
  const Theme& theme = view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Shades& user = theme.of(Role::user);
  list->AddRectFilled(area.low, area.high, theme.surface, theme.px(5));
  list->AddRect(area.low, area.high, theme.border, theme.px(5));
  const uint64_t places[] = {call.trap->pc, call.entry->target};
  constexpr std::string_view kHelp[] = {
      "Where the program was when the kernel was called.",
      "The function that the program gave to the kernel: its signal handler."};
  const float row = area.height() / 2;
  for (int i = 0; i < 2; ++i) {
    const Area line{{area.low.x + theme.px(4), area.low.y + static_cast<float>(i) * row + theme.px(3)},
                    {area.high.x - theme.px(4), area.low.y + static_cast<float>(i + 1) * row - theme.px(3)}};
    const std::string name = place_text(view.program(), places[i]);
    const std::string text =
        i == 0 ? instruction_at(view, places[i]).text : std::string(symbol_of(name)) + "() { … }";
    const bool here = half.pc == places[i];
    hot_spot(fmt::format("{} code {}", id, i).c_str(), line.low, line.high, "row", name,
             here ? "the program counter is here" : text);
    explain_item(theme, name, kHelp[i], hex(places[i]));
    if (here) {
      pointer_mark(list, theme, {area.low.x - theme.px(1), (line.low.y + line.high.y) / 2});
      list->AddRectFilled(line.low, line.high, user.wash, theme.px(4));
      list->AddRect(line.low, line.high, user.fill, theme.px(4), 0, theme.px(1.5F));
    }
    const float pad = theme.px(7), x = line.low.x + pad, width = line.width() - 2 * pad;
    const float one = line_height(theme.type.mono_small), two = line_height(theme.type.small);
    const bool both = line.height() >= one + two + theme.px(2);
    float y = line.low.y + (line.height() - one - (both ? two : 0)) / 2;
    text_fit(theme.type.mono_small, {x, y}, here ? user.ink : theme.dim, {text, std::string(symbol_of(name))},
             width);
    if (both)
      text_fit(theme.type.small, {x, y + one}, theme.faint, {name, std::string(symbol_of(name))}, width);
  }
}

// A stack as a box that grows upwards; `saved` words lie on it. The stack pointer's arrow is drawn where it is.
void draw_stack(const View& view, const Upcall& call, const StackRoom& room, std::string_view title,
                uint64_t sp, bool pointed, bool saved, Area area, const std::string& id) {
  const Theme& theme = view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float caption = line_height(theme.type.small) + theme.px(3);
  hot_spot((id + std::string(title)).c_str(), area.low, {area.high.x, area.low.y + caption}, "row", title,
           pointed ? fmt::format("the stack pointer is here: {}", hex(sp)) : std::string(room.name));
  explain_item(theme, title,
               title == "stack" ? "The program's own stack."
                                : "A stack that the program set aside for its signal handler.",
               room.name);
  text_fit(theme.type.small, area.low, theme.faint, {fmt::format("{} · {}", title, room.name), title},
           area.width());
  const Area box{{area.low.x, area.low.y + caption}, area.high};
  list->AddRectFilled(box.low, box.high, theme.sunken, theme.px(4));
  list->AddRect(box.low, box.high, pointed ? theme.of(Role::user).fill : theme.border, theme.px(4), 0,
                theme.px(pointed ? 2 : 1));
  const float pad = theme.px(4);
  float y = box.high.y - pad;
  if (saved) {
    struct Row {
      std::string text, note;
    };
    const Isa& isa = view.isa();
    std::vector<Row> rows;
    auto of = [&](int at) { return call.frame.words[static_cast<size_t>(at)]; };
    const WordRow* sp_row = nullptr;
    for (const WordRow& row : isa.words) sp_row = row.word == isa.stack_word ? &row : sp_row;
    size_t named = 0;
    for (int reg : call.frame.registers) named += reg >= 0 ? 1u : 0u;
    rows.push_back(
        {fmt::format("pc  {}", place_text(view.program(), of(call.frame.pc_at))), hex(of(call.frame.pc_at))});
    rows.push_back({fmt::format("{} registers", named),
                    fmt::format("{} words from {} on", call.frame.words.size(), hex(call.frame.address))});
    rows.push_back({fmt::format("{}  {}", sp_row == nullptr || sp_row->alias.empty() ? "sp" : sp_row->alias,
                                hex(of(call.frame.sp_at))),
                    "The stack pointer of the interrupted program."});
    if (box.height() < 3 * (line_height(theme.type.mono_small) + theme.px(2)) + 2 * pad)
      rows = {{"saved: pc, registers",
               fmt::format("{} words from {} on", call.frame.words.size(), hex(call.frame.address))}};
    const float row = std::min(theme.px(24), (box.height() - 2 * pad) / static_cast<float>(rows.size()));
    for (size_t i = 0; i < rows.size(); ++i) {
      const ImVec2 low{box.low.x + pad, y - row + 1}, high{box.high.x - pad, y - 1};
      hot_spot(fmt::format("{}saved {}", id, i).c_str(), low, high, "row", "Saved " + rows[i].text,
               rows[i].note);
      explain_item(theme, "saved: " + rows[i].text,
                   "What the interrupted program had in the processor. The kernel put it here; the way back "
                   "takes it from here.",
                   rows[i].note);
      const Shades& shades = theme.of(Role::kernel);
      list->AddRectFilled(low, high, shades.wash, theme.px(3));
      list->AddRect(low, high, shades.fill, theme.px(3));
      const float text = low.y + (high.y - low.y - line_height(theme.type.mono_small)) / 2;
      text_fit(theme.type.mono_small, {low.x + theme.px(6), text}, shades.ink,
               {rows[i].text,
                rows[i].text.substr(0, rows[i].text.find_first_of(" :")) + (rows.size() > 1 ? " saved" : ""),
                rows[i].text.substr(0, rows[i].text.find_first_of(" :"))},
               high.x - low.x - theme.px(10));
      y -= row;
    }
  } else if (!pointed) {
    text_in(theme.type.small, box.low, box.high, theme.faint, title == "stack" ? "as it was" : "empty");
  }
  if (!pointed) return;
  // The pointer: a triangle at the box's left edge, at what lies on top.
  const float at = std::max(box.low.y + theme.px(8), y);
  pointer_mark(list, theme, {box.low.x - theme.px(1), at});
  const std::string text = "sp " + hex(sp);
  if (y - box.low.y > line_height(theme.type.mono_small) + theme.px(4))
    text_fit(theme.type.mono_small,
             {box.low.x + theme.px(8),
              std::max(box.low.y + theme.px(3), y - line_height(theme.type.mono_small) - theme.px(3))},
             theme.of(Role::user).ink, {text, "sp"}, box.width() - theme.px(12));
}

void draw_half(const View& view, const Upcall& call, const Half& half, bool during, Area area) {
  const Theme& theme = view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, half.lit ? theme.raised : theme.surface, theme.px(7));
  list->AddRect(area.low, area.high, half.lit ? theme.dim : theme.border, theme.px(7), 0,
                theme.px(half.lit ? 1.5F : 1));
  const std::string id(half.title);
  const float pad = theme.px(10), head = line_height(theme.type.bold) + theme.px(6);
  text_fit(theme.type.bold, {area.low.x + pad, area.low.y + theme.px(6)}, half.lit ? theme.text : theme.dim,
           {half.title}, area.width() - 2 * pad);
  const Area body{{area.low.x + pad, area.low.y + head + theme.px(4)},
                  {area.high.x - pad, area.high.y - pad}};
  const float gap = theme.px(14), side = theme.px(10);
  const bool wide = body.width() >= theme.px(290);
  Area code = body, left = body, right = body;
  if (wide) {
    const float column = (body.width() - 2 * gap - side) / 3;
    code.high.x = body.low.x + column;
    code.low.x += side / 2;
    left.low.x = code.high.x + gap + side / 2, left.high.x = left.low.x + column;
    right.low.x = left.high.x + gap;
  } else {
    const float split = body.low.y + body.height() * 0.42F, column = (body.width() - gap - side) / 2;
    code.high.y = split - theme.px(6);
    left = {{body.low.x + side, split}, {body.low.x + side + column, body.high.y}};
    right = {{left.high.x + gap, split}, body.high};
  }
  draw_program(view, call, half, code, id);
  const StackRoom own =
      stack_room(view, call.before->cpu[view.isa().space_word], call.before->cpu[view.isa().stack_word]);
  const StackRoom signal =
      stack_room(view, call.during->cpu[view.isa().space_word], call.during->cpu[view.isa().stack_word]);
  const bool same = own.low == signal.low;
  draw_stack(view, call, own, "stack", half.sp, !during || same, during && same, left, id);
  if (!same) draw_stack(view, call, signal, "signal stack", half.sp, during, during, right, id);
}

void draw_upcall_way(const View& view, const Upcall& call, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const CauseRow* cause = find_cause(view.isa(), call.trap->kind, call.trap->cause);
  const Program& program = view.program();
  const WayStep steps[] = {
      {fmt::format("{} trap", cause == nullptr ? "a" : cause->word), short_place(program, call.trap->pc),
       "The kernel gets control while the program runs.", &theme.of(call.trap->kind), after(call.trap)},
      {"upcall", short_place(program, call.entry->target),
       "The kernel saves what was interrupted on the signal stack and returns to the handler instead.",
       &theme.of(Role::user), after(call.entry)},
      {"handler done", call.leave == nullptr ? "not yet" : short_place(program, call.leave->pc),
       "The return stub asks the kernel, with a system call, to put everything back.",
       &theme.of(TrapKind::syscall), after(call.leave)},
      {"resumed", call.resume == nullptr ? "not yet" : short_place(program, call.resume->target),
       "The program goes on at the very instruction, with the very registers.", &theme.of(Role::user),
       after(call.resume)},
  };
  draw_way(view, steps, area, wishes);
}

void draw_mask(const View& view, UiState& ui, const Upcall& call, Area area) {
  const Theme& theme = view.theme;
  std::string text;
  if (const auto mask = ui.figure_words.find("mask"); mask != ui.figure_words.end()) {
    if (const Symbol* symbol = view.program().find_symbol(mask->second)) {
      const Translation place = view.isa().translate(view.machine(), view.machine().running_hart(),
                                                     symbol->address, AccessKind::load, call.trap->to);
      std::array<std::byte, 8> bytes{};
      if (place.ok && view.machine().bus.peek(place.physical, bytes))
        text = fmt::format("{} is {}", mask->second, std::to_integer<int>(bytes[0]));
    }
  }
  const std::string came = call.masked == 0
                               ? "no signal came during the handler"
                               : fmt::format("masked: {} {} during the handler did not start it again",
                                             call.masked, call.masked == 1 ? "interrupt" : "interrupts");
  const std::string whole = text.empty() ? came : text + "; " + came;
  hot_spot("mask", area.low, area.high, "row", "Signal mask", whole);
  explain_item(
      theme, "Signal mask",
      "While the handler runs, the kernel keeps further signals away, as the hardware does with interrupts.",
      whole);
  text_fit(theme.type.small, area.low, theme.dim,
           {whole, text.empty() ? fmt::format("masked: {}", call.masked) : text}, area.width());
}

}  // namespace

void draw_upcall(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  Upcall call;
  if (!find_upcall(view, call, wishes)) {
    ImGui::SetCursorScreenPos(area.low);
    empty_note(
        theme,
        "No upcall yet: the kernel has always returned to where the program was. An upcall is a return to "
        "somewhere else, with what was interrupted saved on a stack of the program's.");
    return;
  }
  const Isa& isa = view.isa();
  const Tick now = view.machine().now();
  const bool during = call.resume == nullptr || now <= call.resume->tick;
  Half before{"before", call.trap->pc, call.before->cpu[isa.stack_word], {}, !during};
  Half after{"during", call.entry->target, call.during->cpu[isa.stack_word], {}, during};
  const bool wide = area.width() >= theme.px(540);
  const float gap = theme.px(14), mask = line_height(theme.type.small) + theme.px(6);
  const float way = way_height(theme, 4, area.width());
  const float bottom = area.high.y - way - mask - theme.px(6);
  if (wide) {
    const float half = (area.width() - gap) / 2;
    draw_half(view, call, before, false, {area.low, {area.low.x + half, bottom}});
    draw_half(view, call, after, true, {{area.low.x + half + gap, area.low.y}, {area.high.x, bottom}});
  } else if (bottom - area.low.y >= theme.px(300)) {
    const float half = (bottom - area.low.y - theme.px(8)) / 2;
    draw_half(view, call, before, false, {area.low, {area.high.x, area.low.y + half}});
    draw_half(view, call, after, true, {{area.low.x, bottom - half}, {area.high.x, bottom}});
  } else {  // room for one: the present one, or what was chosen
    const bool shown = ui.upcall_half < 0 ? during : ui.upcall_half == 1;
    const float line = chip_height(theme) + theme.px(5);
    float x = area.low.x;
    for (int i = 0; i < 2; ++i) {
      const std::string_view word = i == 0 ? "before" : "during";
      if (draw_chip(theme, {x, area.low.y}, word, word,
                    i == 0 ? "When the program was interrupted." : "In the signal handler.",
                    &theme.of(Role::user), shown == (i == 1), "button"))
        ui.upcall_half = i;
      x += chip_width(theme, word) + theme.px(6);
    }
    draw_half(view, call, shown ? after : before, shown,
              {{area.low.x, area.low.y + line}, {area.high.x, bottom}});
  }
  draw_mask(view, ui, call, {{area.low.x, bottom + theme.px(6)}, {area.high.x, bottom + mask}});
  draw_upcall_way(view, call, {{area.low.x, area.high.y - way}, area.high}, wishes);
}

}  // namespace trapdoor
