// Assembly: the rows by which instruction words and text are turned into each other. The assembler and the
// disassembler (engine/program) read them and know no instruction set.
//
// A *syntax* is what follows the mnemonic: operand names and the signs between them, "rd, imm(rs1)".
// Laws: 1. The syntax of an instruction stands in its InstructionRow; an OperandRow says what may stand for a
// name in it.
//       2. A pseudo-instruction is a row whose meaning is text: the instructions it stands for.
//       3. A row number is an index into Isa::instructions, and from their end on into Assembly::short_rows.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trapdoor {

struct InstructionRow;  // machine/isa.h

// A word that stands for a number: a register, a control register, a rounding mode.
struct NameRow {
  std::string_view name;
  uint32_t value;
};

enum class OperandKind : uint8_t {
  name,      // one of `names`
  letters,   // some of `letters`, each one bit
  number,    // an expression that fits the field; or %modifier(expression)
  target,    // an address; the field holds its distance from the instruction
  symbol,    // an address, for pseudo-instructions: the modifiers in their text cut it up
  constant,  // a number that is known where it is written
};

struct OperandRow {
  std::string_view name;  // as a syntax says it: "rd", "imm", "target"
  OperandKind kind;
  std::string_view field;     // the operand of the drawing that holds it; empty: only in pseudo-instructions
  std::string_view expected;  // "an integer register (a0, sp, x10, ...)"
  std::span<const NameRow> (*names)() = nullptr;  // the first name of a value is the one to show
  bool number_too = false;                        // a name may also be written as a number
  std::string_view letters = {};                  // for the highest bit first: "iorw"
  bool is_signed = false;
  uint8_t scale = 0;         // the field holds the number << scale
  uint8_t wraps = 0;         // not 0: a negative number may also be written as the low so many bits of it
  bool hexadecimal = false;  // how a disassembler writes it
  int when_absent = -1;      // the value when this last operand is left out; -1: it must be there
};

// "mv", "rd, rs1", "addi rd, rs1, 0". Several instructions are separated by "; ". In them `.` is the
// instruction's own address. A meaning that begins with @ is one for Assembly::load_constant.
struct PseudoRow {
  std::string_view name;
  std::string_view syntax;
  std::string_view meaning;
  std::string_view help;
  bool shown = false;  // a disassembler that uses pseudo-instructions shows this one
};

// Every instruction with the syntax `of` may also be written with `syntax`, which then means `meaning`.
struct AlternateRow {
  std::string_view of, syntax, meaning;  // "rd, imm(rs1)", "rd, (rs1)", "rd, 0(rs1)"
};

// ".aq" after the name of an instruction whose drawing has the field.
struct SuffixRow {
  std::string_view text;
  std::string_view fields[2];  // all set to 1
};

// "%hi(x)": a part of a number that is too wide for one instruction.
struct ModifierRow {
  std::string_view name;     // "pcrel_hi"
  std::string_view operand;  // the OperandRow that may carry it
  bool high;  // the part above Assembly::low_bits, so rounded that adding the low part, sign-extended, gives
              // the whole
  bool pc_relative;  // of the distance from the instruction
  std::string_view
      pair;  // not empty: x is the place of an instruction with this modifier, and that one's number is cut
};

// A branch that does not reach is written as `meaning`.
struct FarRow {
  std::string_view name;
  std::string_view meaning;
};

// What a relocation puts into the bytes at its place. S is the symbol's address plus the addend, P the place.
enum class RelocationKind : uint8_t {
  nothing,        // advice to linkers that rewrite code
  number,         // S
  add,            // what stands there + S
  subtract,       // what stands there - S
  distance,       // S - P
  high,           // the part of S above Assembly::low_bits, so rounded that adding the low part gives S
  low,            // the rest of S
  distance_high,  // the same two parts of S - P; the low one names the place of the high one by its symbol
  distance_low,
  call,      // both parts of S - P, into two instructions one after the other
  gap,       // nops for an alignment, of which a linker takes out what is too many
  indirect,  // through a table of addresses: for programs that are placed when they start
};

// `count` bits of the value from bit `from` on go to bit `to` of what stands there.
struct BitMove {
  uint8_t from, count, to;
};

// A relocation of an object file.
struct RelocationRow {
  uint32_t type;
  std::string_view name;
  RelocationKind kind;
  uint8_t size = 0;  // bytes at the place
  std::span<const BitMove> moves = {};
  int64_t low = 0, high = 0;       // what the field holds, both 0: anything, cut to size
  std::string_view modifier = {};  // the assembler's, see ModifierRow
};

// A function that C cannot say itself, for lessons in C: declared in <header>, linked where it is used.
struct CFunctionRow {
  std::string header;       // "csr.h"
  std::string name;         // "read_mstatus"
  std::string declaration;  // "uint64_t read_mstatus(void);"
  std::string code;         // its instructions
};

struct FieldBits {
  int high = -1, low = 0;  // bits of the operand that have a place; high < 0: no such field
};

// What debug information means by its register numbers, and how a function without call frame information keeps its caller.
struct DebugRegisters {
  std::span<const uint16_t> words;  // index into Cpu, by DWARF's number
  uint8_t return_address, stack, frame;
  int8_t return_from_frame,
      outer_from_frame;  // where a frame pointer's function saved them, in bytes from it
};

struct Assembly {
  std::span<const OperandRow> operands;
  std::span<const PseudoRow> pseudos;
  std::span<const AlternateRow> alternates;
  std::span<const SuffixRow> suffixes;
  std::span<const ModifierRow> modifiers;
  std::span<const FarRow> far;
  int low_bits;          // see ModifierRow::high
  int code_alignment;    // bytes, of a section that holds instructions
  int word_bytes;        // what .word means
  bool align_is_power;   // .align 3 means 8 bytes, not 3
  uint16_t elf_machine;  // e_machine of ELF files
  uint32_t elf_flags;    // e_flags of the object files that the assembler writes
  std::span<const RelocationRow> relocations;
  const std::vector<CFunctionRow>& (*c_functions)();  // ordered by header

  // Instructions shorter than those of Isa::instructions. A program may name them; a disassembler shows what they mean.
  std::span<const InstructionRow> (*short_rows)();

  int (*size)(size_t row);             // bytes
  uint32_t (*fixed_bits)(size_t row);  // the word with all operands zero
  FieldBits (*field)(size_t row, std::string_view field);
  uint32_t (*put)(size_t row, std::string_view field, uint32_t word, uint32_t value);
  uint32_t (*get)(size_t row, std::string_view field, uint32_t word);
  // False when the operands have made a word of another row, or of none.
  bool (*fits)(size_t row, uint32_t word);
  // The full-size word that a short instruction stands for; 0 if it is none.
  uint32_t (*widen)(uint32_t bits);
  // The instructions that load a constant into `rd`, for a PseudoRow whose meaning begins with @.
  std::vector<std::string> (*load_constant)(std::string_view meaning, int64_t value);
  // Fills a gap before aligned code with instructions that do nothing.
  void (*pad)(std::span<uint8_t> gap);
  DebugRegisters debug;
};

}  // namespace trapdoor
