#include "engine/time/input_log.h"

namespace trapdoor {

bool apply(const Input& input, Machine& machine) {
  switch (input.kind) {
    case InputKind::key:
      if (input.where >= static_cast<uint64_t>(machine.device_count())) return false;
      for (std::byte b : input.bytes) machine.accept(static_cast<int>(input.where), static_cast<uint8_t>(b));
      return true;
    case InputKind::poke:
      return machine.poke(input.where, input.bytes);
    case InputKind::word: {
      if (input.hart >= machine.hart_count() || input.where >= kCpuWords) return false;
      machine.set_word(input.hart, static_cast<int>(input.where), input.value);
      return true;
    }
    case InputKind::flaw: {
      if (input.where >= 64 || !(machine.board().flaws >> input.where & 1)) return false;
      machine.set_flaw(static_cast<Flaw>(input.where), input.value != 0);
      return true;
    }
  }
  return false;
}

}  // namespace trapdoor
