#include "engine/session/lesson_text.h"

#include "engine/program/nearest.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

void report(Diagnostics& diagnostics, LessonPlace place, std::string message, std::string hint = {}) {
  diagnostics.push_back({std::string(kLessonFile), place.line, place.column, std::move(message),
                         std::move(hint), Severity::error});
}

// "```check" -> "check"; nullopt when the line opens or closes no fence. mark: the fence's own characters.
std::optional<std::string_view> fence(std::string_view line, std::string_view& mark) {
  size_t indent = line.find_first_not_of(' ');
  if (indent == std::string_view::npos || indent > 3) return std::nullopt;
  line.remove_prefix(indent);
  size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  if ((line[0] != '`' && line[0] != '~') || length < 3) return std::nullopt;
  std::string_view info = trim(line.substr(length));
  if (line[0] == '`' && info.find('`') != std::string_view::npos) return std::nullopt;
  mark = line.substr(0, length);
  return info;
}

// The links of one line of prose, code spans left out.
void find_links(std::string_view line, int number, std::vector<LessonLink>& links, Diagnostics& diagnostics) {
  bool code = false;
  for (size_t i = 0; i < line.size(); i++) {
    if (line[i] == '`') code = !code;
    if (code || !line.substr(i).starts_with("](")) continue;
    size_t start = i + 2;
    bool angled = start < line.size() && line[start] == '<';
    if (angled) start++;
    LessonPlace place{number, static_cast<int>(start) + 1};
    size_t end = line.find(angled ? '>' : ')', start);
    if (end == std::string_view::npos) {
      report(diagnostics, place, "the link that begins here does not end on this line",
             angled ? "close it with >)" : "close it with )");
      return;
    }
    std::string_view target = line.substr(start, end - start);
    if (!angled && target.find(' ') != std::string_view::npos && target.find(':') < target.find(' ')) {
      report(diagnostics, place, "a link with blanks needs angle brackets",
             "[...](<" + std::string(target) + ">)");
    } else {
      links.push_back({std::string(target), place});
    }
    i = end;
  }
}

// The fence that was meant; "" for the name of some language: those are shown as they are.
std::string_view misspelt(std::string_view info) {
  if (info == "check" || info == "hint") return {};
  const int limit = info.size() < 4 ? 1 : 2;
  for (std::string_view word : {"check", "hint"}) {
    if (distance(info, word, limit) <= limit) return word;
  }
  return {};
}

// Reads a block's lines one after another, remembering where it is.
class Splitter {
 public:
  Splitter(LessonText& out, Diagnostics& diagnostics) : out_(out), diagnostics_(diagnostics) {}

  void line(std::string_view line) {
    number_++;
    std::string_view plain = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (front_state_ != FrontState::done) {
      front_line(plain);
    } else if (!mark_.empty()) {
      fenced_line(plain);
    } else {
      prose_line(plain);
    }
  }

  void finish() {
    if (front_state_ == FrontState::wanted) {
      report(diagnostics_, {1, 0}, "the front matter is missing",
             "lesson.md begins with a line of +++, TOML, and +++ again");
    } else if (front_state_ == FrontState::open) {
      report(diagnostics_, {out_.front_line, 0}, "the front matter never ends",
             "a second line of +++ ends it");
    }
    if (!mark_.empty())
      report(diagnostics_, {fence_line_, 0}, "this block never ends", "close it with " + mark_);
  }

 private:
  enum class FrontState { wanted, open, done };

  std::string& prose() { return out_.steps.empty() ? out_.intro : out_.steps.back().prose; }

  void front_line(std::string_view line) {
    if (trim(line) == "+++") {
      front_state_ = front_state_ == FrontState::wanted ? FrontState::open : FrontState::done;
      if (front_state_ == FrontState::open) out_.front_line = number_ + 1;
    } else if (front_state_ == FrontState::open) {
      out_.front += std::string(line) + "\n";
    } else if (!trim(line).empty()) {
      finish();
      front_state_ = FrontState::done;  // reported; go on with the rest
      prose_line(line);
    }
  }

  void prose_line(std::string_view line) {
    std::string_view mark;
    if (auto info = fence(line, mark)) {
      mark_ = mark;
      fence_line_ = number_;
      block_ = *info == "check" ? Block::check : *info == "hint" ? Block::hint : Block::code;
      hint_.clear();
      if (std::string_view meant = misspelt(*info); !meant.empty())
        report(diagnostics_, {number_, 0}, "no fence is called `" + std::string(*info) + "`",
               "did you mean ```" + std::string(meant) + "?");
      if (block_ != Block::code && out_.steps.empty()) {
        report(diagnostics_, {number_, 0}, "a " + std::string(*info) + " before the first step",
               "a step begins with `## Title`");
        block_ = Block::lost;
      }
      if (block_ == Block::code) prose() += std::string(line) + "\n";
    } else if (line.starts_with("## ")) {
      LessonStep step;
      step.title = trim(line.substr(3));
      step.line = number_;
      out_.steps.push_back(std::move(step));
    } else {
      find_links(line, number_, out_.links, diagnostics_);
      prose() += std::string(line) + "\n";
    }
  }

  void fenced_line(std::string_view line) {
    std::string_view mark;
    auto info = fence(line, mark);
    bool closes = info && info->empty() && mark[0] == mark_[0] && mark.size() >= mark_.size();
    if (block_ == Block::code) prose() += std::string(line) + "\n";
    if (closes) {
      if (block_ == Block::hint) out_.steps.back().hints.push_back(std::string(trim(hint_)));
      mark_.clear();
    } else if (block_ == Block::check) {
      parse_check_line(line, number_, out_.steps.back(), diagnostics_);
    } else if (block_ == Block::hint) {
      hint_ += std::string(line) + "\n";
    }
  }

  enum class Block { code, check, hint, lost };

  LessonText& out_;
  Diagnostics& diagnostics_;
  FrontState front_state_ = FrontState::wanted;
  int number_ = 0;
  std::string mark_;  // of the fence we are in; empty outside
  int fence_line_ = 0;
  Block block_ = Block::code;
  std::string hint_;
};

// Words of one check line, with a cursor.
struct CheckWords {
  std::vector<LineWord> words;
  size_t next = 0;
  bool more() const { return next < words.size(); }
  std::string_view peek() const { return more() ? words[next].text : std::string_view{}; }
};

bool is_text(std::string_view word) { return word.size() >= 2 && word.front() == '"' && word.back() == '"'; }

std::optional<std::string> text_of(std::string_view word) {
  if (!is_text(word)) return std::nullopt;
  return unescape(word.substr(1, word.size() - 2));
}

// Up to the first word that belongs to no match.
MatchSequence read_sequence(CheckWords& in, std::string_view line, int number, Diagnostics& diagnostics) {
  MatchSequence sequence;
  size_t start = 0, end = 0;
  bool last = false;  // the one behind `without`
  auto finish = [&] {
    MatchText match{std::string(line.substr(start, end - start)), {number, static_cast<int>(start) + 1}};
    if (last)
      sequence.without = std::move(match);
    else
      sequence.matches.push_back(std::move(match));
    start = end = 0;
  };
  for (; in.more(); in.next++) {
    const LineWord& word = in.words[in.next];
    if (word.text == "within" || word.text.starts_with("count>") || word.text.starts_with("count=") ||
        word.text[0] == '"')
      break;
    if (word.text == "then" || word.text == "without") {
      finish();
      if (last || (word.text == "without" && sequence.matches.size() < 2)) {
        report(diagnostics, {number, static_cast<int>(word.column) + 1},
               last ? "nothing of the sequence may follow the match behind `without`"
                    : "`without` needs what happens before and after",
               "expect A then B without C");
      }
      last = last || word.text == "without";
      start = end = word.column + word.text.size();
      continue;
    }
    if (end == 0 || start == end) start = word.column;
    end = word.column + word.text.size();
  }
  if (end == 0) start = end = in.more() ? in.words[in.next].column : line.size();
  finish();
  return sequence;
}

}  // namespace

LessonText split_lesson(std::string_view text, Diagnostics& diagnostics) {
  LessonText out;
  Splitter splitter(out, diagnostics);
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    splitter.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  splitter.finish();
  return out;
}

void parse_check_line(std::string_view line, int number, LessonStep& step, Diagnostics& diagnostics) {
  CheckWords in{split_words(line)};
  if (!in.more() || in.peek().starts_with('#')) return;
  auto place = [&] {
    return LessonPlace{number, static_cast<int>(in.more() ? in.words[in.next].column : line.size()) + 1};
  };
  auto fail = [&](std::string message, std::string hint) {
    report(diagnostics, place(), std::move(message), std::move(hint));
  };
  for (const LineWord& word : in.words) {
    if (!word.open) continue;
    report(diagnostics, {number, static_cast<int>(word.column) + 1},
           "the text that begins here has no closing quote");
    return;
  }
  LessonPlace first = place();
  std::string_view verb = in.peek();
  in.next++;
  if (verb == "type") {
    auto text = text_of(in.peek());
    if (!text)
      return fail("expected the text to type, in double quotes",
                  "type \"root\\n\" after console text=\"login: \"");
    in.next++;
    if (in.peek() != "after")
      return fail("expected `after` and what has to happen first",
                  "type \"root\\n\" after console text=\"login: \"");
    in.next++;
    step.typings.push_back({*text, read_sequence(in, line, number, diagnostics), first});
    if (in.more()) fail("nothing may follow here", "a line of `type` ends with its matches");
    return;
  }
  if (verb != "expect" && verb != "refuse") {
    in.next = 0;
    return fail("`" + std::string(verb) + "` begins no check", "a line begins with expect, refuse or type");
  }
  Check check;
  check.kind = verb == "expect" ? CheckKind::expect : CheckKind::refuse;
  check.place = first;
  check.sequence = read_sequence(in, line, number, diagnostics);
  if (in.peek().starts_with("count")) {
    auto count = in.peek().starts_with("count>=") ? parse_number(in.peek().substr(7)) : std::nullopt;
    if (!count || *count == 0 || check.kind == CheckKind::refuse) {
      return fail("expected count>= and a number, and only after expect", "expect trap cause=timer count>=2");
    }
    check.count = *count;
    in.next++;
  }
  if (in.peek() == "within") {
    in.next++;
    auto ticks = parse_number(in.peek());
    if (!ticks || *ticks == 0) return fail("`within` needs a number of ticks", "within 2000000");
    check.within = *ticks;
    in.next++;
  }
  auto message = text_of(in.peek());
  if (!message || message->empty()) {
    return fail("expected the message, in double quotes",
                "say what was (not) seen, and ask: \"No timer interrupt reached the kernel.\"");
  }
  check.message = *message;
  in.next++;
  if (in.more()) return fail("nothing may follow the message", "");
  step.checks.push_back(std::move(check));
}

}  // namespace trapdoor
