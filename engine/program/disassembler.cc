#include "engine/program/disassembler.h"

#include <algorithm>
#include <array>

#include "engine/program/hexadecimal.h"
#include "engine/program/scan.h"
#include "engine/program/syntax.h"

namespace trapdoor {

using assembler::compile_syntax;
using assembler::SyntaxItem;

// A pseudo-instruction that stands for one instruction, seen from that instruction.
struct PseudoForm {
  const PseudoRow* row;
  std::string_view suffix;  // of the instruction: ".aq"
  std::vector<SyntaxItem> syntax;
  std::vector<SyntaxItem> meaning;  // along the instruction's own syntax
};

struct RowForm {
  std::vector<SyntaxItem> syntax;
  std::vector<PseudoForm> pseudos;  // in the order to try them
};

struct Disassembler::Tables {
  explicit Tables(const Isa& isa_in)
      : isa(isa_in), assembly(*isa_in.assembly), rows(isa_in.instructions.size()) {
    for (size_t i = 0; i < rows.size(); i++)
      rows[i].syntax = compile_syntax(assembly, isa.instructions[i].operands);
    for (const PseudoRow& form : assembly.pseudos) {
      if (!form.shown) continue;
      assembler::Cursor in{form.meaning};
      std::string_view name = in.take_name();
      for (size_t i = 0; i < rows.size(); i++) {
        const std::string_view own = isa.instructions[i].name;
        if (!name.starts_with(own) || !is_suffix(name.substr(own.size()))) continue;
        rows[i].pseudos.push_back({&form, name.substr(own.size()), compile_syntax(assembly, form.syntax),
                                   compile_syntax(assembly, in.rest())});
      }
    }
  }
  bool is_suffix(std::string_view text) const {
    return text.empty() || std::any_of(assembly.suffixes.begin(), assembly.suffixes.end(),
                                       [&](const SuffixRow& row) { return row.text == text; });
  }

  const Isa& isa;
  const Assembly& assembly;
  std::vector<RowForm> rows;
};

namespace {

// One instruction being written.
class OperandWriter {
 public:
  OperandWriter(const Isa& isa, size_t row, uint32_t word, uint64_t address)
      : isa_(isa), assembly_(*isa.assembly), row_(row), word_(word), address_(address) {}

  std::optional<uint64_t> target;

  std::string plain(const RowForm& form) {
    std::string out(isa_.instructions[row_].name);
    out += suffix();
    std::string operands;
    for (size_t i = 0; i < form.syntax.size(); i++) {
      const SyntaxItem& item = form.syntax[i];
      if (item.operand >= 0 && left_out(form, i)) {
        if (!operands.empty()) operands.resize(operands.size() - 2);  // the comma before it
        break;
      }
      add(operands, item, item.operand >= 0 ? text(operand(item)) : "");
    }
    return operands.empty() ? out : out + " " + operands;
  }

  // Nothing when the instruction is not what the pseudo-instruction means.
  std::optional<std::string> as(const RowForm& form, const PseudoForm& pseudo) {
    if (suffix() != pseudo.suffix || form.syntax.size() != pseudo.meaning.size()) return std::nullopt;
    std::vector<std::pair<std::string_view, std::string>> bound;
    for (size_t i = 0; i < form.syntax.size(); i++) {
      const SyntaxItem& mine = form.syntax[i];
      const SyntaxItem& theirs = pseudo.meaning[i];
      if (mine.operand < 0) {
        if (mine.sign != theirs.sign) return std::nullopt;
        continue;
      }
      std::string value = text(operand(mine));
      if (theirs.operand < 0) {
        if (!same(operand(mine), theirs.word)) return std::nullopt;
        continue;
      }
      std::string_view name = operand(theirs).name;
      auto before = std::find_if(bound.begin(), bound.end(), [&](const auto& b) { return b.first == name; });
      if (before != bound.end() && before->second != value) return std::nullopt;
      bound.push_back({name, value});
    }
    std::string operands;
    for (const SyntaxItem& item : pseudo.syntax) {
      std::string value;
      if (item.operand >= 0) {
        auto found = std::find_if(bound.begin(), bound.end(),
                                  [&](const auto& b) { return b.first == operand(item).name; });
        if (found == bound.end()) return std::nullopt;
        value = found->second;
      }
      add(operands, item, value);
    }
    std::string out(pseudo.row->name);
    return operands.empty() ? out : out + " " + operands;
  }

 private:
  const OperandRow& operand(const SyntaxItem& item) const {
    return assembly_.operands[static_cast<size_t>(item.operand)];
  }

  static void add(std::string& out, const SyntaxItem& item, const std::string& value) {
    if (item.operand >= 0) {
      out += value;
    } else if (item.sign != '\0') {
      out += item.sign;
      if (item.sign == ',') out += ' ';
    } else {
      out += item.word;
    }
  }

  bool left_out(const RowForm& form, size_t i) const {
    const OperandRow& row = operand(form.syntax[i]);
    return row.when_absent >= 0 && i + 1 == form.syntax.size() && number(row) == row.when_absent;
  }

  // The longest suffix whose bits are all set.
  std::string suffix() const {
    std::string best;
    for (const SuffixRow& row : assembly_.suffixes) {
      bool all = true;
      for (std::string_view field : row.fields) {
        if (!field.empty()) all = all && assembly_.get(row_, field, word_) == 1;
      }
      if (all && row.text.size() > best.size()) best = row.text;
    }
    return best;
  }

  int64_t number(const OperandRow& row) const {
    FieldBits field = assembly_.field(row_, row.field);
    uint32_t raw = assembly_.get(row_, row.field, word_);
    int width = field.high + 1 - row.scale;
    if (width <= 0) return 0;
    uint64_t cut = raw >> row.scale;
    if (!row.is_signed) return static_cast<int64_t>(cut);
    return static_cast<int64_t>(cut << (64 - width)) >> (64 - width);
  }

  bool same(const OperandRow& row, std::string_view word) const {
    int64_t value = number(row);
    if (row.kind == OperandKind::letters) return text_of_letters(row, value) == word;
    if (row.kind == OperandKind::name) {
      for (const NameRow& name : row.names()) {
        if (name.name == word) return name.value == value;
      }
      return false;
    }
    return row.kind == OperandKind::number && std::to_string(value) == word;
  }

  static std::string text_of_letters(const OperandRow& row, int64_t value) {
    std::string out;
    for (size_t i = 0; i < row.letters.size(); i++) {
      if (value >> (row.letters.size() - 1 - i) & 1) out += row.letters[i];
    }
    return out.empty() ? "0" : out;
  }

  std::string text(const OperandRow& row) {
    int64_t value = number(row);
    switch (row.kind) {
      case OperandKind::name:
        for (const NameRow& name : row.names()) {
          if (name.value == value) return std::string(name.name);
        }
        return hexadecimal(static_cast<uint64_t>(value));
      case OperandKind::letters:
        return text_of_letters(row, value);
      case OperandKind::target:
        target = address_ + static_cast<uint64_t>(value);
        return hexadecimal(*target);
      case OperandKind::number:
      case OperandKind::symbol:
      case OperandKind::constant:
        break;
    }
    return row.hexadecimal ? hexadecimal(static_cast<uint64_t>(value)) : std::to_string(value);
  }

  const Isa& isa_;
  const Assembly& assembly_;
  size_t row_;
  uint32_t word_;
  uint64_t address_;
};

}  // namespace

Disassembler::Disassembler(const Isa& isa) : tables_(std::make_unique<Tables>(isa)) {}
Disassembler::~Disassembler() = default;
Disassembler::Disassembler(Disassembler&&) noexcept = default;

DisassembledLine Disassembler::at(std::span<const uint8_t> bytes, uint64_t address,
                                  const Program* symbols) const {
  const Isa& isa = tables_->isa;
  DisassembledLine line;
  line.address = address;
  Decoded decoded = isa.decode(bytes);
  line.size = decoded.size;
  line.bits = decoded.bits;
  if (line.size == 0 && !bytes.empty()) {  // cut off: a byte at a time
    line.size = 1;
    line.bits = bytes[0];
  }
  line.row = decoded.row;
  uint32_t word = decoded.bits;
  const InstructionRow* row = decoded.row;
  auto listed = [&] {
    return row >= isa.instructions.data() && row < isa.instructions.data() + isa.instructions.size();
  };
  if (row && !listed()) {
    word = isa.assembly->widen(word);
    const std::array<uint8_t, 4> wide = {static_cast<uint8_t>(word), static_cast<uint8_t>(word >> 8),
                                         static_cast<uint8_t>(word >> 16), static_cast<uint8_t>(word >> 24)};
    row = isa.decode(wide).row;
  }
  if (!row || !listed()) {
    line.row = nullptr;
    line.text = (line.size == 4 ? ".word " : line.size == 2 ? ".half " : ".byte ") + hexadecimal(line.bits);
    return line;
  }
  auto index = static_cast<size_t>(row - isa.instructions.data());
  const RowForm& form = tables_->rows[index];
  OperandWriter writer(isa, index, word, address);
  if (pseudo) {
    for (const PseudoForm& candidate : form.pseudos) {
      std::optional<std::string> text = writer.as(form, candidate);
      if (text && !text->empty()) {
        line.text = *text;
        break;
      }
    }
  }
  if (line.text.empty()) line.text = writer.plain(form);
  line.target = writer.target;
  if (line.target && symbols) line.symbol = symbols->name_of(*line.target);
  return line;
}

std::string disassemble(const Isa& isa, const Program& program, bool pseudo) {
  Disassembler disassembler(isa);
  disassembler.pseudo = pseudo;
  std::string out;
  for (const Section& section : program.sections) {
    if (!section.executable) continue;
    for (size_t at = 0; at < section.bytes.size();) {
      uint64_t address = section.address + at;
      DisassembledLine line = disassembler.at(std::span(section.bytes).subspan(at), address, &program);
      std::string name = program.name_of(address);
      if (!name.empty() && name.find('+') == std::string::npos) out += name + ":\n";
      std::string bits = hexadecimal(line.bits).substr(2);
      bits.insert(0,
                  2 * static_cast<size_t>(line.size) > bits.size()
                      ? 2 * static_cast<size_t>(line.size) - bits.size()
                      : 0,
                  '0');
      bits.resize(8, ' ');
      out += "  " + hexadecimal(address).substr(2) + ": " + bits + "  " + line.text;
      if (!line.symbol.empty()) out += " <" + line.symbol + ">";
      out += "\n";
      at += static_cast<size_t>(line.size);
    }
  }
  return out;
}

}  // namespace trapdoor
