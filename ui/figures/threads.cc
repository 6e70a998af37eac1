#include "ui/figures/threads.h"

#include <algorithm>

namespace trapdoor {
namespace {

bool is_user(const View& view, uint8_t mode) { return find_mode(view.isa(), mode).role == Role::user; }

bool out_of_user(const View& view, const Crossing& c) { return !c.is_return() && is_user(view, c.from); }
bool into_user(const View& view, const Crossing& c) { return c.is_return() && is_user(view, c.to); }

// The newest crossings of user mode before now, the newest first.
std::vector<const Crossing*> user_crossings(const View& view, size_t most) {
  std::vector<const Crossing*> all;
  const auto& crossings = view.history.crossings();
  for (size_t i = view.history.at(view.machine().now()); i-- > 0 && all.size() < most;) {
    if (out_of_user(view, crossings[i]) || into_user(view, crossings[i])) all.push_back(&crossings[i]);
  }
  return all;
}

// When the user's registers are in the processor: before a trap, after a return.
Tick tick_of(const Crossing& c) { return c.is_return() ? c.tick + 1 : c.tick; }

ThreadState state_after(const Crossing& trap) {
  if (trap.kind == TrapKind::interrupt) return ThreadState::ready;
  return trap.kind == TrapKind::syscall ? ThreadState::waiting : ThreadState::stopped;
}

}  // namespace

StackRoom stack_room(const View& view, uint64_t space, uint64_t stack_pointer) {
  const uint64_t inside = stack_pointer - 1;
  for (const Section& section : view.program().sections) {
    if (inside - section.address >= section.size) continue;
    StackRoom room{section.address, section.address + section.size, {}};
    for (const Symbol& symbol : view.program().symbols) {
      if (symbol.absolute || symbol.address - section.address >= section.size + 1) continue;
      if (symbol.address <= inside && symbol.address >= room.low) {
        room.low = symbol.address;
        room.name = symbol.name;
      } else if (symbol.address > inside) {
        room.high = std::min(room.high, symbol.address);
      }
    }
    return room;
  }
  for (const Mapping& piece :
       view.isa().mappings(view.machine(), view.machine().running_hart(), space, 512)) {
    if (inside - piece.address < piece.size_bytes)
      return {piece.address, piece.address + piece.size_bytes, {}};
  }
  const uint64_t page = inside & ~uint64_t{kPageSize - 1};
  return {page, page + kPageSize, {}};
}

std::vector<UserThread> threads_of(const View& view, const Moment& now, Wishes& wishes) {
  std::vector<UserThread> threads;
  const Isa& isa = view.isa();
  auto find = [&](uint64_t space, const StackRoom& room) -> UserThread* {
    for (UserThread& t : threads) {
      if (t.space == space && t.stack.low == room.low) return &t;
    }
    return nullptr;
  };
  const bool in_user = is_user(view, static_cast<uint8_t>(now.cpu[isa.mode_word]));
  if (in_user) {
    UserThread t;
    t.space = now.cpu[isa.space_word];
    t.sp = now.cpu[isa.stack_word];
    t.pc = now.cpu[isa.pc_word];
    t.stack = stack_room(view, t.space, t.sp);
    t.seen = view.machine().now();
    t.moment = &now;
    threads.push_back(std::move(t));
  }
  bool newest = !in_user;  // the next trap found is the one that the kernel works on
  for (const Crossing* c : user_crossings(view, kCrossings)) {
    const Moment* moment = view.moments.at(tick_of(*c));
    if (moment == nullptr) {
      wishes.moments.push_back(tick_of(*c));
      continue;
    }
    const uint64_t space = moment->cpu[isa.space_word], sp = moment->cpu[isa.stack_word];
    const StackRoom room = stack_room(view, space, sp);
    UserThread* t = find(space, room);
    if (t == nullptr) {
      t = &threads.emplace_back();
      t->space = space;
      t->sp = sp;
      t->pc = c->is_return() ? c->target : c->pc;
      t->stack = room;
      t->seen = c->tick;
      t->moment = moment;
      t->state = c->is_return() ? ThreadState::running : newest ? ThreadState::in_kernel : state_after(*c);
    }
    if (c->is_return() && t->back == nullptr) t->back = c;
    if (!c->is_return()) {
      if (t->trap == nullptr) t->trap = c;
      newest = false;
    }
  }
  return threads;
}

// Of several registers with the same value, the one that comes next in the order.
std::vector<int> name_words(const Isa& isa, const Moment& before, const std::vector<uint64_t>& words) {
  std::vector<int> names;
  int next = 0;
  for (uint64_t word : words) {
    int chosen = -1;
    for (const WordRow& row : isa.words) {
      if (row.group != WordGroup::general || before.cpu[row.word] != word || word == 0) continue;
      if (chosen < 0 || (chosen < next && row.word >= next)) chosen = row.word;
    }
    names.push_back(chosen);
    if (chosen >= 0) next = chosen + 1;
  }
  return names;
}

namespace {

bool find_frame(const Isa& isa, const Crossing& trap, const Moment& before, const Moment& during,
                SavedFrame& frame) {
  const uint64_t sp = before.cpu[isa.stack_word];
  for (size_t i = 0; i < during.stack.size(); ++i) {
    const uint64_t word = during.stack[i];
    const bool after_call = trap.kind == TrapKind::syscall && word - trap.pc <= 8;
    if (frame.pc_at < 0 && (word == trap.pc || after_call)) frame.pc_at = static_cast<int>(i);
    if (frame.sp_at < 0 && word == sp) frame.sp_at = static_cast<int>(i);
  }
  if (frame.pc_at < 0 || frame.sp_at < 0) return false;
  size_t end = static_cast<size_t>(std::max(frame.pc_at, frame.sp_at)) + 1, matches = 0;
  for (size_t i = 0; i < during.stack.size(); ++i) {  // the last word that is a register's
    for (const WordRow& row : isa.words) {
      if (row.group == WordGroup::general && during.stack[i] != 0 &&
          before.cpu[row.word] == during.stack[i]) {
        end = std::max(end, i + 1);
        ++matches;
        break;
      }
    }
  }
  if (matches < 3) return false;
  frame.address = during.cpu[isa.stack_word];
  frame.words.assign(during.stack.begin(), during.stack.begin() + static_cast<std::ptrdiff_t>(end));
  frame.registers = name_words(isa, before, frame.words);
  return true;
}

// What became of it: the way out of the handler, and the return to the place that was interrupted.
void follow(const View& view, Upcall& call) {
  const auto& crossings = view.history.crossings();
  const size_t end = view.history.at(view.machine().now());
  const Crossing* trap = nullptr;
  for (size_t i = static_cast<size_t>(call.entry - crossings.data()) + 1; i < end; ++i) {
    const Crossing& c = crossings[i];
    if (out_of_user(view, c)) trap = &c;
    if (!into_user(view, c) || trap == nullptr) continue;
    const bool back = c.target - call.trap->pc <= (call.trap->kind == TrapKind::syscall ? 8u : 0u);
    if (back && trap->kind == TrapKind::syscall) {
      call.leave = trap;
      call.resume = &c;
      return;
    }
    if (trap->kind == TrapKind::interrupt && c.target == trap->pc) ++call.masked;
  }
  if (trap != nullptr && trap->kind == TrapKind::syscall && !is_user(view, view.mode().mode))
    call.leave = trap;
}

}  // namespace

bool find_upcall(const View& view, Upcall& call, Wishes& wishes) {
  const std::vector<const Crossing*> crossings = user_crossings(view, 96);
  size_t looked = 0;
  for (size_t i = 0; i + 1 < crossings.size() && looked < 8; ++i) {
    const Crossing *entry = crossings[i], *trap = crossings[i + 1];
    if (!entry->is_return() || trap->is_return()) continue;
    if (entry->target - trap->pc <= 8) continue;  // it goes on where it was
    ++looked;
    const Moment* before = view.moments.at(tick_of(*trap));
    const Moment* during = view.moments.at(tick_of(*entry));
    if (before == nullptr || during == nullptr) {
      wishes.moments.push_back(tick_of(*trap));
      wishes.moments.push_back(tick_of(*entry));
      continue;
    }
    SavedFrame frame;
    if (!find_frame(view.isa(), *trap, *before, *during, frame)) continue;
    call = {trap, entry, nullptr, nullptr, before, during, std::move(frame), 0};
    follow(view, call);
    return true;
  }
  return false;
}

}  // namespace trapdoor
