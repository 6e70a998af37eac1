#include "engine/program/syntax.h"

#include "engine/program/scan.h"

namespace trapdoor::assembler {

const InstructionRow& row_at(const Isa& isa, size_t row) {
  const size_t full = isa.instructions.size();
  return row < full ? isa.instructions[row] : isa.assembly->short_rows()[row - full];
}

std::vector<SyntaxItem> compile_syntax(const Assembly& assembly, std::string_view syntax) {
  std::vector<SyntaxItem> items;
  Cursor in{syntax};
  for (in.skip_blanks(); !in.done(); in.skip_blanks()) {
    size_t start = in.at;
    while (is_name_part(in.peek()) || (in.at == start && (in.peek() == '-' || in.peek() == '%'))) in.at++;
    if (in.at == start) {
      items.push_back({.sign = in.text[in.at++], .word = {}});
      continue;
    }
    if (in.peek() == '\'') in.at++;  // "rd'": a register of a few
    SyntaxItem item{.word = syntax.substr(start, in.at - start)};
    for (size_t i = 0; i < assembly.operands.size(); i++) {
      if (assembly.operands[i].name == item.word) item.operand = static_cast<int>(i);
    }
    if (item.operand >= 0) item.word = {};
    items.push_back(item);
  }
  return items;
}

SyntaxTable::SyntaxTable(const Isa& isa) : far_(isa.instructions.size() + isa.assembly->short_rows().size()) {
  const Assembly& assembly = *isa.assembly;
  for (uint32_t row = 0; row < far_.size(); row++) {
    for (const FarRow& far : assembly.far) {
      if (far.name == row_at(isa, row).name) far_[row] = &far;
    }
    add_instruction(isa, row, nullptr);
    for (const SuffixRow& suffix : assembly.suffixes) {
      bool fits = true;
      for (std::string_view field : suffix.fields)
        fits = fits && (field.empty() || assembly.field(row, field).high >= 0);
      if (fits) add_instruction(isa, row, &suffix);
    }
  }
  for (uint32_t i = 0; i < assembly.pseudos.size(); i++) {
    const PseudoRow& pseudo = assembly.pseudos[i];
    add(std::string(pseudo.name), {FormKind::pseudo, i, nullptr, pseudo.meaning, pseudo.syntax, {}});
  }
  for (auto& [name, forms] : forms_) {
    for (Form& form : forms) form.items = compile_syntax(assembly, form.syntax);
  }
}

void SyntaxTable::add(std::string name, Form form) {
  auto [found, fresh] = forms_.try_emplace(std::move(name));
  if (fresh) names_.push_back(found->first);
  found->second.push_back(std::move(form));
}

void SyntaxTable::add_instruction(const Isa& isa, uint32_t row, const SuffixRow* suffix) {
  const InstructionRow& instruction = row_at(isa, row);
  std::string name(instruction.name);
  if (suffix) name += suffix->text;
  add(name, {FormKind::instruction, row, suffix, {}, instruction.operands, {}});
  for (const AlternateRow& alternate : isa.assembly->alternates) {
    if (alternate.of != instruction.operands) continue;
    add(name, {FormKind::alternate, row, suffix, alternate.meaning, alternate.syntax, {}});
  }
}

const std::vector<Form>* SyntaxTable::find(std::string_view mnemonic) const {
  auto found = forms_.find(std::string(mnemonic));
  return found == forms_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> parts_of(std::string_view meaning) {
  std::vector<std::string_view> parts;
  while (!meaning.empty()) {
    size_t end = meaning.find("; ");
    parts.push_back(meaning.substr(0, end));
    meaning = end == std::string_view::npos ? std::string_view{} : meaning.substr(end + 2);
  }
  return parts;
}

Range range_of(const Assembly& assembly, size_t row, const OperandRow& operand) {
  FieldBits field = assembly.field(row, operand.field);
  if (field.high < 0) return {};
  int high = field.high - operand.scale;
  int low = field.low > operand.scale ? field.low - operand.scale : 0;
  int64_t step = int64_t{1} << low;
  if (operand.is_signed) return {-(int64_t{1} << high), (int64_t{1} << high) - step, step};
  return {0, (int64_t{1} << (high + 1)) - step, step};
}

}  // namespace trapdoor::assembler
