// Flaw: one protection of the hardware that can be switched off, so that an attack can be seen to succeed.
// Laws: 1. A flaw is part of the state: a run with a flaw is as repeatable as one without.
//       2. With every flaw off the machine is what its manual says.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trapdoor {

enum class Flaw : uint8_t {
  user_privileged,
  user_pages,
  kernel_text_writable,
  kernel_runs_user_pages,
  memory_unprotected,
  entry_keeps_interrupts,
  entry_keeps_mode,
  entry_loses_pc,
  entry_keeps_stack,
  entry_torn,
  user_timer,
  user_vector,
  stale_translations,
  dma_unbounded,
};

constexpr uint64_t flaw_bit(Flaw flaw) { return uint64_t{1} << static_cast<int>(flaw); }
inline constexpr uint64_t kEveryFlaw = flaw_bit(Flaw::dma_unbounded) * 2 - 1;

struct FlawRow {
  Flaw flaw;
  std::string_view name;  // as commands and lessons write it
  std::string_view title;
  std::string_view help;  // what it takes away
};

std::span<const FlawRow> flaw_rows();
std::optional<Flaw> find_flaw(std::string_view name);

}  // namespace trapdoor
