// Slides 49 and 50: a virtual machine: host and guest kernels, both vectors, and where a guest's trap really goes.

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/guest.h"
#include "ui/figures/shapes.h"
#include "ui/figures/way.h"
#include "ui/instruction_text.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

struct End {
  GuestEnd end;
  std::string_view title, help;
};
constexpr End kEnds[] = {
    {GuestEnd::open, "not yet", "The host is still at it."},
    {GuestEnd::done, "done for it",
     "The host did to the guest's words what the instruction asks for, and the guest goes on behind it. The "
     "guest "
     "cannot tell that it was not the processor."},
    {GuestEnd::led, "done for it",
     "The host did what the instruction asks for, and the guest goes on at another place, as after a return "
     "from a "
     "trap."},
    {GuestEnd::handed, "handed on",
     "The host did to the guest's words what the processor does at a trap, and the guest goes on at its own "
     "vector."},
    {GuestEnd::resumed, "goes on",
     "It was the host's own business: the guest goes on where it was, as if nothing had happened."},
};

const End& row_of(GuestEnd end) {
  return *std::find_if(std::begin(kEnds), std::end(kEnds), [&](const End& row) { return row.end == end; });
}

// A side of the guest, or the host: its vector, and the program counter when it is there.
struct Side {
  std::string_view title, help;
  std::string line, other;  // mono; other where there is room for two
  bool here = false;
};

void draw_side(const Theme& theme, const Side& side, const Shades& shades, Area area) {
  hot_spot(std::string(side.title).c_str(), area.low, area.high, "row", side.title,
           side.line + (side.other.empty() ? "" : ", " + side.other) +
               (side.here ? ", the processor is here" : ""));
  explain_item(theme, side.title, side.help, side.line);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, side.here ? shades.wash : theme.surface, theme.px(6));
  list->AddRect(area.low, area.high, side.here ? shades.fill : theme.border, theme.px(6), 0,
                theme.px(side.here ? 2 : 1));
  const float pad = theme.px(8), width = area.width() - 2 * pad, x = area.low.x + pad;
  const float title = line_height(theme.type.body), line = line_height(theme.type.mono_small);
  const bool two = !side.other.empty() && area.height() >= title + 2 * line + theme.px(6);
  float y = area.low.y + (area.height() - title - (two ? 2 : 1) * line - theme.px(2)) / 2;
  text_fit(side.here ? theme.type.bold : theme.type.body, {x, y}, side.here ? shades.ink : theme.dim,
           {side.title, side.title.substr(side.title.rfind(' ') + 1)}, width);
  y += title + theme.px(2);
  auto place = [&](const std::string& text) {
    text_at(theme.type.mono_small, {x, y}, theme.text, short_name(theme.type.mono_small, text, width), width);
    y += line;
  };
  place(side.line);
  if (two) place(side.other);
}

// "1" in a circle.
void number_mark(const Theme& theme, ImVec2 at, int number, const Shades& shades, bool there) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float radius = theme.px(9);
  list->AddCircleFilled(at, radius, there ? shades.fill : theme.sunken, 24);
  text_in(theme.type.small, {at.x - radius, at.y - radius}, {at.x + radius, at.y + radius},
          there ? ink_on(shades.fill) : theme.faint, fmt::format("{}", number));
}

// The three who may have the processor, and the arrows of the last trap between them.
void draw_sides(const View& view, const Guest& guest, Area area) {
  const Theme& theme = view.theme;
  const Program& program = view.program();
  const Role role = view.mode().role;
  const Shades& user = theme.of(Role::user);
  const Shades& kernel = theme.of(Role::kernel);
  const std::string pc = place_text(program, view.cpu()[view.isa().pc_word]);
  const bool in_guest = role == Role::user;
  const GuestWord* vector = guest.find(guest.host->vector);
  auto where = [&](bool here) { return here ? "pc " + pc : std::string(); };

  const float head = line_height(theme.type.small) + theme.px(6), pad = theme.px(8);
  const float between = std::max(theme.px(30), area.height() * 0.2F);
  const float half = (area.height() - between - pad) / 2;
  const Area machine{area.low, {area.high.x, area.low.y + half + head * 0.5F}};
  const Area host{{area.low.x, machine.high.y + between}, area.high};
  draw_frame(theme, machine, &user);
  text_fit(theme.type.small, {machine.low.x + pad, machine.low.y + theme.px(4)}, user.ink,
           {"virtual machine: all of it in user mode", "virtual machine, user mode", "user mode"},
           machine.width() - 2 * pad);
  const float gap = theme.px(18), width = (machine.width() - 2 * pad - gap) / 2;
  const float top = machine.low.y + head;
  const Area process{{machine.low.x + pad, top}, {machine.low.x + pad + width, machine.high.y - pad}};
  const Area inside{{process.high.x + gap, top}, {machine.high.x - pad, machine.high.y - pad}};
  const bool process_here = in_guest && !guest.in_kernel, kernel_here = in_guest && guest.in_kernel;
  Side sides[] = {
      {"guest process", "A program of the guest. It thinks that below it there is the guest kernel alone.",
       where(process_here), "", process_here},
      {"guest kernel",
       "It thinks that it is in charge. But it runs in user mode: the processor refuses it each privileged "
       "instruction.",
       fmt::format("{} → {}", vector->name,
                   guest.vector == 0 ? "not set" : place_text(program, guest.vector)),
       where(kernel_here), kernel_here},
      {"host kernel", "It has the processor's own words. Each trap of the guest comes here first.",
       fmt::format("{} → {}", vector->name, place_text(program, vector->real.value_or(0) & ~uint64_t{3})),
       where(role == Role::kernel), role == Role::kernel},
  };
  if (sides[0].line.empty()) sides[0].line = "waits";
  draw_side(theme, sides[0], user, process);
  draw_side(theme, sides[1], user, inside);
  draw_side(theme, sides[2], kernel, host);
  if (guest.trap == nullptr || !guest.before_known) return;

  // Down into the host, and up again: to the right of the way down where both are on one side.
  const Shades& kind = theme.of(guest.trap->kind);
  const Area& from = guest.from_kernel ? inside : process;
  const float middle = (from.low.x + from.high.x) / 2;
  const bool up = guest.back != nullptr;
  const bool to_kernel = guest.in_kernel;
  const Area& to = to_kernel ? inside : process;
  const bool same = &from == &to;
  const float down_x = middle - (up && same ? theme.px(22) : 0);
  const float up_x = (to.low.x + to.high.x) / 2 + (same ? theme.px(22) : 0);
  draw_arrow(theme, {{down_x, from.high.y}, {down_x, host.low.y}}, kind.fill, theme.px(2.5F));
  number_mark(theme, {down_x - theme.px(16), (machine.high.y + host.low.y) / 2}, 1, kind, true);
  if (up) {
    draw_arrow(theme, {{up_x, host.low.y}, {up_x, to.high.y}}, theme.of(TrapKind::none).fill, theme.px(2.5F));
    number_mark(theme, {up_x + theme.px(16), (machine.high.y + host.low.y) / 2}, 3, theme.of(TrapKind::none),
                true);
  }
  number_mark(theme, {host.high.x - theme.px(18), (host.low.y + host.high.y) / 2}, 2, kernel, true);
  // What the guest sees of it.
  if (up && guest.end == GuestEnd::handed && !guest.from_kernel) {
    const float y = (process.low.y + process.high.y) / 2;
    draw_arrow(theme, {{process.high.x, y}, {inside.low.x, y}}, theme.faint, theme.px(1.5F));
  }
}

// A cause by its word; empty for 0, which may be one or none.
std::string cause_word(const View& view, uint64_t value) {
  const int top = view.isa().xlen - 1;
  for (const CauseRow& row : view.isa().causes) {
    const uint64_t bits = row.cause | (row.kind == TrapKind::interrupt ? uint64_t{1} << top : 0);
    if (value != 0 && bits == value) return std::string(row.word);
  }
  return {};
}

std::string word_value(const View& view, const TrapRow& row, const GuestWord& word, uint64_t value) {
  if (word.name == "mode") return value == 0 ? "user" : "kernel";
  const std::string place = word.name == row.cause
                                ? cause_word(view, value)
                                : word_name(view.machine(), view.program(), word.name, value);
  return place.empty() ? hex(value) : place;
}

// "ffff…ffff" where the whole does not fit.
std::string shortened(ImFont* face, const std::string& text, float width) {
  if (text_size(face, text).x <= width || text.find(' ') == std::string::npos)
    return short_name(face, text, width);
  return text.substr(0, text.find(' ')) + "…" + text.substr(text.rfind(' ') + 1);
}

// The guest's words beside the processor's: what the last trap changed is lit.
void draw_words(const View& view, const Guest& guest, Area area) {
  const Theme& theme = view.theme;
  const float line = line_height(theme.type.mono_small) + theme.px(5),
              head = line_height(theme.type.small) + theme.px(4);
  const float name = theme.px(66), column = (area.width() - name) / 2 - theme.px(6);
  const float first = area.low.x + name, second = first + column + theme.px(6);
  text_fit(theme.type.small, {first, area.low.y}, theme.faint, {"the guest's", "guest"}, column);
  text_fit(theme.type.small, {second, area.low.y}, theme.faint, {"the processor's", "really"}, column);
  float y = area.low.y + head;
  for (const GuestWord& word : guest.words) {
    if (y + line > area.high.y) break;
    const std::string own = word_value(view, *guest.host, word, word.value);
    const bool mode = word.name == "mode" || !word.real;
    const Role role = view.mode().role;
    const std::string real = !mode                  ? word_value(view, *guest.host, word, *word.real)
                             : role == Role::user   ? "user"
                             : role == Role::kernel ? "kernel"
                                                    : "firmware";
    const bool changed = word.value != word.before;
    const std::string was =
        changed ? ", before the trap " + word_value(view, *guest.host, word, word.before) : "";
    hot_spot(word.name.c_str(), {area.low.x, y}, {area.high.x, y + line}, "row", "guest's " + word.name,
             fmt::format("{}{}; the processor's: {}", own, was, real));
    explain_item(theme, word.name,
                 "On the left a variable of the host, which is all that the guest ever reads or changes; on "
                 "the right the "
                 "processor's own word.",
                 fmt::format("guest's: {}{}\nprocessor's: {}", own, was, real));
    if (changed)
      ImGui::GetWindowDrawList()->AddRectFilled(
          {first - theme.px(4), y}, {second - theme.px(4), y + line - theme.px(1)}, theme.lit, theme.px(3));
    const float text = y + theme.px(2);
    text_at(theme.type.mono_small, {area.low.x, text}, theme.dim, word.name, name - theme.px(4));
    text_at(theme.type.mono_small, {first, text}, changed ? theme.lit_ink : theme.text,
            shortened(theme.type.mono_small, own, column), column);
    text_at(theme.type.mono_small, {second, text}, theme.faint,
            shortened(theme.type.mono_small, real, column), column);
    y += line;
  }
}

void draw_guest_way(const View& view, const Guest& guest, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Program& program = view.program();
  if (guest.trap == nullptr) {
    text_fit(theme.type.small, area.low, theme.dim, {"No trap of the guest yet.", "no trap yet"},
             area.width());
    return;
  }
  const CauseRow* cause = find_cause(view.isa(), guest.trap->kind, guest.trap->cause);
  const InstructionText instruction = instruction_at(view, guest.trap->pc, guest.trap->from);
  const bool interrupt = guest.trap->kind == TrapKind::interrupt;
  const std::string_view from = !guest.before_known ? "guest"
                                : guest.from_kernel ? "guest kernel"
                                                    : "guest process";
  const End& end = row_of(guest.end);
  const WayStep steps[] = {
      {interrupt || !instruction.there ? "interrupted" : instruction.text,
       fmt::format("{}, {}", from, place_text(program, guest.trap->pc)),
       "What the guest was at when the trap came.", &theme.of(Role::user), guest.trap->tick},
      {fmt::format("host: {}", cause == nullptr ? "trap" : cause->word),
       place_text(program, guest.trap->target),
       "The processor knows nothing of guests: whatever traps in user mode goes to the host's vector.",
       &theme.of(guest.trap->kind), after(guest.trap)},
      {std::string(end.title), guest.back == nullptr ? "" : place_text(program, guest.back->target),
       std::string(end.help), &theme.of(TrapKind::none), after(guest.back)},
  };
  draw_way(view, steps, area, wishes);
}

}  // namespace

void draw_virtual_machine(const View& view, UiState& ui, Wishes& wishes, Area area) {
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  const Theme& theme = view.theme;
  const Guest guest = find_guest(view, wishes);
  if (guest.words.empty()) {
    ImGui::SetCursorScreenPos(area.low);
    empty_note(theme,
               "No guest here: this figure shows a kernel that runs under another one. It knows the guest's "
               "words by the "
               "host's variables: guest_stvec, guest_sepc, ..., and guest_mode.");
    return;
  }
  const float gap = theme.px(14), way = way_height(theme, 3, area.width());
  const float bottom = area.high.y - way - theme.px(10);
  const bool wide = area.width() >= theme.px(540);
  if (wide) {
    const float split = area.low.x + (area.width() - gap) * 0.56F;
    draw_sides(view, guest, {area.low, {split, bottom}});
    draw_words(view, guest, {{split + gap, area.low.y}, {area.high.x, bottom}});
  } else {
    const auto rows = static_cast<float>(guest.words.size());
    const float words = line_height(theme.type.small) + theme.px(4) +
                        rows * (line_height(theme.type.mono_small) + theme.px(5));
    if (bottom - area.low.y - theme.px(150) >= words) {
      draw_sides(view, guest, {area.low, {area.high.x, bottom - words - theme.px(10)}});
      draw_words(view, guest, {{area.low.x, bottom - words}, {area.high.x, bottom}});
    } else {  // room for one of them
      const auto link = ui.figure_words.find("show");
      const bool shown =
          ui.guest_half < 0 ? link != ui.figure_words.end() && link->second == "words" : ui.guest_half == 1;
      float x = area.low.x;
      for (int i = 0; i < 2; ++i) {
        const std::string_view word = i == 0 ? "way" : "words";
        if (draw_chip(theme, {x, area.low.y}, word, word,
                      i == 0 ? "Where the guest's last trap really went."
                             : "The guest's words beside the processor's.",
                      &theme.of(Role::user), shown == (i == 1), "button"))
          ui.guest_half = i;
        x += chip_width(theme, word) + theme.px(6);
      }
      const Area rest{{area.low.x, area.low.y + chip_height(theme) + theme.px(5)}, {area.high.x, bottom}};
      shown ? draw_words(view, guest, rest) : draw_sides(view, guest, rest);
    }
  }
  draw_guest_way(view, guest, {{area.low.x, area.high.y - way}, area.high}, wishes);
}

}  // namespace trapdoor
