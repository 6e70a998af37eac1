// Slides 30 and 31: the user stack and the kernel stack of each thread, with what is on them, and what the thread does.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ui/figures/shapes.h"
#include "ui/figures/threads.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// One thing on a stack, the oldest first.
struct Layer {
  std::string text, note;
  bool saved = false;  // the interrupted program's registers
};

struct Pile {
  std::string title, where;
  std::vector<Layer> layers;
  uint64_t used = 0;     // bytes
  bool current = false;  // the stack pointer is here
};

bool is_code(const Program& program, uint64_t address) {
  for (const Section& section : program.sections) {
    if (address - section.address < section.size) return section.executable;
  }
  return false;
}

// Functions on a stack: who is running, and whose return addresses lie there. A word is taken for a return address when
// it points behind the start of a function.
void add_frames(const View& view, const UserThread& thread, const std::vector<uint64_t>& words, size_t count,
                std::vector<Layer>& layers) {
  std::vector<Layer> found;
  for (size_t i = 0; i < std::min(count, words.size()); ++i) {
    if (!is_code(view.program(), words[i])) continue;
    if (words[i] - thread.pc <= 8 && layers.size() == 1) continue;  // where it goes on
    const bool saved = std::find(thread.moment->cpu.words.begin(), thread.moment->cpu.words.end(),
                                 words[i]) != thread.moment->cpu.words.end();
    if (saved && layers.size() == 1 && layers.front().saved) continue;  // a register of the user's, put aside
    const std::string name = view.program().name_of(words[i]);
    if (name.find('+') == std::string::npos) continue;
    const std::string function(symbol_of(name));
    if (!found.empty() && found.back().text == function) continue;
    found.push_back({function, "returns to " + name, false});
  }
  layers.insert(layers.end(), found.rbegin(), found.rend());
}

uint64_t depth(const StackRoom& room, uint64_t sp) { return sp <= room.high ? room.high - sp : 0; }

Pile user_pile(const View& view, const UserThread& thread) {
  Pile pile;
  pile.title = "user stack";
  pile.where = thread.stack.name.empty() ? hex(thread.stack.low) : thread.stack.name;
  pile.used = depth(thread.stack, thread.sp);
  pile.current = thread.state == ThreadState::running;
  add_frames(view, thread, thread.moment->stack, pile.used / 8, pile.layers);
  pile.layers.push_back(
      {short_place(view.program(), thread.pc), place_text(view.program(), thread.pc), false});
  return pile;
}

// The words of the stack that were the interrupted program's: where its pc lies among at least three of its registers.
bool holds_user_state(const View& view, const UserThread& thread, const std::vector<uint64_t>& words,
                      size_t count) {
  size_t matches = 0;
  bool stack_pointer = false;
  for (size_t i = 0; i < std::min(count, words.size()); ++i) {
    for (const WordRow& row : view.isa().words) {
      if (row.group != WordGroup::general || words[i] == 0 || thread.moment->cpu[row.word] != words[i])
        continue;
      stack_pointer = stack_pointer || row.word == view.isa().stack_word;
      ++matches;
      break;
    }
  }
  return matches >= 2 || stack_pointer;
}

std::vector<uint64_t> words_at(const View& view, uint64_t address, size_t count, uint8_t mode) {
  std::vector<uint64_t> words;
  address &= ~uint64_t{7};
  for (; words.size() < count; address += 8) {
    const Translation place =
        view.isa().translate(view.machine(), view.machine().running_hart(), address, AccessKind::load, mode);
    std::array<std::byte, 8> bytes;
    if (!place.ok || !view.machine().bus.in_ram(place.physical, 8) ||
        !view.machine().bus.peek(place.physical, bytes))
      break;
    uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    words.push_back(word);
  }
  return words;
}

Pile kernel_pile(const View& view, const UserThread& thread, const Moment& now, Wishes& wishes) {
  Pile pile;
  pile.title = "kernel stack";
  const Isa& isa = view.isa();
  if (thread.trap == nullptr) {
    pile.where = "not used yet";
    return pile;
  }
  // Soon after the trap the kernel has changed stacks; while it works for this thread, now tells more.
  const Moment* look = &now;
  if (thread.state != ThreadState::in_kernel) {
    Tick end = view.machine().now();
    const auto& all = view.history.crossings();
    for (size_t i = view.history.at(thread.trap->tick) + 1; i < all.size(); ++i) {
      if (all[i].is_return()) {
        end = all[i].tick;
        break;
      }
    }
    const Tick tick = std::min(thread.trap->tick + 40, (thread.trap->tick + end) / 2);
    look = view.moments.at(tick);
    if (look == nullptr) {
      wishes.moments.push_back(tick);
      return pile;
    }
  }
  const uint64_t sp = look->cpu[isa.stack_word];
  const StackRoom room = stack_room(view, look->cpu[isa.space_word], sp);
  if (room.low == thread.stack.low && thread.state == ThreadState::in_kernel) {
    pile.where = "still the user's: not changed yet";
    return pile;
  }
  pile.where = room.name.empty() ? hex(room.low) : room.name;
  if (thread.state == ThreadState::running) return pile;  // empty while user code runs
  pile.used = depth(room, sp);
  // What lay there then may be gone: only what still is counts.
  Moment still{look->cpu, look->stack};
  if (look != &now) {
    const std::vector<uint64_t> present = words_at(view, sp, still.stack.size(), thread.trap->to);
    for (size_t i = 0; i < still.stack.size(); ++i) {
      if (i >= present.size())
        still.stack[i] = 0;
      else if (present[i] != still.stack[i])
        still.stack[i] = 0;
    }
  }
  look = &still;
  const size_t count = pile.used / 8;
  if (holds_user_state(view, thread, look->stack, count))
    pile.layers.push_back(
        {"user CPU state", "The registers that the user program had, to be put back.", true});
  if (thread.state == ThreadState::waiting && !pile.layers.empty()) {
    add_frames(view, thread, look->stack, count, pile.layers);
    pile.layers.push_back({short_place(view.program(), look->cpu[isa.pc_word]),
                           "Here it was when it gave the processor away.", false});
  }
  if (thread.state == ThreadState::in_kernel) {
    pile.current = true;
    add_frames(view, thread, look->stack, count, pile.layers);
    // The interrupted place itself is no caller.
    std::erase_if(pile.layers, [&](const Layer& l) {
      return !l.saved && l.text == short_place(view.program(), thread.pc);
    });
    pile.layers.push_back({short_place(view.program(), now.cpu[isa.pc_word]),
                           place_text(view.program(), now.cpu[isa.pc_word]), false});
  }
  return pile;
}

struct Look {
  std::string_view word, help;
};

Look look_of(const UserThread& thread) {
  switch (thread.state) {
    case ThreadState::running:
      return {"running", "It has the processor, in user mode. Its kernel stack is empty."};
    case ThreadState::in_kernel:
      return thread.trap != nullptr && thread.trap->kind == TrapKind::interrupt
                 ? Look{"interrupted", "The kernel runs on this thread's behalf, because of an interrupt."}
             : thread.trap != nullptr && thread.trap->kind == TrapKind::exception
                 ? Look{"in an exception",
                        "It did something the hardware refused; the kernel decides what becomes of it."}
                 : Look{"in a system call", "The kernel works on what the thread asked for."};
    case ThreadState::ready:
      return {"ready to run",
              "An interrupt took the processor away; it goes on when the kernel returns to it."};
    case ThreadState::waiting:
      return {"waiting in a system call",
              "It asked the kernel for something, and the kernel gave the processor to another."};
    case ThreadState::stopped:
      return {"stopped", "Its last trap was an exception, and it has not been resumed."};
  }
  return {"", ""};
}

void draw_pile(const View& view, const Pile& pile, const Shades& shades, Area area, const std::string& id) {
  const Theme& theme = view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float caption = line_height(theme.type.small) + theme.px(4);
  text_fit(theme.type.small, area.low, theme.faint,
           {fmt::format("{} · {}", pile.title, pile.where), pile.title}, area.width());
  const Area box{{area.low.x, area.low.y + caption}, area.high};
  hot_spot((id + pile.title).c_str(), area.low, {area.high.x, box.low.y}, "row", pile.title,
           fmt::format("{}, {}", pile.where, pile.layers.empty() ? "empty" : size_text(pile.used)));
  explain_item(theme, pile.title,
               pile.title == "user stack"
                   ? "In the program's own memory. The kernel trusts nothing here."
                   : "In the kernel's memory: the handler needs a stack that user code cannot have spoiled.",
               fmt::format("{}\n{} in use", pile.where, size_text(pile.used)));
  list->AddRectFilled(box.low, box.high, theme.sunken, theme.px(4));
  list->AddRect(box.low, box.high, pile.current ? shades.fill : theme.border, theme.px(4), 0,
                theme.px(pile.current ? 2 : 1));
  if (pile.layers.empty()) {
    text_in(theme.type.small, box.low, box.high, theme.faint, "empty");
    return;
  }
  const float pad = theme.px(4), room = box.height() - 2 * pad;
  const float least = line_height(theme.type.mono_small) + theme.px(4);
  const size_t fit = std::max<size_t>(1, static_cast<size_t>(room / least));
  const size_t skip = pile.layers.size() > fit ? pile.layers.size() - fit : 0;  // the oldest are left out
  const float row = std::min(theme.px(26), room / static_cast<float>(pile.layers.size() - skip));
  float y = box.high.y - pad;
  for (size_t i = skip; i < pile.layers.size(); ++i) {
    const Layer& layer = pile.layers[i];
    const bool top = i + 1 == pile.layers.size() && pile.current;
    const ImVec2 low{box.low.x + pad, y - row + theme.px(1)}, high{box.high.x - pad, y - theme.px(1)};
    hot_spot(fmt::format("{}{}{}", id, pile.title, i).c_str(), low, high, "row", layer.text, layer.note);
    explain_item(theme, layer.text, layer.saved ? layer.note : "A function that is under way.",
                 layer.saved ? "" : layer.note);
    list->AddRectFilled(low, high,
                        layer.saved ? theme.of(Role::user).wash
                        : top       ? shades.wash
                                    : theme.surface,
                        theme.px(3));
    list->AddRect(low, high,
                  layer.saved ? theme.of(Role::user).fill
                  : top       ? shades.fill
                              : theme.border,
                  theme.px(3));
    ImFont* face = layer.saved ? theme.type.small : theme.type.mono_small;
    const float text = low.y + (high.y - low.y - line_height(face)) / 2;
    text_fit(face, {low.x + theme.px(7), text},
             layer.saved ? theme.of(Role::user).ink
             : top       ? shades.ink
                         : theme.text,
             {layer.text, layer.saved ? "saved" : layer.text}, high.x - low.x - theme.px(12));
    y -= row;
  }
}

void draw_thread(const View& view, const UserThread& thread, const Moment& now, Area area, int number,
                 Wishes& wishes) {
  const Theme& theme = view.theme;
  const Look look = look_of(thread);
  const Role role = thread.state == ThreadState::running ? Role::user : Role::kernel;
  const bool active = thread.state == ThreadState::running || thread.state == ThreadState::in_kernel;
  const std::string name = place_text(view.program(), thread.pc), id = fmt::format("thread {} ", number);
  const float head = line_height(theme.type.bold) + line_height(theme.type.mono_small) + theme.px(10);
  const ImVec2 head_high{area.high.x, area.low.y + head};
  if (hot_spot((id + "head").c_str(), area.low, head_high, "button",
               fmt::format("Thread {}: {}", number, look.word), name))
    wishes.commands.push_back(fmt::format("seek {}", thread.seen));
  explain_item(
      theme, look.word, look.help,
      fmt::format("at {}\nlast crossed at tick {}; click to go there", name, with_commas(thread.seen)));
  const float line = line_height(theme.type.bold);
  const ImVec2 lamp{area.low.x + theme.px(7), area.low.y + line / 2};
  if (active)
    role_shape(ImGui::GetWindowDrawList(), theme, role, lamp, theme.px(5));
  else
    ImGui::GetWindowDrawList()->AddCircle(lamp, theme.px(4.5F), theme.faint, 20, theme.px(1.5F));
  text_fit(theme.type.bold, {area.low.x + theme.px(18), area.low.y}, active ? theme.of(role).ink : theme.dim,
           {look.word, look.word.substr(0, look.word.find(' '))}, area.width() - theme.px(18));
  text_fit(theme.type.mono_small, {area.low.x, area.low.y + line + theme.px(3)}, theme.dim,
           {"pc " + name, name, std::string(symbol_of(name))}, area.width());
  const float top = area.low.y + head, gap = theme.px(8), half = (area.high.y - top - gap) / 2;
  draw_pile(view, user_pile(view, thread), theme.of(Role::user),
            {{area.low.x, top}, {area.high.x, top + half}}, id);
  draw_pile(view, kernel_pile(view, thread, now, wishes), theme.of(Role::kernel),
            {{area.low.x, top + half + gap}, area.high}, id);
}

}  // namespace

void draw_stacks(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  const Moment now = moment_of(view.machine());
  std::vector<UserThread> threads = threads_of(view, now, wishes);
  if (threads.empty()) {
    ImGui::SetCursorScreenPos(area.low);
    empty_note(
        theme,
        "No user program has run yet: there is one stack, and whoever runs uses it. Run to the first step "
        "into user mode.");
    return;
  }
  std::reverse(threads.begin(), threads.end());
  const size_t most = std::max<size_t>(1, static_cast<size_t>(area.width() / theme.px(150)));
  if (threads.size() > most)
    threads.erase(threads.begin(), threads.end() - static_cast<std::ptrdiff_t>(most));
  std::sort(threads.begin(), threads.end(), [](const UserThread& a, const UserThread& b) {
    return a.space != b.space ? a.space < b.space : a.stack.low < b.stack.low;
  });
  const float gap = theme.px(16), count = static_cast<float>(threads.size());
  const float width = std::min(theme.px(300), (area.width() - gap * (count - 1)) / count);
  float x = area.low.x + (area.width() - width * count - gap * (count - 1)) / 2;
  int number = 0;
  for (const UserThread& thread : threads) {
    draw_thread(view, thread, now, {{x, area.low.y}, {x + width, area.high.y}}, ++number, wishes);
    x += width + gap;
  }
}

}  // namespace trapdoor
