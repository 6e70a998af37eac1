// Who may write a word: 2.1 and 2.2 of the privileged manual. A control register's number says which mode it takes and
// whether it is read-only; its row says which bits a write reaches.
#include "engine/base/bits.h"
#include "engine/isa/riscv/isa.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"

namespace trapdoor::riscv {

Writers writers(const Machine& machine, std::string_view name) {
  if (const CsrRow* row = find_csr(name)) {
    const bool read_only = bits(row->address, 11, 10) == 3;
    const bool is_vector = row->word == kMtvec || row->word == kStvec;
    const bool open =
        machine.flawed(Flaw::user_privileged) || (is_vector && machine.flawed(Flaw::user_vector));
    const auto least = static_cast<uint8_t>(bits(row->address, 9, 8));
    return {open ? uint8_t{kUser} : least, read_only ? 0 : row->write_mask, "csrw"};
  }
  const WordRow* row = find_word(machine.isa(), name);
  const bool none = row == nullptr || row->group == WordGroup::hidden || row->word == kX0;
  return {kUser, none ? 0 : ~uint64_t{0}, {}};
}

}  // namespace trapdoor::riscv
