#include "ui/figures/call_stages.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>

#include "ui/figures/shapes.h"

namespace trapdoor {
namespace {

constexpr Tick kMost = 4096;  // looked at from each end of the call
constexpr Tick kPiece = 256;  // at once

using Symbols = std::set<std::string>;

std::string symbol_at(const View& view, uint64_t pc) {
  return std::string(symbol_of(view.program().name_of(pc)));
}

int size_at(const Machine& machine, int hart, uint64_t pc) {
  const Isa& isa = machine.isa();
  const auto mode = static_cast<uint8_t>(machine.hart(hart).cpu[isa.mode_word]);
  const Translation place = isa.translate(machine, hart, pc, AccessKind::fetch, mode);
  std::array<std::byte, 4> bytes{};
  if (!place.ok || !machine.bus.peek(place.physical, bytes)) return 4;
  std::array<uint8_t, 4> code{};
  std::transform(bytes.begin(), bytes.end(), code.begin(),
                 [](std::byte b) { return std::to_integer<uint8_t>(b); });
  return isa.decode(code).size;
}

// The machine in every tick low..high in which the trap's hart was in this call itself, not in a trap inside it.
void visit_call(const View& view, const Crossing& trap, Tick low, Tick high,
                const std::function<void(Tick, uint64_t pc, const Machine&)>& look) {
  const auto& all = view.history.crossings();
  std::vector<Tick> ticks;
  int depth = 0;
  size_t next = view.history.at(trap.tick + 1);
  for (Tick tick = trap.tick + 1; tick <= high; ++tick) {
    if (depth == 0 && tick >= low) ticks.push_back(tick);
    if (tick < low && (next >= all.size() || all[next].tick > tick)) {  // nothing happens for a while
      tick = std::min(low, next < all.size() ? all[next].tick : low) - 1;
      continue;
    }
    for (; next < all.size() && all[next].tick == tick; ++next) {
      if (all[next].hart != trap.hart) continue;
      depth = all[next].is_return() ? std::max(0, depth - 1) : depth + 1;
    }
  }
  view.session.visit(ticks, [&](const Machine& machine) {
    look(machine.now(), machine.hart(trap.hart).cpu[machine.isa().pc_word], machine);
  });
}

// Finds when the entry was left, and adds what belongs to it to `home`.
void find_entry_end(const View& view, const Crossing& trap, Tick end, CallStages& stages, Symbols& home) {
  uint64_t last = trap.target;
  int size = 0;  // of the instruction at last
  bool first = true;
  home = {symbol_at(view, trap.target)};
  const Tick limit = std::min(end, trap.tick + kMost);
  for (Tick low = trap.tick + 1; low <= limit && stages.entry_end == kNever; low += kPiece) {
    visit_call(view, trap, low, std::min(limit, low + kPiece - 1),
               [&](Tick tick, uint64_t pc, const Machine& machine) {
                 if (stages.entry_end != kNever) return;
                 const bool jumped = size != 0 && pc != last && pc != last + static_cast<uint64_t>(size);
                 std::string symbol = pc == last ? std::string() : symbol_at(view, pc);
                 if (jumped && first) {
                   home.insert(symbol);
                 } else if (jumped && !home.contains(symbol)) {
                   stages.entry_end = tick;
                   stages.handler = pc;
                   home.insert(symbol_at(view, last + static_cast<uint64_t>(size)));
                   home.erase(symbol);  // it jumped to what stands behind it
                   return;
                 } else if (pc != last) {
                   home.insert(symbol);  // one label after the other
                 }
                 first = first && (size == 0 || pc == last);
                 last = pc;
                 size = size_at(machine, trap.hart, pc);
               });
  }
}

// Since when control has been in `home` at `end`, without a break; kNever when it is elsewhere then.
Tick home_since(const View& view, const Crossing& trap, Tick low, Tick end, const Symbols& home) {
  Tick since = kNever;
  visit_call(view, trap, low, end, [&](Tick tick, uint64_t pc, const Machine&) {
    if (!home.contains(symbol_at(view, pc)))
      since = kNever;
    else if (since == kNever)
      since = tick;
  });
  return since;
}

}  // namespace

void find_call_stages(const View& view, const Crossing& trap, Tick end, bool returned, CallStages& stages) {
  if (stages.trap == trap.tick && stages.end == end && stages.generation == view.history.generation()) return;
  stages = {trap.tick, end, view.history.generation(), kNever, kNever, 0};
  Symbols home;
  find_entry_end(view, trap, end, stages, home);
  if (stages.entry_end == kNever) {
    if (returned) stages.entry_end = stages.handler_end = end;  // all of it is one piece of code
    return;
  }
  const Crossing* back = nullptr;
  const auto& all = view.history.crossings();
  if (const size_t at = view.history.at(end); returned && at < all.size()) back = &all[at];
  if (back != nullptr) home.insert(symbol_at(view, back->pc));
  const Tick low = std::max(stages.entry_end, end > kMost ? end - kMost : 0);
  stages.handler_end = home_since(view, trap, low, end, home);
  // The handler itself returns to the user.
  if (returned && (stages.handler_end == kNever || stages.handler_end <= stages.entry_end))
    stages.handler_end = end;
}

}  // namespace trapdoor
