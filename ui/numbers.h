// Numbers as people read them: addresses in groups of four digits with the symbol beside them, ticks with thousands
// separators, sizes with units.
#pragma once
#include <cstdint>
#include <string>

#include "engine/program/program.h"
#include "engine/session/event_text.h"

namespace trapdoor {

// "8000 1ff0"; as many groups of four as the value needs, at least two.
std::string hex(uint64_t value);
// "0x80001ff0": the form a Command and the clipboard want.
std::string hex_word(uint64_t value);
// "64 KiB", "512 bytes"
std::string size_text(uint64_t bytes);
// "timer_handler+0x10", or "8000 1ff0" when no symbol is near.
std::string place_text(const Program&, uint64_t address);

}  // namespace trapdoor
