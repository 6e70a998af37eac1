// FileAssembler: directives that decide what is read: macros, repetitions, files, conditions.
#include <algorithm>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {
namespace {

std::string_view trimmed(std::string_view text) {
  size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

// Cuts at commas, and (if asked) at blanks between words; "quotes" around an argument are taken off.
// Like GNU as: blanks beside an operator do not cut, so `m a + 1' has one argument.
std::vector<FileAssembler::Argument> FileAssembler::split_arguments(Cursor& in, bool split_blanks) {
  std::vector<Argument> arguments;
  in.skip_blanks();
  while (!in.done()) {
    std::string argument;
    size_t start = in.at;
    int open = 0;
    if (in.peek() == '"') {
      for (in.at++; !in.done() && in.peek() != '"';) {
        if (in.peek() == '\\') argument += in.text[in.at++];
        if (!in.done()) argument += in.text[in.at++];
      }
      if (!in.done()) in.at++;
    }
    while (!in.done() && in.peek() != ',') {
      char c = in.peek();
      if (c == ' ' || c == '\t') {
        in.skip_blanks();
        bool between = !argument.empty() && (is_name_part(argument.back()) || argument.back() == ')') &&
                       (is_name_part(in.peek()) || in.peek() == '"' || in.peek() == '\\' || in.peek() == '%');
        if (between && split_blanks && open == 0) break;
        if (between) argument += ' ';
        continue;
      }
      open += c == '(' ? 1 : c == ')' && open > 0 ? -1 : 0;
      argument += c;
      in.at++;
      if (c != '\'' && c != '"') continue;
      while (!in.done() && in.peek() != c) argument += in.text[in.at++];
      if (!in.done()) argument += in.text[in.at++];
    }
    bool comma = in.take(',');
    arguments.push_back({std::move(argument), start});
    in.skip_blanks();
    if (comma && in.done()) arguments.push_back({"", in.at});
  }
  return arguments;
}

// .macro name parameter, parameter=standard, parameter:req, parameter:vararg
void FileAssembler::begin_macro(Cursor& in) {
  Macro macro;
  in.skip_blanks();
  int column = in.column();
  std::string name(in.take_name());
  in.take(',');
  bool ok = !name.empty();
  if (!ok) error(column, "the name of the macro expected, found " + seen(in));
  for (in.skip_blanks(); ok && !in.done(); in.skip_blanks()) {
    column = in.column();
    Macro::Parameter parameter;
    parameter.name = in.take_name();
    if (parameter.name.empty()) {
      error(column, "the name of a parameter expected, found " + seen(in));
      break;
    }
    if (in.take(':')) {
      std::string_view kind = in.take_name();
      parameter.required = kind == "req";
      parameter.rest = kind == "vararg";
      if (!parameter.required && !parameter.rest) error(column, "`req' or `vararg' expected after `:'");
    }
    if (in.take('=')) {
      in.skip_blanks();
      Cursor one = in;
      size_t end = in.at;
      bool quoted = one.peek() == '"';
      if (quoted) scan_string(one);
      while (!one.done() && one.peek() != ',' && one.peek() != ' ' && one.peek() != '\t') one.at++;
      end = one.at;
      Cursor part{in.text.substr(in.at, end - in.at)};
      std::vector<Argument> value = split_arguments(part, false);
      if (!value.empty()) parameter.standard = value[0].text;
      in.at = end;
    }
    macro.parameters.push_back(std::move(parameter));
    in.take(',');
  }
  auto body = std::make_shared<Body>();
  constexpr std::string_view kOpeners[] = {".macro"};
  Spot start = spot_;
  if (!reader_.take_body(".endm", kOpeners, *body)) {
    if (reader_.limit() == SourceReader::Limit::none) job_.report(start, "this .macro has no .endm");
    return;
  }
  macro.body = std::move(body);
  if (ok) macros_[name] = std::move(macro);
}

void FileAssembler::call_macro(const Macro& macro, std::string_view name, Cursor& in) {
  std::vector<Substitution> arguments;
  for (const Macro::Parameter& parameter : macro.parameters) arguments.push_back({parameter.name, ""});
  std::vector<bool> given(macro.parameters.size());
  int column = in.column();
  size_t next = 0;
  bool has_rest = !macro.parameters.empty() && macro.parameters.back().rest;
  std::vector<Argument> values = split_arguments(in, true);
  for (size_t i = 0; i < values.size(); i++) {
    std::string& value = values[i].text;
    Cursor named{value};
    std::string_view word = named.take_name();
    size_t at = next;
    if (!word.empty() && named.peek() == '=' && named.peek(1) != '=') {
      for (size_t p = 0; p < arguments.size(); p++) {
        if (arguments[p].name != word) continue;
        at = p;
        value = value.substr(named.at + 1);
        break;
      }
    }
    if (at == next) next++;
    if (has_rest && at + 1 == arguments.size()) {
      arguments[at].value = trimmed(in.text.substr(values[i].at));
      given[at] = true;
      break;
    }
    if (at >= arguments.size()) {
      return error(column, "macro `" + std::string(name) + "' takes " + std::to_string(arguments.size()) +
                               " arguments, found " + std::to_string(values.size()));
    }
    arguments[at].value = std::move(value);
    given[at] = !arguments[at].value.empty();
  }
  for (size_t i = 0; i < arguments.size(); i++) {
    if (given[i]) continue;
    if (macro.parameters[i].required) {
      return error(column,
                   "macro `" + std::string(name) + "' needs a value for `" + macro.parameters[i].name + "'");
    }
    arguments[i].value = macro.parameters[i].standard;
  }
  reader_.push_macro(macro.body, std::move(arguments), macro_calls_++, spot_, std::string(name));
}

void FileAssembler::end_without_begin(Cursor&) {
  error(0, std::string(directive_->name) + " closes nothing",
        directive_->name == ".endm" ? "where is its .macro?" : "where is its .rept?");
}

void FileAssembler::exit_macro(Cursor&) {
  if (!reader_.leave_macro()) return error(0, ".exitm outside of a macro");
  while (!conditions_.empty() && conditions_.back().depth > reader_.depth()) conditions_.pop_back();
}

void FileAssembler::purge_macro(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string name(in.take_name());
  if (macros_.erase(name) == 0) error(column, "there is no macro `" + name + "'");
}

constexpr std::string_view kRepetitions[] = {".rept", ".irp", ".irpc"};

void FileAssembler::repeat(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::optional<int64_t> count = need_number(in);
  bool ok = count && need_end(in);
  if (ok && *count < 0) {
    error(column, "a count expected, found " + std::to_string(*count));
    ok = false;
  }
  auto body = std::make_shared<Body>();
  Spot start = spot_;
  if (!reader_.take_body(".endr", kRepetitions, *body)) {
    if (reader_.limit() == SourceReader::Limit::none) job_.report(start, "this .rept has no .endr");
    return;
  }
  if (ok && *count > 0) reader_.push_repetition(std::move(body), static_cast<uint64_t>(*count), {});
}

// .irp name, values...
void FileAssembler::repeat_each(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string name(in.take_name());
  in.take(',');
  std::vector<Substitution> each;
  if (directive_->argument != 0) {
    for (char c : trimmed(in.rest())) each.push_back({name, std::string(1, c)});
  } else {
    for (Argument& value : split_arguments(in, true)) each.push_back({name, std::move(value.text)});
  }
  if (name.empty()) error(column, "a name expected, found " + seen(in));
  auto body = std::make_shared<Body>();
  Spot start = spot_;
  if (!reader_.take_body(".endr", kRepetitions, *body)) {
    if (reader_.limit() == SourceReader::Limit::none) job_.report(start, "this repetition has no .endr");
    return;
  }
  if (each.empty()) each.push_back({name, ""});  // like GNU as: once, with nothing
  if (!name.empty()) reader_.push_repetition(std::move(body), 0, std::move(each));
}

void FileAssembler::include(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  if (in.peek() != '"') return error(column, "a file name in \"quotes\" expected, found " + seen(in));
  std::optional<std::string> name = scan_string(in);
  if (!name) return error(column, "this string does not end", "close it with \"");
  if (!need_end(in)) return;
  std::optional<std::string> text = job_.options.include ? job_.options.include(*name) : std::nullopt;
  if (!text)
    return error(column, "there is no file \"" + *name + "\"", "is it in the folder, and spelt like this?");
  auto source = cut(job_.file_number(*name), *text);
  warn_of_preprocessor(*source);
  if (source->unclosed_comment.line)
    job_.report(source->unclosed_comment, "this comment does not end", "close it with */");
  reader_.push_text(std::move(source));
}

void FileAssembler::stop(Cursor&) {
  conditions_.clear();
  reader_.stop();
}

void FileAssembler::condition(Cursor& in) {
  Condition added;
  added.parent = conditions_.empty() || conditions_.back().active;
  added.active = added.parent && holds(directive_->name, in);
  added.done = added.active;
  added.depth = reader_.depth();
  added.spot = spot_;
  if (conditions_.size() >= 10'000) return error(0, "too many .if inside each other");
  conditions_.push_back(added);
}

void FileAssembler::condition_else(Cursor& in) {
  if (conditions_.empty()) return error(0, std::string(directive_->name) + " without .if");
  Condition& now = conditions_.back();
  if (now.seen_else) return error(0, std::string(directive_->name) + " after .else");
  bool plain = directive_->argument == 0;
  now.seen_else = plain;
  now.active = now.parent && !now.done && (plain || holds(".if", in));
  now.done = now.done || now.active;
}

void FileAssembler::condition_end(Cursor&) {
  if (conditions_.empty()) return error(0, ".endif without .if");
  conditions_.pop_back();
}

bool FileAssembler::holds(std::string_view directive, Cursor& in) {
  std::string_view what = directive.substr(3);
  if (what == "def" || what == "ndef" || what == "notdef") {
    in.skip_blanks();
    int column = in.column();
    std::string_view word = in.take_name();
    if (word.empty()) error(column, "a name expected, found " + seen(in));
    return is_defined(word) == (what == "def");
  }
  if (what == "b" || what == "nb") return trimmed(in.rest()).empty() == (what == "b");
  if (what == "c" || what == "nc") {
    size_t comma = in.rest().find(',');
    if (comma == std::string_view::npos) {
      error(in.column(), "two texts with a `,' between them expected");
      return false;
    }
    return (trimmed(in.rest().substr(0, comma)) == trimmed(in.rest().substr(comma + 1))) == (what == "c");
  }
  if (what == "eqs" || what == "nes") {
    in.skip_blanks();
    std::optional<std::string> left, right;
    if (in.peek() == '"') left = scan_string(in);
    if (left && in.take(',')) in.skip_blanks();
    if (left && in.peek() == '"') right = scan_string(in);
    if (!right) error(in.column(), "two strings in \"quotes\" with a `,' between them expected");
    return right && (*left == *right) == (what == "eqs");
  }
  std::optional<int64_t> number = need_number(in);
  if (!number || !need_end(in)) return false;
  if (what == "eq") return *number == 0;
  if (what == "lt") return *number < 0;
  if (what == "le") return *number <= 0;
  if (what == "gt") return *number > 0;
  if (what == "ge") return *number >= 0;
  return *number != 0;
}

}  // namespace trapdoor::assembler
