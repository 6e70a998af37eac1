// The Compiler of compiler.h over libtcc. Not part of the library `engine`: the page has it in a module of its own.
//
// libtcc stops at its first error that it cannot pass over. To see more of them, the body of the function in which it stopped
// becomes a `;`, the value of a variable outside functions a {0}, and everything is compiled once more, until nothing new is
// found. What a line is told of in one round is not told of it again.
#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "engine/program/c_names.h"
#include "engine/program/c_outline.h"
#include "engine/program/c_places.h"
#include "engine/program/c_words.h"
#include "engine/program/compiler.h"
#include "engine/program/text_places.h"
#include "libtcc.h"

namespace trapdoor {
namespace {

constexpr int kMaxRounds = kMaxCompileRounds;
constexpr size_t kMaxDiagnostics = 100;
constexpr size_t kMaxSourceBytes = 2u << 20;
constexpr size_t kMaxRetryBytes = 256u << 10;  // a bigger source is compiled once
constexpr unsigned long kMemoryBytes = kMaxCompileBytes;
constexpr unsigned long kWork = kMaxCompileWork;  // in all rounds

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

// Every character but the ends of lines, which keep their numbers.
void blank(std::string& text, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

// True when the piece around the line was taken out of the text.
bool take_out(std::string& text, int line) {
  const size_t from = start_of_line(text, line), to = start_of_line(text, line + 1);
  auto here = [&](const CBody& piece) {
    return piece.open < to && piece.close >= from && piece.close > piece.open;
  };
  const COutline outline(text);
  if (auto body = std::find_if(outline.bodies.begin(), outline.bodies.end(), here);
      body != outline.bodies.end()) {
    blank(text, body->open, body->close + 1);
    text[body->open] = ';';
    return true;
  }
  // {0} fits whatever has a value.
  auto value = std::find_if(outline.values.begin(), outline.values.end(), here);
  if (value == outline.values.end() || value->close - value->open < 2) return false;
  const std::string_view anything = value->close - value->open < 4 ? "=0" : "={0}";
  if (std::string_view(text).substr(value->open).starts_with(anything)) return false;
  std::string instead(anything);
  instead.append(
      static_cast<size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(value->open),
                                     text.begin() + static_cast<std::ptrdiff_t>(value->close), '\n')),
      '\n');
  text.replace(value->open, value->close - value->open, instead);
  return true;
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
    while (out_.cost.rounds < kMaxRounds && work_left_ > 0 && round()) {
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
  // True when another one may find more.
  bool round() {
    stopped_.reset();
    unknown_type_.reset();
    out_.object.clear();
    wrong_lines_.clear();
    for (const Diagnostic& d : out_.diagnostics) {
      if (d.severity == Severity::error) wrong_lines_.insert({d.file, d.line});
    }
    TCCHost host{this, open, report, write, kMemoryBytes, work_left_};
    int result = tcc_compile_object(&host, name_.c_str(), "-g -Wall");
    pay();
    if (result == 0 && !failed_) return false;
    out_.object.clear();
    failed_ = true;
    if (!stopped_ || stopped_->file != name_ || stopped_->line <= 0 || text_.size() > kMaxRetryBytes)
      return false;
    return take_out(text_, stopped_->line) || (unknown_type_ && make_int(*unknown_type_));
  }

  void pay() {
    unsigned long bytes = 0, work = 0;
    tcc_compile_cost(&bytes, &work);
    out_.cost.rounds++;
    out_.cost.work += work;
    out_.cost.bytes = std::max<uint64_t>(out_.cost.bytes, bytes);
    work_left_ -= std::min(work_left_, std::max(work, kWork / kMaxRounds / 4));
  }

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
    explain_name(files_, out_.used, diagnostic);
    if (auto source = files_.find(diagnostic.file); source != files_.end())
      find_place(source->second, diagnostic);
    if (type) forget_undeclared(diagnostic, *type);
    add(std::move(diagnostic));
  }

  // That it is no type says more.
  void forget_undeclared(const Diagnostic& at, std::string_view type) {
    std::erase_if(out_.diagnostics, [&](const Diagnostic& d) {
      return d.file == at.file && d.line == at.line && d.column == at.column &&
             d.message == "`" + std::string(type) + "' is not declared";
    });
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

  // Of what follows from an error in the same line nothing is said.
  bool follows(const Diagnostic& diagnostic) const {
    if (wrong_lines_.count({diagnostic.file, diagnostic.line}) != 0) return true;
    return diagnostic.severity == Severity::warning && is_about_conversion(diagnostic) &&
           std::any_of(out_.diagnostics.begin(), out_.diagnostics.end(), [&](const Diagnostic& d) {
             return d.file == diagnostic.file && d.line == diagnostic.line &&
                    (d.severity == Severity::error ||
                     (d.column == diagnostic.column && is_about_conversion(d)));
           });
  }

  void add(Diagnostic diagnostic) {
    failed_ = failed_ || diagnostic.severity == Severity::error;
    Diagnostics& all = out_.diagnostics;
    if (follows(diagnostic)) return;
    if (all.size() < kMaxDiagnostics && std::find(all.begin(), all.end(), diagnostic) == all.end())
      all.push_back(std::move(diagnostic));
  }

  const CFiles& files_;
  std::string name_, text_;
  unsigned long work_left_ = kWork;
  std::set<std::pair<std::string, int>> wrong_lines_;  // before this round
  bool failed_ = false;
  std::optional<Diagnostic> stopped_;
  std::optional<std::string> unknown_type_;
  Compiled out_;
};

}  // namespace

Compiled compile_c(const CFiles& files, const std::string& name) { return Compile(files, name).run(); }

}  // namespace trapdoor
