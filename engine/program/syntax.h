// Syntax: the ways each mnemonic can be written, compiled from an Isa's rows. The assembler reads along them,
// the disassembler writes along them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/machine/assembly.h"
#include "engine/machine/isa.h"

namespace trapdoor::assembler {

// A sign, a number that must stand there, or an operand.
struct SyntaxItem {
  char sign = '\0';
  int operand = -1;       // index into Assembly::operands
  std::string_view word;  // a register or number said by a meaning ("x0", "-1", "%lo"); empty if none
};

const InstructionRow& row_at(const Isa&, size_t row);

// What follows a mnemonic, cut into items.
std::vector<SyntaxItem> compile_syntax(const Assembly&, std::string_view syntax);

enum class FormKind : uint8_t { instruction, pseudo, alternate };

struct Form {
  FormKind kind = FormKind::instruction;
  uint32_t row = 0;  // instruction: of it, or whose alternate this is; pseudo: into Assembly::pseudos
  const SuffixRow* suffix = nullptr;  // instruction and alternate
  std::string_view meaning;  // pseudo: instructions; alternate: the operands in the instruction's own syntax
  std::string_view syntax;
  std::vector<SyntaxItem> items;
};

class SyntaxTable {
 public:
  explicit SyntaxTable(const Isa&);
  // The forms of a mnemonic, in the order to try them; null if there is none.
  const std::vector<Form>* find(std::string_view mnemonic) const;
  const std::vector<std::string>& mnemonics() const { return names_; }
  const FarRow* far_of(size_t row) const { return far_[row]; }

 private:
  void add(std::string name, Form form);
  void add_instruction(const Isa&, uint32_t row, const SuffixRow* suffix);
  std::unordered_map<std::string, std::vector<Form>> forms_;
  std::vector<std::string> names_;  // in the order of the rows
  std::vector<const FarRow*> far_;
};

// The parts of a meaning between "; ", each "mnemonic operands".
std::vector<std::string_view> parts_of(std::string_view meaning);

// The numbers that an operand of an instruction can hold: low to high in steps of `step`.
struct Range {
  int64_t low = 0, high = 0, step = 1;
  bool holds(int64_t value) const { return value >= low && value <= high && value % step == 0; }
};
Range range_of(const Assembly&, size_t row, const OperandRow&);

}  // namespace trapdoor::assembler
