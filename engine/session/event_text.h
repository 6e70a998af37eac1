// Event text: one event as one line, every word of it from rows. The command line and the panels say the
// same.
#pragma once
#include <optional>
#include <string>

#include "engine/machine/event.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

struct InterruptNews;

// "tick 1,234 hart0 U->S trap interrupt timer at user_loop+0x8 -> trap_vector"
std::string to_text(const Event&, const Machine&, const Program&);

// Who did what that event tells: "trap entry", "instruction", "dma of disk0", "outside".
std::string who_text(const Event&, const Machine&);
// The register that a command or reg event is about: "disk0.STATUS".
std::string register_text(const Event&, const Machine&);
// What a word is called: its alias, or its name.
std::string word_text(const Isa&, uint16_t word);
// Every gate of one source on its own line, open or closed, then when it was and will be taken.
std::string to_text(const InterruptNews&);
// "last taken at tick 1,234" or "never taken so far"; "next at tick 5,678" or how far was looked.
std::string last_text(const InterruptNews&);
std::string next_text(const InterruptNews&);

// 1234567 -> "1,234,567"
std::string with_commas(uint64_t number);
// "0x8000_0010 <kernel_main+0x10>", or without the name when there is none.
std::string address_text(uint64_t address, const Program&);
// " (kernel.c:12)", or nothing when nobody knows: to be put after an address. Of a path its last two parts are said.
std::string place_text(const std::optional<Place>&);
// "trap", "return", "exec": the word a Match uses for it.
std::string_view kind_word(EventKind);

}  // namespace trapdoor
