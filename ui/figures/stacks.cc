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
  std::string_view title;
  std::string where = {}, brief = {};  // the same in fewer words, where there is no room; may be empty
  std::vector<Layer> layers = {};
  std::string_view nothing = "empty";  // said when there are no layers
  uint64_t used = 0;                   // bytes
  bool current = false;                // the stack pointer is here
  Role role = Role::user;              // of who works on it
};

// What lies where, of one thread.
struct Piles {
  Pile user{.title = "user stack"}, kernel{.title = "kernel stack", .role = Role::kernel};
  bool looked = true;  // false: the moment that tells is not known so far
  bool saved = false;  // on a stack of the kernel's lies what the thread needs to go on
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

uint64_t depth(const StackRoom& room, uint64_t sp) {
  return room.there && sp <= room.high ? room.high - sp : 0;
}

std::string name_of(const StackRoom& room, uint64_t sp) {
  if (!room.there) return fmt::format("no memory at {}", hex(sp));
  return room.name.empty() ? hex(room.low) : room.name;
}

// Whether among these words are registers that the interrupted program had: two of them, or its stack pointer.
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

// Whether among these words is the place where the thread goes on: of a system call, after the instruction or at it.
bool holds_user_place(const UserThread& thread, const std::vector<uint64_t>& words, size_t count) {
  return std::any_of(words.begin(),
                     words.begin() + static_cast<std::ptrdiff_t>(std::min(count, words.size())),
                     [&](uint64_t word) { return word - thread.trap->pc <= 8; });
}

// Whether a kernel with this state works on the stack that the user program had: it has gone down from the user's stack
// pointer, and has put that nowhere aside.
bool is_on_users_stack(const View& view, const UserThread& thread, const Moment& look,
                       const StackRoom& room) {
  constexpr uint64_t kFrames = 1024;  // bytes that a kernel may have put there soon after the trap
  const Isa& isa = view.isa();
  if (look.cpu[isa.space_word] != thread.space) return false;
  const uint64_t sp = look.cpu[isa.stack_word];
  if (room.there && room.low == thread.stack.low) return sp <= thread.sp;
  if (thread.sp - sp > kFrames) return false;
  const bool in_word = std::any_of(isa.words.begin(), isa.words.end(), [&](const WordRow& row) {
    return row.group == WordGroup::control && look.cpu[row.word] == thread.sp;
  });
  return !in_word && std::find(look.stack.begin(), look.stack.end(), thread.sp) == look.stack.end();
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

// A moment at which the kernel had changed stacks, if it ever does: soon after the trap; while it works for this thread,
// now tells more. Null: there is none, or it is not known so far and is wished for.
const Moment* moment_in_kernel(const View& view, const UserThread& thread, const Moment& now,
                               Wishes& wishes) {
  if (thread.state == ThreadState::in_kernel) return &now;
  Tick end = view.machine().now();
  const auto& all = view.history.crossings();
  for (size_t i = view.history.at(thread.trap->tick + 1); i < all.size(); ++i) {
    if (all[i].is_return()) {
      end = std::min(end, all[i].tick);
      break;
    }
  }
  const Tick tick = std::min(thread.trap->tick + 40, (thread.trap->tick + end) / 2);
  const Moment* look = view.moments.at(tick);
  if (look == nullptr) wishes.moments.push_back(tick);
  return look;
}

// What the kernel has for this thread on the stack at `sp`.
std::vector<Layer> kernel_layers(const View& view, const UserThread& thread, const Moment& look, size_t count,
                                 bool& saved) {
  std::vector<Layer> layers;
  const Isa& isa = view.isa();
  const bool inside = thread.state == ThreadState::in_kernel;
  // What lay there then may be gone: only what still is counts.
  std::vector<uint64_t> words = look.stack;
  bool place = true;
  if (!inside) {
    const std::vector<uint64_t> present =
        words_at(view, look.cpu[isa.stack_word], words.size(), thread.trap->to);
    place = holds_user_place(thread, present, count);
    for (size_t i = 0; i < words.size(); ++i)
      if (i >= present.size() || present[i] != words[i]) words[i] = 0;
  }
  saved = place && holds_user_state(view, thread, words, count);
  if (saved)
    layers.push_back({"user CPU state", "The registers that the user program had, to be put back.", true});
  if (inside || (saved && thread.state == ThreadState::waiting)) {
    const uint64_t pc = look.cpu[isa.pc_word];
    add_frames(view, thread, words, count, layers);
    // The interrupted place itself is no caller.
    std::erase_if(
        layers, [&](const Layer& l) { return !l.saved && l.text == short_place(view.program(), thread.pc); });
    layers.push_back({short_place(view.program(), pc),
                      inside ? place_text(view.program(), pc)
                             : std::string("Here it was when it gave the processor away."),
                      false});
  }
  return layers;
}

Piles piles_of(const View& view, const UserThread& thread, const Moment& now, Wishes& wishes) {
  Piles piles;
  Pile &user = piles.user, &kernel = piles.kernel;
  user.where = name_of(thread.stack, thread.sp);
  if (!thread.stack.there) user.brief = "no memory";
  user.used = depth(thread.stack, thread.sp);
  user.current = thread.state == ThreadState::running;
  add_frames(view, thread, thread.moment->stack, user.used / 8, user.layers);
  user.layers.push_back(
      {short_place(view.program(), thread.pc), place_text(view.program(), thread.pc), false});
  if (thread.trap == nullptr) {
    kernel.nothing = "not used so far";
    return piles;
  }
  const Moment* look = moment_in_kernel(view, thread, now, wishes);
  const bool inside = thread.state == ThreadState::in_kernel;
  if (look == nullptr) {
    kernel.nothing = "looking …";
    piles.looked = false;
    return piles;
  }
  const Isa& isa = view.isa();
  if (find_mode(isa, static_cast<uint8_t>(look->cpu[isa.mode_word])).role == Role::user) {
    kernel.nothing = "not known";
    return piles;
  }
  const uint64_t sp = look->cpu[isa.stack_word];
  const StackRoom room = stack_room(view, look->cpu[isa.space_word], sp);
  if (is_on_users_stack(view, thread, *look, room)) {
    kernel.nothing = inside ? "The kernel works on the user's stack." : "The kernel used the user's stack.";
    if (thread.state == ThreadState::running) return piles;
    bool saved = false;
    std::vector<Layer> layers = kernel_layers(view, thread, *look, (thread.sp - sp) / 8, saved);
    if (!inside) std::erase_if(layers, [](const Layer& layer) { return !layer.saved; });
    if (inside || saved) user.used += room.there ? thread.sp - sp : 0;
    user.layers.insert(user.layers.end(), layers.begin(), layers.end());
    user.current = inside;
    user.role = inside ? Role::kernel : Role::user;
    return piles;
  }
  kernel.where = name_of(room, sp);
  if (!room.there) kernel.brief = "no memory";
  if (thread.state == ThreadState::running) return piles;  // empty while user code runs
  kernel.used = depth(room, sp);
  kernel.current = inside;
  kernel.layers = kernel_layers(view, thread, *look, kernel.used / 8, piles.saved);
  return piles;
}

struct Look {
  std::string_view word, help;
};

// A kernel tells nobody that a program has ended: what is sure is only that it has not been resumed. That it will be is likely
// as long as its registers lie on a stack of the kernel's, which is used again for others.
Look look_of(const UserThread& thread, const Piles& piles) {
  const bool away = thread.state == ThreadState::ready || thread.state == ThreadState::waiting;
  if (away && !piles.looked) return {"looking …", "Whether what it needs to go on is still in memory."};
  if (away && !piles.saved) {
    constexpr std::string_view kHelp =
        "The kernel has not gone back to it since, and its registers lie on no stack of the kernel's: "
        "perhaps it has ended.";
    return thread.state == ThreadState::ready ? Look{"last seen interrupted", kHelp}
                                              : Look{"last seen in a system call", kHelp};
  }
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

void draw_pile(const View& view, const Pile& pile, Area area, const std::string& id) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(pile.role);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float caption = line_height(theme.type.small) + theme.px(4);
  const std::string title(pile.title), place = pile.where.empty() ? title : title + " · " + pile.where;
  const std::string brief = pile.brief.empty() ? title : title + " · " + pile.brief;
  text_fit(theme.type.small, area.low, theme.faint, {place, brief, title}, area.width());
  const Area box{{area.low.x, area.low.y + caption}, area.high};
  const std::string used = pile.layers.empty() ? std::string(pile.nothing) : size_text(pile.used);
  hot_spot((id + title).c_str(), area.low, {area.high.x, box.low.y}, "row", title,
           pile.where.empty() ? used : fmt::format("{}, {}", pile.where, used));
  explain_item(theme, title,
               title == "user stack"
                   ? "In the program's own memory. The kernel trusts nothing here."
                   : "In the kernel's memory: the handler needs a stack that user code cannot have spoiled.",
               pile.where.empty() ? used : fmt::format("{}\n{} in use", pile.where, size_text(pile.used)));
  list->AddRectFilled(box.low, box.high, theme.sunken, theme.px(4));
  list->AddRect(box.low, box.high, pile.current ? shades.fill : theme.border, theme.px(4), 0,
                theme.px(pile.current ? 2 : 1));
  if (pile.layers.empty()) {
    const float width = box.width() - theme.px(12);
    const float high = wrapped_height(theme.type.small, pile.nothing, width);
    if (text_size(theme.type.small, pile.nothing).x <= width)
      text_in(theme.type.small, box.low, box.high, theme.faint, pile.nothing);
    else
      text_wrapped(theme.type.small, {box.low.x + theme.px(6), (box.low.y + box.high.y - high) / 2},
                   theme.faint, pile.nothing, width);
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
    hot_spot(fmt::format("{}{}{}", id, title, i).c_str(), low, high, "row", layer.text, layer.note);
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
  const Piles piles = piles_of(view, thread, now, wishes);
  const Look look = look_of(thread, piles);
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
  draw_pile(view, piles.user, {{area.low.x, top}, {area.high.x, top + half}}, id);
  draw_pile(view, piles.kernel, {{area.low.x, top + half + gap}, area.high}, id);
}

// Why there is no thread to be shown.
std::string_view why_none(const View& view, const Wishes& wishes) {
  if (!wishes.moments.empty()) return "Looking for the user programs …";
  for (const ModeRow& mode : view.isa().modes) {
    for (int hart = 0; mode.role == Role::user && hart < view.machine().hart_count(); ++hart) {
      if (view.history.coverage(0, view.machine().now(), hart).ticks[mode.mode & 3] > 0)
        return "User code ran, but it is so long ago that single crossings are not kept. The timeline shows "
               "when: "
               "go there.";
    }
  }
  return "No user program has run yet: there is one stack, and whoever runs uses it. Run to the first step "
         "into "
         "user mode.";
}

}  // namespace

void draw_stacks(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  const Moment now = moment_of(view.machine());
  std::vector<UserThread> threads = threads_of(view, now, wishes);
  if (threads.empty()) {
    ImGui::SetCursorScreenPos(area.low);
    empty_note(theme, why_none(view, wishes));
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
