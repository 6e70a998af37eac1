#include "engine/program/source_reader.h"

#include <algorithm>

#include "engine/program/scan.h"

namespace trapdoor::assembler {
namespace {

// Copies text, turning comments into blanks so that columns stay.
class Cleaner {
 public:
  Cleaner(std::string_view in, SourceText& out) : in_(in), out_(out) {}

  void run() {
    out_.text.assign(in_.size(), ' ');
    while (at_ < in_.size()) step();
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  void keep(size_t count) {
    for (; count > 0 && at_ < in_.size() && in_[at_] != '\n'; count--, at_++)
      out_.text[at_] = in_[at_] ? in_[at_] : '?';
  }
  void newline() {
    out_.text[at_++] = '\n';
    line_++;
    line_start_ = at_;
  }

  void step() {
    char c = peek();
    if (c == '\n') return newline();
    if (c == '#' || (c == '/' && peek(1) == '/')) return line_comment();
    if (c == '/' && peek(1) == '*') return block_comment();
    if (c == '"') return string();
    if (c == '\'') return character();
    if (c == '\0') {  // not text: let it be seen as a wrong character
      out_.text[at_++] = '?';
      return;
    }
    keep(1);
  }
  // A line for the C preprocessor, which nobody runs here: a comment, but hardly meant as one.
  void note_preprocessor() {
    constexpr std::string_view kWords[] = {"#define", "#include", "#ifdef", "#ifndef", "#if", "#undef"};
    if (out_.preprocessor.size() >= 20) return;
    for (size_t i = line_start_; i < at_; i++) {
      if (in_[i] != ' ' && in_[i] != '\t') return;
    }
    for (std::string_view word : kWords) {
      std::string_view rest = in_.substr(at_);
      if (rest.starts_with(word) && rest.size() > word.size() && rest[word.size()] == ' ')
        out_.preprocessor.push_back({{out_.file, line_, static_cast<int>(at_ - line_start_) + 1}, word});
    }
  }
  void line_comment() {
    if (peek() == '#') note_preprocessor();
    while (at_ < in_.size() && in_[at_] != '\n') at_++;
  }
  void block_comment() {
    Spot start{out_.file, line_, static_cast<int>(at_ - line_start_) + 1};
    for (at_ += 2; at_ < in_.size(); at_++) {
      if (in_[at_] == '*' && peek(1) == '/') {
        at_ += 2;
        return;
      }
      if (in_[at_] != '\n') continue;
      out_.text[at_] = '\n';
      line_++;
      line_start_ = at_ + 1;
    }
    out_.unclosed_comment = start;
  }
  void character() {
    keep(peek(1) == '\\' ? 3 : 2);
    if (peek() == '\'') keep(1);
  }
  void string() {
    keep(1);
    while (at_ < in_.size() && in_[at_] != '\n') {
      char c = in_[at_];
      keep(c == '\\' ? 2 : 1);
      if (c == '"') return;
    }
  }

  std::string_view in_;
  SourceText& out_;
  size_t at_ = 0, line_start_ = 0;
  uint32_t line_ = 1;
};

// Calls piece(start, end) for each statement between newlines and `;` outside quotes. Requires a cleaned
// text.
template <class Piece, class Newline>
void split(std::string_view text, Piece piece, Newline newline) {
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); i++) {
    if (i == text.size() || text[i] == '\n' || text[i] == ';') {
      piece(start, i);
      if (i < text.size() && text[i] == '\n') newline(i + 1);
      start = i + 1;
    } else if (text[i] == '"') {
      for (i++; i < text.size() && text[i] != '"' && text[i] != '\n'; i++)
        i += text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n';
      if (i >= text.size() || text[i] == '\n') i--;  // it does not end: the statement does
    } else if (text[i] == '\'' && i + 1 < text.size() && text[i + 1] != '\n') {
      i += text[i + 1] == '\\' && i + 2 < text.size() && text[i + 2] != '\n' ? 2 : 1;
      if (i + 1 < text.size() && text[i + 1] == '\'') i++;
    }
  }
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

bool begins_with_word(std::string_view text, std::string_view word) {
  Cursor in{text};
  return in.take_name() == word;
}

}  // namespace

std::shared_ptr<const SourceText> cut(uint32_t file, std::string_view text) {
  auto source = std::make_shared<SourceText>();
  source->file = file;
  Cleaner(text, *source).run();
  uint32_t line = 1;
  size_t line_start = 0;
  std::string_view clean = source->text;
  split(
      clean,
      [&](size_t start, size_t end) {
        size_t first = clean.find_first_not_of(" \t\r\f", start);
        if (first >= end || source->pieces.size() > kMaxStatements) return;
        source->pieces.push_back({static_cast<uint32_t>(first),
                                  static_cast<uint32_t>(trim(clean.substr(first, end - first)).size()), line,
                                  static_cast<int>(first - line_start) + 1});
      },
      [&](size_t next) {
        line++;
        line_start = next;
      });
  return source;
}

void SourceReader::push(Input input) {
  if (inputs_.size() >= kMaxNestedInputs) {
    limit_ = Limit::nesting;
    return;
  }
  inputs_.push_back(std::move(input));
}

void SourceReader::push_text(std::shared_ptr<const SourceText> text) {
  Input input;
  input.text = std::move(text);
  push(std::move(input));
}

void SourceReader::push_macro(std::shared_ptr<const Body> body, std::vector<Substitution> arguments,
                              uint64_t call, Spot caller, std::string name) {
  Input input;
  input.body = std::move(body);
  input.substitutions = std::move(arguments);
  input.macro = true;
  input.call = call;
  input.caller = caller;
  input.name = std::move(name);
  push(std::move(input));
}

void SourceReader::push_repetition(std::shared_ptr<const Body> body, uint64_t count,
                                   std::vector<Substitution> each) {
  Input input;
  input.body = std::move(body);
  input.rounds = count;
  input.each = std::move(each);
  std::reverse(input.each.begin(), input.each.end());
  if (!input.each.empty()) input.rounds = input.each.size();
  if (input.body->rows.empty() || !begin_next_round(input)) return;
  push(std::move(input));
}

bool SourceReader::begin_next_round(Input& input) {
  if (input.rounds == 0) return false;
  input.rounds--;
  input.at = 0;
  if (!input.each.empty()) {
    input.substitutions = {input.each.back()};
    input.each.pop_back();
  }
  return true;
}

bool SourceReader::step(Statement& out) {
  Input& input = inputs_.back();
  if (input.text) {
    if (input.at >= input.text->pieces.size()) return false;
    const SourceText::Piece& piece = input.text->pieces[input.at++];
    out.text = std::string_view(input.text->text).substr(piece.start, piece.size);
    out.spot = {input.text->file, piece.line, piece.column};
  } else {
    if (input.at >= input.body->rows.size() && !begin_next_round(input)) return false;
    const Body::Row& row = input.body->rows[input.at++];
    if (!expand(input, row.text)) {
      limit_ = Limit::line;
      return false;
    }
    out.text = expanded_;
    out.spot = input.macro ? input.caller : row.spot;
  }
  bytes_ += out.text.size();
  if (++statements_ > kMaxStatements) limit_ = Limit::statements;
  if (bytes_ > kMaxExpandedBytes) limit_ = Limit::bytes;
  return limit_ == Limit::none;
}

bool SourceReader::next(Statement& out) {
  while (!inputs_.empty() && limit_ == Limit::none) {
    if (step(out)) return true;
    if (limit_ == Limit::none) inputs_.pop_back();
  }
  return false;
}

bool SourceReader::expand(const Input& input, std::string_view text) {
  expanded_.clear();
  for (size_t i = 0; i < text.size();) {
    if (expanded_.size() > kMaxLineBytes) return false;
    if (text[i] != '\\' || i + 1 >= text.size()) {
      expanded_ += text[i++];
      continue;
    }
    Cursor in{text, i + 1};
    if (input.macro && in.peek() == '@') {
      expanded_ += std::to_string(input.call);
      i += 2;
      continue;
    }
    if (in.peek() == '(' && in.peek(1) == ')') {
      i += 3;
      continue;
    }
    std::string_view name = is_name_start(in.peek()) ? in.take_name() : std::string_view{};
    auto found = std::find_if(input.substitutions.begin(), input.substitutions.end(),
                              [&](const Substitution& s) { return s.name == name; });
    if (name.empty() || found == input.substitutions.end()) {
      expanded_ += text[i++];
      continue;
    }
    expanded_ += found->value;
    i = in.at;
  }
  return expanded_.size() <= kMaxLineBytes;
}

bool SourceReader::take_body(std::string_view closer, std::span<const std::string_view> openers, Body& body) {
  int open = 1;
  Statement statement;
  while (!inputs_.empty() && step(statement)) {
    for (std::string_view opener : openers) open += begins_with_word(statement.text, opener);
    if (begins_with_word(statement.text, closer) && --open == 0) return true;
    body.rows.push_back({std::string(statement.text), statement.spot});
  }
  return false;
}

std::string SourceReader::context() const {
  for (size_t i = inputs_.size(); i-- > 0;) {
    if (inputs_[i].macro) return "in macro `" + inputs_[i].name + "': ";
  }
  return "";
}

bool SourceReader::leave_macro() {
  for (size_t i = inputs_.size(); i-- > 0;) {
    if (!inputs_[i].macro) continue;
    inputs_.resize(i);
    return true;
  }
  return false;
}

}  // namespace trapdoor::assembler
