// Writers: who may write a register, a field or a place in memory, as one line of an explanation.
// Models: what the rows say: Isa::writers for programs; TrapRow and InputRow for what the hardware writes by itself; for
//         memory, what the hardware would do with a store in each mode at this moment.
// Leaves out: what a register's own rules refuse (a reserved value), counters that count.
#pragma once
#include <string>
#include <string_view>

#include "ui/view.h"

namespace trapdoor {

// "Who may write it: machine mode (csrw), and the hardware at a trap." of a word, a view, or a field ("mie.MTIE"); empty
// when the instruction set has no such name.
std::string writers_of(const View&, std::string_view name);
std::string writers_of(const View&, uint16_t word);  // an index into Cpu
// Of the byte at that address; `is_virtual`: as the program has it. Empty where there is no memory.
std::string memory_writers(const View&, uint64_t address, bool is_virtual);
// An explanation, with that line below it.
std::string with_writers(std::string_view help, const std::string& writers);

}  // namespace trapdoor
