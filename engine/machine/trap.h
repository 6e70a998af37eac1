// Trap: why control goes to the kernel. A value that an instruction returns, never thrown.
#pragma once
#include <cstdint>

namespace trapdoor {

// The lecture's three kinds of mode switch (slide 25).
enum class TrapKind : uint8_t { none, interrupt, exception, syscall };

struct Trap {
  TrapKind kind = TrapKind::none;
  uint16_t cause = 0;  // the Isa's cause number, without the interrupt bit
  uint64_t value = 0;  // what the hardware tells about it: faulting address, instruction bits, or 0
  explicit operator bool() const { return kind != TrapKind::none; }
};

}  // namespace trapdoor
