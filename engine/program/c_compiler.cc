// The Compiler of compiler.h over libtcc. Not part of the library `engine`: the page has it in a module of its own.
//
// libtcc stops at its first error that it cannot pass over. To see more of them, the body of the function in which it
// stopped becomes a `;` and everything is compiled once more, until nothing new is found.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <tuple>

#include "engine/program/c_words.h"
#include "engine/program/compiler.h"
#include "libtcc.h"

namespace trapdoor {
namespace {

constexpr int kMaxRounds = 20;
constexpr size_t kMaxDiagnostics = 100;
constexpr size_t kMaxSourceBytes = 2u << 20;
constexpr size_t kMaxRetryBytes = 256u << 10;  // a bigger source is compiled once
constexpr unsigned long kMemoryBytes = 32u << 20;
constexpr unsigned long kWork = 3'000'000;  // tokens read, expanded and copied, in all rounds

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "a/./b/../c" -> "a/c"; leading ".." stay.
std::string plain_path(std::string_view path) {
  std::vector<std::string_view> parts;
  bool absolute = path.starts_with('/');
  for (size_t at = 0; at <= path.size();) {
    size_t end = std::min(path.find('/', at), path.size());
    std::string_view part = path.substr(at, end - at);
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = end + 1;
  }
  std::string out = absolute ? "/" : "";
  for (size_t i = 0; i < parts.size(); i++) out += (i ? "/" : "") + std::string(parts[i]);
  return out;
}

struct Body {
  size_t open = 0, close = 0;  // of the braces
};

// The function bodies of a source: outermost braces after a `)`.
class Outline {
 public:
  explicit Outline(std::string_view text) : text_(text) {
    for (at_ = 0; at_ < text_.size(); at_++) step();
  }
  std::vector<Body> bodies;

 private:
  void step() {
    char c = text_[at_];
    bool line_start = at_ == 0 || text_[at_ - 1] == '\n';
    if (c == '#' && line_start) return skip_to("\n");
    if (text_.substr(at_, 2) == "//") return skip_to("\n");
    if (text_.substr(at_, 2) == "/*") return skip_to("*/");
    if (c == '"' || c == '\'') return skip_quoted(c);
    if (c == '{' && depth_++ == 0) open_ = last_ == ')' ? at_ : std::string_view::npos;
    if (c == '}' && depth_ > 0 && --depth_ == 0 && open_ != std::string_view::npos)
      bodies.push_back({open_, at_});
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') last_ = c;
  }
  void skip_to(std::string_view end) {
    size_t found = text_.find(end, at_ + 1);
    while (end == "\n" && found != std::string_view::npos && found > 0 && text_[found - 1] == '\\')
      found = text_.find(end, found + 1);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size() - 1;
  }
  void skip_quoted(char quote) {
    for (at_++; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; at_++) {
      if (text_[at_] == '\\') at_++;
    }
    last_ = quote;
  }

  std::string_view text_;
  size_t at_ = 0, open_ = 0;
  int depth_ = 0;
  char last_ = 0;
};

size_t start_of_line(std::string_view text, int line) {
  size_t at = 0;
  for (int i = 1; i < line && at < text.size(); i++) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

// True when the body around the line was taken out.
bool take_out_body(std::string& text, int line) {
  size_t from = start_of_line(text, line), to = start_of_line(text, line + 1);
  for (const Body& body : Outline(text).bodies) {
    if (body.open >= to || body.close < from || body.close - body.open < 1) continue;
    for (size_t i = body.open; i <= body.close; i++) {
      if (text[i] != '\n') text[i] = ' ';
    }
    text[body.open] = ';';
    return true;
  }
  return false;
}

class Compile {
 public:
  Compile(const CFiles& files, const std::string& name) : files_(files), name_(name) {}

  Compiled run() {
    auto source = files_.find(name_);
    if (source == files_.end()) {
      add({name_, 0, 0, "there is no such file", "", Severity::error});
      return std::move(out_);
    }
    text_ = source->second;
    for (int round = 0; round < kMaxRounds && work_left_ > 0; round++) {
      stopped_.reset();
      unknown_type_.reset();
      out_.object.clear();
      TCCHost host{this, open, report, write, kMemoryBytes, work_left_};
      int result = tcc_compile_object(&host, name_.c_str(), "-g -Wall");
      if (result == 0 && !failed_) break;
      out_.object.clear();
      failed_ = true;
      if (!stopped_ || stopped_->file != name_ || stopped_->line <= 0 || text_.size() > kMaxRetryBytes) break;
      if (!take_out_body(text_, stopped_->line) && !(unknown_type_ && make_int(*unknown_type_))) break;
      work_left_ -= kWork / kMaxRounds;
    }
    if (failed_) out_.object.clear();
    auto place = [&](const Diagnostic& d) {
      auto file = std::find(out_.used.begin(), out_.used.end(), d.file) - out_.used.begin();
      return std::make_tuple(file, d.line, d.column);
    };
    std::stable_sort(out_.diagnostics.begin(), out_.diagnostics.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    return std::move(out_);
  }

 private:
  static const char* open(void* self, const char* name, unsigned long* length) {
    return static_cast<Compile*>(self)->find(name, *length);
  }
  static void report(void* self, int severity, const char* file, int line, int column, const char* message) {
    static_cast<Compile*>(self)->note(severity, file, line, column, message);
  }
  static void write(void* self, const void* bytes, unsigned long length) {
    auto from = static_cast<const uint8_t*>(bytes);
    static_cast<Compile*>(self)->out_.object.assign(from, from + length);
  }

  const char* find(std::string_view wanted, unsigned long& length) {
    const std::string* text = nullptr;
    std::string name = plain_path(wanted);
    auto exact = files_.find(name);
    if (exact != files_.end()) text = &exact->second;
    if (wanted.starts_with("*/")) {
      for (const auto& [path, content] : files_) {
        if (text || path.starts_with('/') || last_part(path) != last_part(wanted)) continue;
        name = path;
        text = &content;
      }
    }
    if (name == name_) text = &text_;
    if (!text) return nullptr;
    if (std::find(out_.used.begin(), out_.used.end(), name) == out_.used.end()) out_.used.push_back(name);
    if (text->size() > kMaxSourceBytes) {
      add({name, 0, 0, "this file is too big: more than 2 MiB", "", Severity::error});
      length = 0;
      return "";
    }
    length = text->size();
    return text->data();
  }

  void note(int severity, const char* file, int line, int column, const char* message) {
    Diagnostic diagnostic{plain_path(file), line, column,
                          message,          "",   severity ? Severity::error : Severity::warning};
    if (diagnostic.file.starts_with("*/")) diagnostic.file = found_name(diagnostic.file);
    std::string_view line_of = line_text(diagnostic);
    auto type = unknown_type(line_of, diagnostic);
    if (severity == 2) {
      stopped_ = diagnostic;
      if (type) unknown_type_ = std::string(*type);
    }
    type ? explain_unknown_type(*type, line_of, diagnostic) : explain_c(line_of, diagnostic);
    explain_header(files_, diagnostic);
    add(std::move(diagnostic));
  }

  // Every "foo" becomes "int", so that what is declared with it is known.
  bool make_int(const std::string& word) {
    auto letter = [&](size_t at) {
      return at < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at])) || text_[at] == '_');
    };
    bool done = false;
    for (size_t at = text_.find(word); at != std::string::npos; at = text_.find(word, at + 1)) {
      if ((at > 0 && letter(at - 1)) || letter(at + word.size())) continue;
      text_.replace(at, word.size(), "int" + std::string(word.size() < 3 ? 0 : word.size() - 3, ' '));
      done = true;
    }
    return done;
  }

  std::string found_name(std::string_view wanted) const {
    for (const std::string& name : out_.used) {
      if (last_part(name) == last_part(wanted)) return name;
    }
    return std::string(last_part(wanted));
  }

  std::string_view line_text(const Diagnostic& at) const {
    auto file = files_.find(at.file);
    if (file == files_.end() || at.line <= 0) return {};
    std::string_view text = file->second;
    text.remove_prefix(start_of_line(text, at.line));
    return text.substr(0, text.find('\n'));
  }

  void add(Diagnostic diagnostic) {
    failed_ = failed_ || diagnostic.severity == Severity::error;
    Diagnostics& all = out_.diagnostics;
    if (all.size() < kMaxDiagnostics && std::find(all.begin(), all.end(), diagnostic) == all.end())
      all.push_back(std::move(diagnostic));
  }

  const CFiles& files_;
  std::string name_, text_;
  unsigned long work_left_ = kWork;
  bool failed_ = false;
  std::optional<Diagnostic> stopped_;
  std::optional<std::string> unknown_type_;
  Compiled out_;
};

}  // namespace

Compiled compile_c(const CFiles& files, const std::string& name) { return Compile(files, name).run(); }

}  // namespace trapdoor
