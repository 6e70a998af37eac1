// Event text: one event as one line, every word of it from rows. The command line and the panels say the
// same.
#pragma once
#include <string>

#include "engine/machine/event.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

// "tick 1,234 hart0 U->S trap interrupt timer at user_loop+0x8 -> trap_vector"
std::string to_text(const Event&, const Machine&, const Program&);

// 1234567 -> "1,234,567"
std::string with_commas(uint64_t number);
// "0x8000_0010 <kernel_main+0x10>", or without the name when there is none.
std::string address_text(uint64_t address, const Program&);
// "trap", "return", "exec": the word a Match uses for it.
std::string_view kind_word(EventKind);

}  // namespace trapdoor
