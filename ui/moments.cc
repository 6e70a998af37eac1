#include "ui/moments.h"

#include <array>
#include <cstring>
#include <optional>

namespace trapdoor {
namespace {

constexpr size_t kMost = 400;  // kept

std::optional<uint64_t> word_at(const Machine& machine, uint64_t physical) {
  std::array<std::byte, 8> bytes;
  if (!machine.bus.in_ram(physical, 8) || !machine.bus.peek(physical, bytes)) return std::nullopt;
  uint64_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof word);
  return word;
}

}  // namespace

Moment moment_of(const Machine& machine, const std::vector<uint64_t>& addresses) {
  const int hart = machine.running_hart();
  const Isa& isa = machine.isa();
  Moment moment{machine.hart(hart).cpu, {}, {}};
  const auto mode = static_cast<uint8_t>(moment.cpu[isa.mode_word]);
  uint64_t address = moment.cpu[isa.stack_word] & ~uint64_t{7};
  for (size_t i = 0; i < Moments::kStackWords; ++i, address += 8) {
    const Translation place = isa.translate(machine, hart, address, AccessKind::load, mode);
    const auto word = place.ok ? word_at(machine, place.physical) : std::nullopt;
    if (!word) break;
    moment.stack.push_back(*word);
  }
  for (const uint64_t each : addresses) moment.words.push_back(word_at(machine, each).value_or(0));
  return moment;
}

const Moment* Moments::at(Tick tick) const {
  const auto it = known_.find(tick);
  return it == known_.end() ? nullptr : &it->second;
}

void Moments::keep(const std::vector<uint64_t>& addresses) {
  if (addresses == addresses_) return;
  addresses_ = addresses;
  clear();
}

bool Moments::resolve(const Session& session, const std::vector<Tick>& wanted, double (*clock)()) {
  const double begin = clock();
  for (Tick tick : wanted) {
    if (known_.contains(tick)) continue;
    if (clock() - begin > kSeconds) return false;
    if (known_.size() >= kMost) known_.erase(known_.begin());
    session.visit({&tick, 1},
                  [&](const Machine& machine) { known_.emplace(tick, moment_of(machine, addresses_)); });
    known_.try_emplace(tick);  // not in the run: an empty moment, so that nobody asks again
  }
  return true;
}

}  // namespace trapdoor
