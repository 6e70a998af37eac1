#include "ui/figures/threads.h"

#include <algorithm>
#include <array>

namespace trapdoor {
namespace {

bool is_user(const View& view, uint8_t mode) { return find_mode(view.isa(), mode).role == Role::user; }

bool out_of_user(const View& view, const Crossing& c) { return !c.is_return() && is_user(view, c.from); }
bool into_user(const View& view, const Crossing& c) { return c.is_return() && is_user(view, c.to); }

// The newest crossings of user mode before now, the newest first.
std::vector<const Crossing*> user_crossings(const View& view, size_t most) {
  std::vector<const Crossing*> all;
  bool user[256];  // by mode: a kernel may have crossed a million times since
  for (size_t mode = 0; mode < 256; ++mode) user[mode] = is_user(view, static_cast<uint8_t>(mode));
  const auto& crossings = view.history.crossings();
  for (size_t i = view.history.at(view.machine().now()); i-- > 0 && all.size() < most;) {
    const Crossing& c = crossings[i];
    if (user[c.is_return() ? c.to : c.from]) all.push_back(&c);
  }
  return all;
}

// Those before them, that the history keeps as turns; to be asked for where crossings() has too few.
void add_forgotten(const View& view, size_t most, std::vector<const Crossing*>& all) {
  std::vector<const Crossing*> found;
  const Tick now = view.machine().now();
  for (int hart = 0; hart < view.machine().hart_count(); ++hart) {
    const std::vector<History::Turn>& turns = view.history.turns(hart);
    for (size_t i = turns.size(); i-- > 0 && found.size() < (static_cast<size_t>(hart) + 1) * most;) {
      const Crossing& c = turns[i].crossing;
      if (c.tick < now && (out_of_user(view, c) || into_user(view, c))) found.push_back(&c);
      if (turns[i].thinned) break;  // what comes before it is not the crossing before it
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Crossing* a, const Crossing* b) { return a->tick > b->tick; });
  for (size_t i = 0; i < found.size() && all.size() < most; ++i) all.push_back(found[i]);
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
  return {page, page + kPageSize, {}, view.machine().bus.in_ram(page, 8)};
}

namespace {

// Of whom this is the return, or the first trap that is known: who was interrupted just there; else whose stack it is.
UserThread* find_thread(std::vector<UserThread>& threads, const Crossing* c, uint64_t space, uint64_t sp,
                        uint64_t room) {
  UserThread* found = nullptr;
  int best = 0;
  for (UserThread& t : threads) {
    if (t.space != space) continue;
    const bool goes_on =
        c != nullptr && c->is_return() && t.trap != nullptr && c->target - t.trap->pc <= 8 && t.sp == sp;
    const bool was_there = std::find(t.rooms.begin(), t.rooms.end(), room) != t.rooms.end();
    const int likely = goes_on ? 3 : t.stack.low == room ? 2 : was_there ? 1 : 0;
    if (likely < best || likely == 0 || (likely == best && t.seen < found->seen)) continue;
    best = likely;
    found = &t;
  }
  return found;
}

void see(const View& view, UserThread& t, Tick tick, const Moment& moment) {
  t.space = moment.cpu[view.isa().space_word];
  t.sp = moment.cpu[view.isa().stack_word];
  t.stack = stack_room(view, t.space, t.sp);
  t.seen = tick;
  t.moment = &moment;
  if (std::find(t.rooms.begin(), t.rooms.end(), t.stack.low) == t.rooms.end()) t.rooms.push_back(t.stack.low);
}

}  // namespace

std::vector<UserThread> threads_of(const View& view, const Moment& now, Wishes& wishes) {
  const Isa& isa = view.isa();
  std::vector<const Crossing*> crossings = user_crossings(view, kCrossings);
  add_forgotten(view, kCrossings, crossings);
  size_t known = 0;  // of the newest, without a gap
  bool gap = false;
  for (const Crossing* c : crossings) {
    const bool missing = view.moments.at(tick_of(*c)) == nullptr;
    if (missing) wishes.moments.push_back(tick_of(*c));
    gap = gap || missing;
    if (!gap) ++known;
  }
  std::vector<UserThread> threads;
  threads.reserve(known + 1);                   // pointers into it stay
  std::array<UserThread*, kMaxHarts> inside{};  // of each hart: which is in user mode
  auto thread_of = [&](const Crossing* c, const Moment& moment) -> UserThread& {
    const uint64_t space = moment.cpu[isa.space_word], sp = moment.cpu[isa.stack_word];
    UserThread* t = find_thread(threads, c, space, sp, stack_room(view, space, sp).low);
    return t == nullptr ? threads.emplace_back() : *t;
  };
  for (size_t i = known; i-- > 0;) {
    const Crossing& c = *crossings[i];
    const Moment& moment = *view.moments.at(tick_of(c));
    UserThread*& in_user = inside[c.hart % kMaxHarts];
    UserThread& t = !c.is_return() && in_user != nullptr ? *in_user : thread_of(&c, moment);
    in_user = c.is_return() ? &t : nullptr;
    see(view, t, c.tick, moment);
    t.pc = c.is_return() ? c.target : c.pc;
    (c.is_return() ? t.back : t.trap) = &c;
    t.state = c.is_return() ? ThreadState::running : state_after(c);
  }
  if (is_user(view, static_cast<uint8_t>(now.cpu[isa.mode_word]))) {
    UserThread* in_user = inside[static_cast<size_t>(view.machine().running_hart()) % kMaxHarts];
    UserThread& t = in_user != nullptr ? *in_user : thread_of(nullptr, now);
    see(view, t, view.machine().now(), now);
    t.pc = now.cpu[isa.pc_word];
    t.state = ThreadState::running;
  } else if (known > 0 && !crossings.front()->is_return()) {
    for (UserThread& t : threads)
      if (t.trap == crossings.front()) t.state = ThreadState::in_kernel;
  }
  std::stable_sort(threads.begin(), threads.end(),
                   [](const UserThread& a, const UserThread& b) { return a.seen > b.seen; });
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
