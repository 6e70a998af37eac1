#include "engine/program/c_outline.h"

namespace trapdoor {
namespace {

constexpr size_t npos = std::string_view::npos;

class Reader {
 public:
  Reader(std::string_view text, COutline& out) : text_(text), out_(out) {
    for (at_ = 0; at_ < text_.size(); at_++) step();
    if (depth_ > 0) out_.brace = outermost_;
    if (!conditions_.empty()) out_.condition = conditions_.back();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '#' && first_in_line()) return directive();
    if (text_.substr(at_, 2) == "//") return skip_line();
    if (text_.substr(at_, 2) == "/*") return skip_comment();
    if (c == '"' || c == '\'') return skip_quoted(c);
    if (c == '{' && depth_++ == 0) {
      outermost_ = at_;
      is_body_ = last_ == ')';
    }
    if (c == '}' && depth_ > 0 && --depth_ == 0 && is_body_) out_.bodies.push_back({outermost_, at_});
    if (depth_ == 0) outside(c);
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') last_ = c;
  }

  // A value that goes on in another line, but in brackets, has more likely lost its ; than not.
  void outside(char c) {
    brackets_ += (c == '(' || c == '[') - (c == ')' || c == ']');
    if (c == '=') value_ = at_;
    if ((c == ';' || (c == ',' && brackets_ <= 0)) && value_ != npos) out_.values.push_back({value_, at_});
    if (c == ';' || c == ',' || c == '\n') value_ = npos;
    if (c == ';') brackets_ = 0;
  }

  bool first_in_line() const {
    size_t at = at_;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) at--;
    return at == 0 || text_[at - 1] == '\n';
  }

  void directive() {
    size_t word = at_ + 1;
    while (word < text_.size() && (text_[word] == ' ' || text_[word] == '\t')) word++;
    if (text_.substr(word, 2) == "if") conditions_.push_back(at_);
    if (text_.substr(word, 5) == "endif" && !conditions_.empty()) conditions_.pop_back();
    skip_line();
  }

  void skip_line() {
    size_t end = text_.find('\n', at_);
    while (end != npos && end > 0 && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
    at_ = end == npos ? text_.size() : end;
  }
  void skip_comment() {
    size_t end = text_.find("*/", at_ + 2);
    if (end == npos) out_.comment = at_;
    at_ = end == npos ? text_.size() : end + 1;
  }
  void skip_quoted(char quote) {
    for (at_++; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; at_++) {
      if (text_[at_] == '\\') at_++;
    }
    last_ = quote;
  }

  std::string_view text_;
  COutline& out_;
  size_t at_ = 0, outermost_ = 0;
  bool is_body_ = false;
  int depth_ = 0, brackets_ = 0;
  size_t value_ = npos;
  char last_ = 0;
  std::vector<size_t> conditions_;
};

}  // namespace

COutline::COutline(std::string_view text) { Reader(text, *this); }

}  // namespace trapdoor
