#include "engine/program/file_assembler.h"

#include <algorithm>

#include "engine/program/directives.h"
#include "engine/program/nearest.h"

namespace trapdoor::assembler {

Job::Job(const Isa& isa_in, const AssemblerOptions& options_in)
    : isa(isa_in), assembly(*isa_in.assembly), options(options_in), syntax(isa_in) {
  for (const OperandRow& row : assembly.operands) {
    if (row.kind != OperandKind::name || row.number_too) continue;
    for (const NameRow& name : row.names()) registers.emplace(name.name);
  }
  for (const auto& [name, value] : options.symbols) predefined[name] = value;
}

uint32_t Job::file_number(std::string_view name) {
  for (size_t i = 0; i < object.files.size(); i++) {
    if (object.files[i] == name) return static_cast<uint32_t>(i);
  }
  object.files.emplace_back(name);
  return static_cast<uint32_t>(object.files.size() - 1);
}

void Job::report(const Spot& spot, std::string message, std::string hint, Severity severity) {
  if (diagnostics.size() >= kMaxDiagnostics) {
    stopped = true;
    return;
  }
  diagnostics.push_back({object.files[spot.file], static_cast<int>(spot.line), spot.column,
                         std::move(message), std::move(hint), severity});
}

std::string Job::hint_for(std::string_view name) const {
  Nearest nearest(name);
  for (const OperandRow& row : assembly.operands) {
    if (row.kind != OperandKind::name || row.number_too) continue;
    for (const NameRow& register_name : row.names()) nearest.offer(register_name.name);
  }
  for (const auto& [word, value] : predefined) nearest.offer(word);
  for (const SymbolEntry& symbol : object.symbols) {
    if (symbol.state != SymbolState::undefined && !symbol.hidden) nearest.offer(symbol.name);
  }
  return nearest.hint();
}

FileAssembler::FileAssembler(Job& job, int file) : job_(job), file_(file) {
  switch_to(section_named(".text", std::nullopt, false));
  previous_section_ = section_;
}

void FileAssembler::run(const Source& source) {
  uint32_t file = job_.file_number(source.name);
  spot_ = {file, 0, 0};
  auto text = cut(file, source.text);
  if (text->unclosed_comment.line)
    job_.report(text->unclosed_comment, "this comment does not end", "close it with */");
  warn_of_preprocessor(*text);
  reader_.push_text(std::move(text));
  Statement next;
  while (!job_.stopped && reader_.next(next)) {
    follows_ = next.spot.line == spot_.line && next.spot.file == spot_.file;
    spot_ = next.spot;
    word_column_ = 0;
    statement(next);
  }
  check_conditions(0);
  pad_code();
  switch (reader_.limit()) {
    case SourceReader::Limit::none:
      break;
    case SourceReader::Limit::nesting:
      error(0, "macros, repetitions and files are nested too deeply", "does a macro call itself?");
      break;
    case SourceReader::Limit::statements:
    case SourceReader::Limit::bytes:
      error(0, "this source is too big once it is expanded", "does a macro or .rept go on for ever?");
      break;
    case SourceReader::Limit::line:
      error(0, "a macro made a line that is too long");
      break;
  }
  if (reader_.limit() != SourceReader::Limit::none) job_.stopped = true;
}

void FileAssembler::warn_of_preprocessor(const SourceText& text) {
  for (const auto& [spot, word] : text.preprocessor) {
    std::string_view instead = word == "#define"    ? ".equ name, number"
                               : word == "#include" ? ".include \"file\""
                                                    : ".if, .ifdef and .endif";
    job_.report(spot, "`" + std::string(word) + "' is a comment here: there is no C preprocessor",
                "write " + std::string(instead), Severity::warning);
  }
}

// Like GNU as: a section of code ends at a multiple of its alignment.
void FileAssembler::pad_code() {
  for (size_t i = 0; i < job_.object.sections.size(); i++) {
    const InputSection& code = job_.object.sections[i];
    if (code.file != file_ || !code.executable) continue;
    section_ = static_cast<int32_t>(i);
    Stretch stretch;
    stretch.align = code.align;
    stretch.code_fill = true;
    emit_align(stretch);
  }
}

// Column 0: the statement as a whole.
Spot FileAssembler::spot_at(int column) const {
  return {spot_.file, spot_.line, column == 0 ? word_column_ : column};
}

void FileAssembler::error(int column, std::string message, std::string hint) {
  job_.report(spot_at(column), reader_.context() + message, std::move(hint));
}

void FileAssembler::warn(int column, std::string message, std::string hint) {
  job_.report(spot_at(column), reader_.context() + message, std::move(hint), Severity::warning);
}

void FileAssembler::statement(const Statement& next) {
  Cursor in{next.text, 0, next.spot.column};
  if (!conditions_.empty()) check_conditions(reader_.depth());
  bool skipping = !conditions_.empty() && !conditions_.back().active;
  while (!skipping && take_label(in)) {
  }
  in.skip_blanks();
  if (in.done()) return;
  word_column_ = in.column();
  if (!skipping && take_assignment(in)) return;
  int column = in.column();
  std::string_view word = in.take_name();
  if (word.empty()) {
    if (!skipping) error(column, "an instruction, a directive or a label expected, found " + seen(in));
    return;
  }
  const DirectiveRow* directive = word[0] == '.' ? find_directive(word) : nullptr;
  if (skipping && !(directive && is_conditional(*directive))) return;
  auto macro = macros_.find(std::string(word));
  if (macro != macros_.end()) {
    Macro called = macro->second;  // a macro may redefine itself
    return call_macro(called, word, in);
  }
  if (directive) {
    directive_ = directive;
    return (this->*directive->act)(in);
  }
  if (word[0] == '.' && !job_.syntax.find(word)) {
    Nearest nearest(word);
    for (const DirectiveRow& row : directives()) nearest.offer(row.name);
    return error(column, "`" + std::string(word) + "' is not a directive known here", nearest.hint());
  }
  instruction(word, in);
}

// A name or number followed by a colon.
bool FileAssembler::take_label(Cursor& in) {
  in.skip_blanks();
  Cursor ahead = in;
  if (is_digit(ahead.peek())) {
    uint64_t number = 0;
    while (is_digit(ahead.peek()))
      number =
          std::min<uint64_t>(number * 10 + static_cast<uint64_t>(ahead.text[ahead.at++] - '0'), 1u << 30);
    if (!ahead.take(':')) return false;
    LocalLabel& label = local_labels_[static_cast<uint32_t>(number)];
    int32_t symbol = label.next;
    if (symbol < 0) {
      symbol = static_cast<int32_t>(job_.object.symbols.size());
      SymbolEntry entry;
      entry.name = std::to_string(number);
      entry.file = file_;
      entry.hidden = true;
      job_.object.symbols.push_back(entry);
    }
    define_label(symbol, spot_at(in.column()));
    label = {.last = symbol, .next = -1};
    in = ahead;
    return true;
  }
  std::string_view word = ahead.take_name();
  if (word.empty() || !ahead.take(':')) return false;
  if (word == ".") {
    error(in.column(), "`.' is the current address; it cannot be a label");
  } else if (job_.registers.count(std::string(word))) {
    error(in.column(), "`" + std::string(word) + "' is a register; a label needs another name");
  } else {
    define_label(symbol_named(word), spot_at(in.column()));
  }
  in = ahead;
  return true;
}

// name = expression
bool FileAssembler::take_assignment(Cursor& in) {
  Cursor ahead = in;
  std::string_view word = ahead.take_name();
  if (word.empty() || !ahead.take('=')) return false;
  bool once = ahead.peek() == '=';
  if (once) ahead.at++;
  std::optional<Expr> value = need_expression(ahead);
  if (!value || !need_end(ahead)) return true;
  if (word == ".") {
    Stretch stretch;
    stretch.kind = StretchKind::origin;
    stretch.amount = *value;
    emit_stretch(stretch);
  } else {
    equate(word, *value, !once);
  }
  return true;
}

void FileAssembler::define_label(int32_t id, const Spot& spot) {
  SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(id)];
  if (symbol.state != SymbolState::undefined) {
    return error(spot.column, "`" + symbol.name + "' is already defined in line " +
                                  std::to_string(symbol.spot.line) + " of " +
                                  job_.object.files[symbol.spot.file]);
  }
  symbol.state = SymbolState::place;
  symbol.point = point();
  symbol.spot = spot;
}

void FileAssembler::equate(std::string_view word, Expr value, bool redefine) {
  if (job_.registers.count(std::string(word))) {
    return error(spot_.column, "`" + std::string(word) + "' is a register; a number needs another name");
  }
  SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(symbol_named(word))];
  if (symbol.state == SymbolState::place || (symbol.state == SymbolState::equated && !redefine)) {
    return error(spot_.column,
                 "`" + symbol.name + "' is already defined in line " + std::to_string(symbol.spot.line));
  }
  symbol.state = SymbolState::equated;
  symbol.expr = value;
  symbol.spot = spot_;
}

int32_t FileAssembler::symbol_named(std::string_view word) {
  auto [found, fresh] =
      names_.try_emplace(std::string(word), static_cast<int32_t>(job_.object.symbols.size()));
  if (fresh) {
    SymbolEntry entry;
    entry.name = word;
    entry.file = file_;
    entry.spot = spot_;
    job_.object.symbols.push_back(std::move(entry));
  }
  return found->second;
}

bool FileAssembler::is_defined(std::string_view word) {
  auto found = names_.find(std::string(word));
  if (found != names_.end() &&
      job_.object.symbols[static_cast<size_t>(found->second)].state != SymbolState::undefined) {
    return true;
  }
  return job_.predefined.count(std::string(word)) != 0;
}

// A symbol that was set stands for its value of this moment; others for what they will be.
Expr FileAssembler::name(std::string_view word, std::string& problem) {
  if (bindings_) {
    for (const Binding& binding : *bindings_) {
      if (binding.name != word) continue;
      bound_column_ = binding.operand.column;
      return binding.operand.value;
    }
  }
  if (job_.registers.count(std::string(word))) {
    problem = "`" + std::string(word) + "' is a register; a number or a label expected";
    return {};
  }
  int32_t id = symbol_named(word);
  const SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(id)];
  if (symbol.state == SymbolState::equated) return symbol.expr;
  if (symbol.state == SymbolState::undefined) {
    auto known = job_.predefined.find(symbol.name);
    if (known != job_.predefined.end()) return {.constant = static_cast<int64_t>(known->second)};
  }
  return job_.object.pool.symbol(id);
}

Expr FileAssembler::local_label(uint32_t number, bool forward, std::string& problem) {
  LocalLabel& label = local_labels_[number];
  if (!forward) {
    if (label.last < 0) {
      problem = "there is no label `" + std::to_string(number) + ":' before this line";
      return {};
    }
    return job_.object.pool.symbol(label.last);
  }
  if (label.next < 0) {
    label.next = static_cast<int32_t>(job_.object.symbols.size());
    SymbolEntry entry;
    entry.name = std::to_string(number) + "f";
    entry.file = file_;
    entry.hidden = true;
    job_.object.symbols.push_back(entry);
  }
  return job_.object.pool.symbol(label.next);
}

Point FileAssembler::point() const {
  const InputSection& now = job_.object.sections[static_cast<size_t>(section_)];
  return {now.fixed_size, section_, static_cast<uint32_t>(now.stretches.size())};
}

Expr FileAssembler::here() {
  Point place = point();
  if (encoding_) place.offset += snippet_.bytes.size();
  return job_.object.pool.place(place);
}

// What can be computed already is replaced by its number.
Expr FileAssembler::fold(Expr expr) {
  if (expr.is_constant()) return expr;
  Value value = Evaluator(job_.object, false).evaluate(expr);
  return value.plain() ? Expr{.constant = value.number} : expr;
}

ReadExpr FileAssembler::expression(Cursor& in) {
  if (job_.object.pool.full()) {
    job_.stopped = true;
    return {
        .expr = {}, .problem = "this program has too many expressions", .hint = "", .column = in.column()};
  }
  ReadExpr read = read_expression(in, *this, job_.object.pool);
  if (read.problem.empty()) read.expr = fold(read.expr);
  return read;
}

std::optional<Expr> FileAssembler::need_expression(Cursor& in) {
  ReadExpr read = expression(in);
  if (read.problem.empty()) return read.expr;
  error(read.column, read.problem, read.hint);
  return std::nullopt;
}

std::optional<int64_t> FileAssembler::need_number(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::optional<Expr> expr = need_expression(in);
  if (!expr) return std::nullopt;
  if (expr->is_constant()) return expr->constant;
  error(column, "this number must be known here, and it depends on what comes later",
        "define the symbols it uses above this line");
  return std::nullopt;
}

bool FileAssembler::need_end(Cursor& in) {
  in.skip_blanks();
  if (in.done()) return true;
  error(in.column(), "the end of the line expected, found " + seen(in));
  return false;
}

bool FileAssembler::need_comma(Cursor& in) {
  if (in.take(',')) return true;
  in.skip_blanks();
  error(in.column(), "`,' expected, found " + seen(in));
  return false;
}

void FileAssembler::check_conditions(size_t depth) {
  while (!conditions_.empty() && conditions_.back().depth > depth) {
    job_.report(conditions_.back().spot, "this .if has no .endif");
    conditions_.pop_back();
  }
}

}  // namespace trapdoor::assembler
