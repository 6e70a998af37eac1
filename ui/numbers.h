// Numbers as people read them: addresses in groups of four digits with the symbol beside them, ticks with thousands
// separators, sizes with units.
#pragma once
#include <cstdint>
#include <string>

#include "engine/machine/machine.h"
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
// The name of the place that a number in a register or in memory is the address of; "" for any other number. That a number is an
// address nobody can know. It is taken for one if code in some mode could reach memory there just now, and if it does not
// lie in the first page: small numbers are counts and flags, also where a program is linked at 0.
std::string value_name(const Machine&, const Program&, uint64_t value);
// The same for what a word holds: pc, and the control words for the place and the address of a trap and for where traps go,
// hold addresses, small or not, of their own mode or another.
std::string word_name(const Machine&, const Program&, std::string_view word, uint64_t value);

}  // namespace trapdoor
