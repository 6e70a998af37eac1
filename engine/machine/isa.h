// Isa: the rows that name an instruction set's words, and the few functions that give them meaning.
// Panels, assembler, lessons, traces and the debugger read these rows; none of them knows an instruction set.
// Laws: 1. A fact about an instruction set stands in one row.
//       2. Every row that a person can see has a sentence of help.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/machine/cpu.h"
#include "engine/machine/tick.h"
#include "engine/machine/trap.h"

namespace trapdoor {

class Hart;
class Machine;
struct Assembly;  // engine/machine/assembly.h

// The three roles every dual-mode machine has, whatever it calls its modes (slide 13). Colours follow the
// role.
enum class Role : uint8_t { user, kernel, firmware };

struct ModeRow {
  uint8_t mode;             // the number in the mode word
  std::string_view letter;  // "U": lesson and trace word
  std::string_view name;    // "user"
  Role role;
};

enum class WordGroup : uint8_t { general, control, floating, hidden };

struct WordRow {
  uint16_t word;           // index into Cpu
  std::string_view name;   // as in the manual: "mtvec", "x5"
  std::string_view alias;  // ABI name ("t0"); may be empty
  WordGroup group;
  Role role;  // the least privileged role that may use it
  std::string_view help;
};

// A word that is a view of another (sstatus of mstatus) is a row here, not a word of its own.
struct ViewRow {
  std::string_view name;
  uint16_t word;
  uint64_t mask;
  std::string_view help;
};

struct FieldRow {
  std::string_view word;  // name of the WordRow or ViewRow it belongs to
  std::string_view name;  // "MPIE"
  uint8_t high, low;      // bits, inclusive
  std::string_view help;
  std::string_view values;  // "0=direct 1=vectored"; may be empty
};

struct CauseRow {
  TrapKind kind;
  uint16_t cause;
  std::string_view word;  // lesson and trace word: "timer", "ecall-u", "load-page-fault"
  std::string_view name;  // as the manual spells it
  std::string_view help;
};

// An interrupt input of a hart: a wire ends here as one bit of Isa::input_word.
struct InputRow {
  std::string_view name;  // "MTI"
  uint8_t bit;
};

// The words of a trap that enters one mode, as names of WordRows or ViewRows. A mode that no trap enters has no row.
struct TrapRow {
  uint8_t mode;
  std::string_view vector;    // says where traps go
  std::string_view saved_pc;  // where to go on
  std::string_view cause;     // why
  std::string_view value;     // the address or the instruction that it is about
  std::string_view status;    // the mode and the interrupt bit before the trap
  // Of status, as names of FieldRows.
  std::string_view enabled;      // interrupts may be taken
  std::string_view was_enabled;  // the same before the trap: a return puts it back
  std::string_view was_mode;     // the mode before the trap: a return goes to it
};

// What a program may do to a word or view. The hardware may do more: TrapRow and InputRow say what.
struct Writers {
  uint8_t mode;           // the least privileged one that may
  uint64_t mask;          // the bits that a write changes; 0: no program can
  std::string_view with;  // the instruction that it takes; empty: any that names it
};

// How control goes on after an instruction.
enum class Flow : uint8_t { next, branch, jump, call, system };

struct InstructionRow {
  std::string_view name;  // "addi"
  std::string_view bits;  // the word as the manual draws it, left to right: "imm[11:0] rs1 000 rd 0010011"
  std::string_view operands;   // assembly syntax: "rd, rs1, imm"
  std::string_view extension;  // "I", "M", "A", "Zicsr"
  Flow flow;
  std::string_view help;
};

// One instruction found in memory.
struct Decoded {
  const InstructionRow* row = nullptr;  // null: not an instruction
  uint32_t bits = 0;
  int size = 0;  // bytes
};

enum class AccessKind : uint8_t { fetch, load, store };

// One level of a page walk, for figures.
struct WalkStep {
  uint64_t entry_address;  // physical
  uint64_t entry;
  int level;
};

struct Translation {
  bool ok = false;
  uint64_t physical = 0;
  Trap trap;  // set when !ok
  std::vector<WalkStep> walk;
};

// One gate between a device and the vector; `why did my interrupt not fire?` is a list of these, device
// first.
struct Gate {
  std::string name;  // "mie.MTIE"
  bool open = false;
  std::string reads;  // "mie bit 7 is 0"
  std::string help;   // what opens it
  bool settles =
      false;  // a request is remembered here: while this is open, what comes before it does not matter
  bool of_mode =
      false;  // the mode decides: a trap or a return may open it or close it, and nobody need do more
};

struct Explanation {
  std::string source;  // "machine timer interrupt", "machine external interrupt from uart0"
  uint16_t cause = 0;
  int input_bit = -1;  // the hart's interrupt input that it comes through; -1: none
  int device = -1;     // that asks for it; -1: several, software, or the hart itself
  // The controller that passes it on, the output that it does so through, and the inputs the device or devices are at.
  int controller = -1, output = -1;
  std::vector<int> inputs;
  std::vector<Gate> gates;
};

// A place where the kernel is entered.
struct VectorEntry {
  std::string name;      // "every trap", "timer"
  TrapKind kind;         // none: several
  uint16_t cause;        // counts when kind is interrupt
  uint64_t address = 0;  // of the first instruction, in the mode's own address space
};

// Where traps into one mode go, all of it: the interrupt vector of slide 29.
struct Vector {
  uint64_t base = 0;      // as the vector word has it, without other bits
  bool is_table = false;  // the entries are a table in memory that begins at base
  std::vector<VectorEntry> entries;
  std::vector<std::string> warnings;  // whole sentences about the word itself
};

// A stretch of an address space that is mapped in one piece and in one way.
struct Mapping {
  uint64_t address = 0, physical = 0, size_bytes = 0;
  bool read = false, write = false, execute = false, user = false;
  bool stale = false;  // the tables say something else by now, but the processor still uses it
};

struct Isa {
  std::string_view name;   // "riscv"
  std::string_view title;  // "RISC-V RV64"
  int xlen;                // bits of an address
  std::span<const ModeRow> modes;
  std::span<const WordRow> words;
  std::span<const ViewRow> views;
  std::span<const FieldRow> fields;
  std::span<const CauseRow> causes;
  std::span<const InputRow> inputs;
  std::span<const TrapRow> traps;
  std::span<const InstructionRow> instructions;
  const Assembly* assembly;  // how instructions are written
  uint16_t pc_word, mode_word, input_word, stack_word;
  uint16_t pending_word = 0;                    // the word in which a program sees its interrupt inputs
  std::span<const uint16_t> result_words = {};  // where a system call may leave its results
  uint16_t
      space_word;  // which address space is in use: the root of the page table, with whatever else is in the word

  std::unique_ptr<Hart> (*make_hart)(Machine&, int index);
  // Decodes the instruction in up to 4 (more for IA-32) bytes.
  Decoded (*decode)(std::span<const uint8_t> bytes);
  // Reads a word or a view by row semantics (a view is cut by its mask; mip includes its wires).
  uint64_t (*read_word)(const Machine&, int hart, uint16_t word);
  // By the name of a WordRow or ViewRow, with the flaws that are on now.
  Writers (*writers)(const Machine&, std::string_view name);
  // What the hardware would do with this virtual address, without effects. `mode` is a ModeRow's number.
  Translation (*translate)(const Machine&, int hart, uint64_t address, AccessKind, uint8_t mode);
  // The gates of every interrupt source of a hart; the first one says whether it is pending at all. explain.h knows
  // what lies before that.
  std::vector<Explanation> (*explain)(const Machine&, int hart);
  // Where traps into that mode go. Requires a TrapRow of the mode.
  Vector (*vector)(const Machine&, int hart, uint8_t mode);
  // All of an address space (a value of space_word), in order of addresses, neighbours joined; empty when the value
  // switches translation off. Gives up after `most` pieces. Cost: the page table's size.
  std::vector<Mapping> (*mappings)(const Machine&, int hart, uint64_t space, size_t most);
};

const WordRow* find_word(const Isa&, std::string_view name_or_alias);
const CauseRow* find_cause(const Isa&, TrapKind, uint16_t cause);
const CauseRow* find_cause(const Isa&, std::string_view word);
const ModeRow& find_mode(const Isa&, uint8_t mode);
const ModeRow* find_mode(const Isa&, Role);              // the first of that role; null: it has none
const TrapRow* find_trap_row(const Isa&, uint8_t mode);  // null: no trap enters it
std::optional<uint8_t> find_mode(const Isa&, std::string_view letter);

}  // namespace trapdoor
