// FileAssembler: from a mnemonic and its operands to code.
// The forms of a mnemonic are tried in the order of the rows; if none fits, the one that came furthest says
// why.
#include <algorithm>
#include <utility>

#include "engine/program/file_assembler.h"
#include "engine/program/nearest.h"

namespace trapdoor::assembler {
namespace {

constexpr int kMaxMeaningDepth = 4;
constexpr int kInside = -1'000'000;  // columns of a meaning's text: before everything a person wrote

bool mismatch(Mismatch& why, int column, std::string message, std::string hint = "",
              bool shape_fits = false) {
  why = {column, shape_fits, std::move(message), std::move(hint), false};
  return false;
}

bool better(const Mismatch& a, const Mismatch& b) {
  if (a.only_value != b.only_value) return a.only_value;
  return a.column != b.column ? a.column > b.column : a.shape_fits && !b.shape_fits;
}

std::string range_text(const OperandRow& row, const Range& range) {
  std::string step = range.step > 1 ? ", a multiple of " + std::to_string(range.step) : "";
  return std::string(row.expected) + " from " + std::to_string(range.low) + " to " +
         std::to_string(range.high) + step + " expected";
}

}  // namespace

void FileAssembler::instruction(std::string_view mnemonic, Cursor& in) {
  if (!job_.syntax.find(mnemonic)) {
    return error(spot_.column + static_cast<int>(mnemonic.data() - in.text.data()),
                 "`" + std::string(mnemonic) + "' is not an instruction or macro known here",
                 hint_for_unknown(mnemonic, in));
  }
  snippet_ = {};
  branch_.reset();
  encoding_ = true;
  encode_depth_ = 0;
  Mismatch why;
  bool ok = encode(mnemonic, in, {}, why);
  encoding_ = false;
  if (!ok) return error(std::max(why.column, 0), why.message, hint_for(mnemonic, in, why));
  if (section().kind == SectionKind::zero) {
    return error(0, "section " + section().name + " holds only zeros, no instructions",
                 "put code into .text");
  }
  warn_of_odd_place();
  note_row();
  if (branch_) {
    emit_stretch(std::move(*branch_));
  } else {
    emit_snippet(snippet_);
  }
}

// Once for the instructions that stand one behind the other.
void FileAssembler::warn_of_odd_place() {
  const InputSection& now = section();
  const bool odd = now.unknown_before.back() == 0 && (now.fixed_size + now.sizes_before.back()) % 2 != 0;
  if (odd && !odd_)
    warn(0, "this instruction begins at an odd address, from where no machine runs it",
         "put .balign 4 in front of it");
  odd_ = odd;
}

bool FileAssembler::encode(std::string_view mnemonic, Cursor in, const Bindings& bindings, Mismatch& why) {
  const std::vector<Form>* forms = job_.syntax.find(mnemonic);
  if (!forms || ++encode_depth_ > kMaxMeaningDepth) return mismatch(why, in.column(), "this has no meaning");
  Mismatch best;
  best.column = INT32_MIN;
  size_t size_before = snippet_.bytes.size(), fixups_before = snippet_.fixups.size();
  const Bindings* outer = std::exchange(bindings_, &bindings);
  for (const Form& form : *forms) {
    std::vector<Operand> operands;
    Mismatch reason;
    if (match(form, in, bindings, operands, reason) && write_form(form, operands, reason)) {
      bindings_ = outer;
      encode_depth_--;
      return true;
    }
    snippet_.bytes.resize(size_before);
    snippet_.fixups.resize(fixups_before);
    if (better(reason, best)) best = reason;
  }
  bindings_ = outer;
  encode_depth_--;
  why = best;
  return false;
}

bool FileAssembler::match(const Form& form, Cursor in, const Bindings& bindings,
                          std::vector<Operand>& operands, Mismatch& why) {
  std::optional<Mismatch> misfit;  // a number out of its range: said if the rest fits
  auto stop = [&] {
    if (misfit) why = *misfit;
    why.only_value = false;
    return false;
  };
  for (const SyntaxItem& item : form.items) {
    in.skip_blanks();
    int column = in.column();
    if (item.operand >= 0) {
      const OperandRow& row = job_.assembly.operands[static_cast<size_t>(item.operand)];
      Operand operand;
      operand.operand = item.operand;
      operand.column = column;
      if (!read_operand(form, row, in, bindings, operand, why)) {
        if (!why.only_value) return stop();
        if (!misfit) misfit = why;
      }
      operands.push_back(operand);
    } else if (item.sign != '\0') {
      if (!in.take(item.sign)) {
        mismatch(why, column, "`" + std::string(1, item.sign) + "' expected, found " + seen(in));
        return stop();
      }
    } else {
      if (in.rest().substr(0, item.word.size()) != item.word || is_name_part(in.peek(item.word.size()))) {
        mismatch(why, column, "`" + std::string(item.word) + "' expected, found " + seen(in));
        return stop();
      }
      in.at += item.word.size();
    }
  }
  in.skip_blanks();
  if (!in.done()) {
    mismatch(why, in.column(), "the end of the instruction expected, found " + seen(in));
    return stop();
  }
  if (!misfit) return true;
  why = *misfit;
  return false;
}

bool FileAssembler::read_operand(const Form& form, const OperandRow& row, Cursor& in,
                                 const Bindings& bindings, Operand& out, Mismatch& why) {
  Cursor ahead = in;
  std::string_view word = ahead.take_name();
  if (!word.empty() && ahead.take('\'')) word = {word.data(), word.size() + 1};  // an operand called "rd'"
  for (const Binding& binding : bindings) {
    if (binding.name != word) continue;
    int operand = out.operand;
    out = binding.operand;
    out.operand = operand;
    in = ahead;
    return check_value(form, row, out, why);
  }
  bool ok = false;
  switch (row.kind) {
    case OperandKind::name:
      ok = read_name(form, row, in, out, why);
      break;
    case OperandKind::letters:
      ok = read_letters(row, in, out, why);
      break;
    case OperandKind::number:
      ok = in.peek() == '%' ? read_modifier(row, in, out, why) : read_value(row, in, out, why);
      break;
    case OperandKind::target:
    case OperandKind::symbol:
    case OperandKind::constant:
      ok = read_value(row, in, out, why);
      break;
  }
  return ok && check_value(form, row, out, why);
}

bool FileAssembler::read_name(const Form& form, const OperandRow& row, Cursor& in, Operand& out,
                              Mismatch& why) {
  Cursor ahead = in;
  std::string_view word = ahead.take_name();
  for (const NameRow& name : row.names()) {
    if (word.empty() || name.name != word) continue;
    out.value = {.constant = name.value};
    in = ahead;
    return true;
  }
  if (row.number_too && (word.empty() || is_defined(word))) {
    ReadExpr read = expression(in);
    Range range =
        form.kind == FormKind::pseudo ? Range{0, INT32_MAX} : range_of(job_.assembly, form.row, row);
    if (read.problem.empty() && read.expr.is_constant() && range.holds(read.expr.constant)) {
      out.value = read.expr;
      return true;
    }
  }
  Nearest nearest(word);
  for (const NameRow& name : row.names()) nearest.offer(name.name);
  return mismatch(why, out.column, std::string(row.expected) + " expected, found " + seen(in),
                  nearest.hint());
}

bool FileAssembler::read_letters(const OperandRow& row, Cursor& in, Operand& out, Mismatch& why) {
  Cursor ahead = in;
  std::string_view word = ahead.take_name();
  int64_t value = 0;
  for (char letter : word) {
    size_t at = row.letters.find(letter);
    int64_t one = at == std::string_view::npos ? 0 : int64_t{1} << (row.letters.size() - 1 - at);
    if (one == 0 || (value & one) != 0) {
      value = 0;
      break;
    }
    value |= one;
  }
  if (word.empty() && ahead.peek() == '0' && !is_name_part(ahead.peek(1))) {  // none of them
    in.take('0');
    return true;
  }
  if (value == 0)
    return mismatch(why, out.column, std::string(row.expected) + " expected, found " + seen(in));
  out.value = {.constant = value};
  in = ahead;
  return true;
}

// %name(expression)
bool FileAssembler::read_modifier(const OperandRow& row, Cursor& in, Operand& out, Mismatch& why) {
  in.at++;
  std::string_view word = in.take_name();
  std::string usable;
  for (size_t i = 0; i < job_.assembly.modifiers.size(); i++) {
    const ModifierRow& modifier = job_.assembly.modifiers[i];
    if (modifier.operand != row.name) continue;
    usable += (usable.empty() ? "%" : " or %") + std::string(modifier.name);
    if (modifier.name == word) out.modifier = static_cast<int>(i);
  }
  if (out.modifier < 0) {
    return mismatch(
        why, out.column,
        "`%" + std::string(word) + "' cannot stand here" + (usable.empty() ? "" : ", only " + usable), "",
        true);
  }
  if (!in.take('(')) return mismatch(why, in.column(), "`(' expected, found " + seen(in), "", true);
  ReadExpr read = expression(in);
  if (!read.problem.empty()) return mismatch(why, read.column, read.problem, read.hint, true);
  if (!in.take(')')) return mismatch(why, in.column(), "`)' expected, found " + seen(in), "", true);
  out.value = read.expr;
  if (out.column < 0) out.column = bound_column_;
  return true;
}

bool FileAssembler::read_value(const OperandRow& row, Cursor& in, Operand& out, Mismatch& why) {
  std::string found = seen(in);
  ReadExpr read = expression(in);
  if (!read.problem.empty()) {
    bool own_words =
        !found.empty() && is_digit(found[found.size() > 1]);  // what is wrong with a number or 1b, or too big
    if (read.column == out.column && !own_words)
      return mismatch(why, out.column, std::string(row.expected) + " expected, found " + found);
    return mismatch(why, read.column, read.problem, read.hint);
  }
  if (row.kind == OperandKind::constant && !read.expr.is_constant()) {
    return mismatch(why, out.column, std::string(row.expected) + " expected, found " + found,
                    "a number that is defined further down is not known yet", true);
  }
  out.value = read.expr;
  return true;
}

// Numbers of an instruction must fit its field. Those of a pseudo-instruction are checked in what it stands
// for.
bool FileAssembler::check_value(const Form& form, const OperandRow& row, const Operand& operand,
                                Mismatch& why) {
  const bool number = row.kind == OperandKind::number || (row.kind == OperandKind::name && row.number_too);
  if (form.kind == FormKind::pseudo || !number || operand.modifier >= 0) return true;
  Range range = range_of(job_.assembly, form.row, row);
  if (!operand.value.is_constant() || range.holds(operand.value.constant)) return true;
  const int64_t wrapped = operand.value.constant - (int64_t{1} << row.wraps);
  if (row.wraps != 0 && wrapped < 0 && range.holds(wrapped)) return true;
  mismatch(why, operand.column, range_text(row, range) + ", found " + std::to_string(operand.value.constant),
           "", true);
  why.only_value = true;
  return false;
}

bool FileAssembler::write_form(const Form& form, const std::vector<Operand>& operands, Mismatch& why) {
  if (form.kind == FormKind::instruction) return write_word(form, operands, why);
  Bindings bindings;
  for (const Operand& operand : operands) {
    bindings.push_back({job_.assembly.operands[static_cast<size_t>(operand.operand)].name, operand});
  }
  if (form.kind == FormKind::pseudo) {
    if (form.meaning[0] != '@') return encode_meaning(parts_of(form.meaning), bindings, why);
    int64_t constant = 0;
    for (const Operand& operand : operands) {
      if (job_.assembly.operands[static_cast<size_t>(operand.operand)].kind == OperandKind::constant)
        constant = operand.value.constant;
    }
    std::vector<std::string> code = job_.assembly.load_constant(form.meaning, constant);
    return encode_meaning({code.begin(), code.end()}, bindings, why);
  }
  // An alternate: its meaning in the instruction's own syntax.
  Form own{FormKind::instruction,
           form.row,
           form.suffix,
           {},
           {},
           compile_syntax(job_.assembly, row_at(job_.isa, form.row).operands)};
  std::vector<Operand> all;
  const Bindings* outer = std::exchange(bindings_, &bindings);
  bool ok = match(own, Cursor{form.meaning, 0, kInside}, bindings, all, why) && write_word(own, all, why);
  bindings_ = outer;
  return ok;
}

bool FileAssembler::encode_meaning(const std::vector<std::string_view>& parts, const Bindings& bindings,
                                   Mismatch& why) {
  for (std::string_view part : parts) {
    Cursor in{part, 0, kInside};
    std::string_view mnemonic = in.take_name();
    if (!encode(mnemonic, in, bindings, why)) return false;
  }
  return true;
}

bool FileAssembler::write_word(const Form& form, const std::vector<Operand>& operands, Mismatch& why) {
  const Assembly& assembly = job_.assembly;
  uint32_t word = assembly.fixed_bits(form.row);
  if (form.suffix) {
    for (std::string_view field : form.suffix->fields) {
      if (!field.empty()) word = assembly.put(form.row, field, word, 1);
    }
  }
  size_t start = snippet_.bytes.size();
  for (const Operand& operand : operands) {
    const OperandRow& row = assembly.operands[static_cast<size_t>(operand.operand)];
    if (row.kind == OperandKind::target && job_.syntax.far_of(form.row) && start == 0 && !branch_) {
      if (!write_branch(form, operands, operand, why)) return false;
      if (branch_ || !snippet_.bytes.empty()) return true;  // done; else near is fine
    }
    if (row.kind != OperandKind::target && operand.value.is_constant() && operand.modifier < 0) {
      word =
          assembly.put(form.row, row.field, word, static_cast<uint32_t>(operand.value.constant) << row.scale);
      continue;
    }
    Fixup fixup;
    fixup.point.offset = start;
    fixup.value = operand.value;
    fixup.spot = spot_at(std::max(operand.column, 0));
    fixup.row = form.row;
    fixup.operand = static_cast<int16_t>(operand.operand);
    fixup.modifier = static_cast<int16_t>(operand.modifier);
    snippet_.fixups.push_back(fixup);
  }
  if (!assembly.fits(form.row, word)) {
    return mismatch(why, operands.empty() ? kInside : operands.back().column,
                    "with these operands it would be another instruction");
  }
  int size = assembly.size(form.row);
  for (int i = 0; i < size; i++) snippet_.bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
  return true;
}

// Decides between a branch and its far form, as GNU as does: near when the target is in this section of this
// file and in reach, far when it is elsewhere. What is not known yet becomes a stretch. Nothing is written
// when near is right.
bool FileAssembler::write_branch(const Form& form, const std::vector<Operand>& operands,
                                 const Operand& target, Mismatch& why) {
  const OperandRow& row = job_.assembly.operands[static_cast<size_t>(target.operand)];
  Range reach = range_of(job_.assembly, form.row, row);
  Evaluator now(job_.object, false);
  Value there = now.evaluate(target.value), from = now.of_place(point());
  bool known = there.known == Known::yes;
  bool elsewhere = known && (there.places != 1 || there.section != section_);
  bool exact = known && !elsewhere && there.unknown == from.unknown;
  if (exact && there.number - from.number >= reach.low && there.number - from.number <= reach.high)
    return true;

  Bindings bindings;
  for (const Operand& operand : operands) {
    bindings.push_back({job_.assembly.operands[static_cast<size_t>(operand.operand)].name, operand});
  }
  branch_.emplace();  // so that the branches inside are written as they are
  Stretch stretch;
  stretch.kind = StretchKind::branch;
  stretch.amount = target.value;
  stretch.reach_low = reach.low;
  stretch.reach_high = reach.high;
  bool ok = encode_meaning(parts_of(job_.syntax.far_of(form.row)->meaning), bindings, why);
  if (!ok) return false;
  if (elsewhere || exact) {
    branch_.reset();
    return true;  // the far form is in snippet_
  }
  stretch.far_code = std::exchange(snippet_, {});
  ok = write_word(form, operands, why);
  stretch.near_code = std::exchange(snippet_, {});
  stretch.size = stretch.near_code.bytes.size();
  branch_ = std::move(stretch);
  return ok;
}

}  // namespace trapdoor::assembler
