// Completion: what could stand at the cursor of a Match and of a command line.
#include <algorithm>

#include "engine/session/match_names.h"
#include "engine/session/session_impl.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

// Candidates that begin as what is written so far.
class Offers {
 public:
  Offers(size_t start, std::string_view begun) : begun_(begun) { result_.start = start; }
  void offer(std::string text, std::string_view help) {
    if (std::string_view(text).starts_with(begun_))
      result_.candidates.push_back({std::move(text), std::string(help)});
  }
  Completion take() { return std::move(result_); }

 private:
  std::string_view begun_;
  Completion result_;
};

// "branch 1", and why it was left.
void offer_branches(const Timeline& timeline, Offers& offers) {
  for (const auto& branch : timeline.branches()) offers.offer(branch.name, branch.why);
}

void offer_interrupts(const Isa& isa, Offers& offers) {
  for (const CauseRow& row : isa.causes) {
    if (row.kind == TrapKind::interrupt) offers.offer(std::string(row.word), row.help);
  }
}

void offer_flaws(const Machine& machine, std::string_view rest, Offers& offers) {
  size_t space = rest.find(' ');
  for (const FlawRow& flaw : flaw_rows()) {
    if (!(machine.board().flaws & flaw_bit(flaw.flaw))) continue;
    if (space == std::string_view::npos) offers.offer(std::string(flaw.name), flaw.title);
    if (space == std::string_view::npos || rest.substr(0, space) != flaw.name) continue;
    offers.offer(std::string(flaw.name) + " on", "the protection is missing");
    offers.offer(std::string(flaw.name) + " off", "the hardware is whole");
  }
}

void offer_words(const Machine& machine, const Program& program, Offers& offers) {
  for (MatchKey key : {MatchKey::word, MatchKey::at}) {
    for (const Candidate& word : words_for(key, machine, &program)) offers.offer(word.text, word.help);
  }
}

}  // namespace

Completion complete_match(std::string_view text, size_t cursor, const Machine& machine,
                          const Program* program) {
  text = text.substr(0, cursor);
  std::vector<LineWord> words = split_words(text);
  bool new_word = words.empty() || (words.back().column + words.back().text.size() < text.size());
  std::string_view begun = new_word ? std::string_view{} : words.back().text;
  if (!new_word) words.pop_back();
  Offers offers(text.size() - begun.size(), begun);
  if (words.empty()) {
    for (const MatchKindRow& row : match_kinds()) offers.offer(std::string(row.name), row.help);
    return offers.take();
  }
  for (const MatchKindRow& kind : match_kinds()) {
    if (kind.name != words[0].text) continue;
    for (const MatchKeyRow& row : match_keys()) {
      if (!takes(kind, row.key)) continue;
      std::string stem = std::string(row.name) + "=";
      std::string other = std::string(row.name) + "!=";
      bool negated = begun.starts_with(other);
      if (!negated && !begun.starts_with(stem)) {
        offers.offer(stem, row.help);
        continue;
      }
      for (const Candidate& word : words_for(row.key, machine, program))
        offers.offer((negated ? other : stem) + word.text, word.help);
    }
  }
  return offers.take();
}

Completion Session::complete(std::string_view text, size_t cursor) const {
  const Impl& s = *impl_;
  text = text.substr(0, cursor);
  const size_t begin = std::min(text.find_first_not_of(' '), text.size());
  size_t space = text.find(' ', begin);
  if (space == std::string_view::npos) {
    Offers offers(begin, text.substr(begin));
    for (const CommandRow& row : commands()) offers.offer(std::string(row.name), row.help);
    return offers.take();
  }
  const CommandRow* row = find_command(text.substr(begin, space - begin));
  std::string_view rest = text.substr(space + 1);
  Offers offers(space + 1, rest);
  if (!row || !s.timeline) return offers.take();
  const Machine& machine = s.timeline->machine();
  switch (row->argument) {
    case Argument::match: {
      Completion result = complete_match(rest, rest.size(), machine, &s.built.program);
      result.start += space + 1;
      return result;
    }
    case Argument::branch:
      offer_branches(*s.timeline, offers);
      break;
    case Argument::interrupt:
      offer_interrupts(machine.isa(), offers);
      break;
    case Argument::tick:
      offers.offer("end", "As far as it has been run.");
      break;
    case Argument::on_off:
      offers.offer("on", row->help);
      offers.offer("off", "Do not.");
      break;
    case Argument::replay:
      offers.offer("replay", "Go on to the present tick, with the same keys typed.");
      break;
    case Argument::word:
      offer_words(machine, s.built.program, offers);
      break;
    case Argument::command:
      for (const CommandRow& other : commands()) offers.offer(std::string(other.name), other.help);
      break;
    case Argument::flaw:
      offer_flaws(machine, rest, offers);
      break;
    case Argument::id:
      for (const Stopper& stopper : s.stoppers)
        offers.offer(std::to_string(stopper.id), stopper.match.text());
      break;
    default:
      break;
  }
  return offers.take();
}

}  // namespace trapdoor
