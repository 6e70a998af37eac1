#include <algorithm>
#include <cctype>

#include "engine/session/match_names.h"
#include "engine/session/words.h"

namespace trapdoor {

namespace {

bool label_like(std::string_view text) {
  auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '$' || c == ':';
  };
  return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

// Turns words into conditions; the first thing wrong ends it.
class MatchParser {
 public:
  MatchParser(const Machine& machine, const Program* program, Diagnostic& error)
      : machine_(machine), program_(program), error_(error) {}

  bool parse(std::string_view text, Match& match);

 private:
  bool fail(size_t column, std::string message, std::string hint = {}) {
    error_.column = static_cast<int>(column) + 1;
    error_.message = std::move(message);
    error_.hint = std::move(hint);
    return false;
  }
  bool condition(const LineWord& word, const MatchKindRow& kind, Match& match);
  bool value(const MatchKindRow& kind, std::string_view text, size_t column, Match::Condition& out);
  bool cause(const MatchKindRow& kind, std::string_view text, size_t column, Match::Condition& out);
  bool address(std::string_view text, size_t column, Match::Condition& out);

  const Machine& machine_;
  const Program* program_;
  Diagnostic& error_;
};

namespace {

void join(std::string& list, std::string_view name) {
  if (!list.empty()) list += ", ";
  list += name;
}

std::string kind_list() {
  std::string list;
  for (const MatchKindRow& row : match_kinds()) join(list, row.name);
  return list;
}

std::string key_list(const MatchKindRow& kind) {
  std::string list;
  for (const MatchKeyRow& row : match_keys()) {
    if (takes(kind, row.key)) join(list, row.name);
  }
  return list;
}

}  // namespace

bool MatchParser::cause(const MatchKindRow& kind, std::string_view text, size_t column,
                        Match::Condition& out) {
  constexpr uint64_t kInterrupt = uint64_t{1} << 16;
  if (auto number = parse_number(text)) {
    if (kind.trap_kind == TrapKind::none || *number >= kInterrupt) {
      return fail(column, "a cause's number alone does not say whether it is an interrupt",
                  "write `interrupt cause=...`, `exception cause=...`, or one of: " +
                      list_of(words_for(MatchKey::cause, machine_, program_)));
    }
    uint64_t low = *number | (kind.trap_kind == TrapKind::interrupt ? kInterrupt : 0);
    out.any.push_back({low, low});
    return true;
  }
  const CauseRow* row = find_cause(machine_.isa(), text);
  if (!row) {
    return fail(column, "no trap cause is called `" + std::string(text) + "`",
                "causes: " + list_of(words_for(MatchKey::cause, machine_, program_)));
  }
  bool fits = kind.trap_kind == TrapKind::none || kind.trap_kind == row->kind;
  if (!fits) {
    return fail(column, "`" + std::string(text) + "` is never the cause of `" + std::string(kind.name) + "`",
                "`trap cause=" + std::string(text) + "` matches it whatever its sort");
  }
  uint64_t low = row->cause | (row->kind == TrapKind::interrupt ? kInterrupt : 0);
  out.any.push_back({low, low});
  return true;
}

namespace {
bool ranged(MatchKey key) { return key == MatchKey::at || key == MatchKey::physical; }
}  // namespace

bool MatchParser::address(std::string_view text, size_t column, Match::Condition& out) {
  size_t dots = ranged(out.key) ? text.find("..") : std::string_view::npos;
  if (dots != std::string_view::npos) {
    Match::Condition high;
    high.key = MatchKey::pc;  // one address
    if (!address(text.substr(0, dots), column, out) ||
        !address(text.substr(dots + 2), column + dots + 2, high))
      return false;
    if (high.any.front().low < out.any.front().low)
      return fail(column, "the range ends before it begins", "at=LOW..HIGH, both included");
    out.any.front().high = high.any.front().low;
    return true;
  }
  Diagnostic error;
  auto found = find_address(text, machine_, program_, error);
  if (!found && !program_) {
    size_t sign = text.find_last_of("+-");
    bool offset = sign != std::string_view::npos && parse_number(text.substr(sign + 1));
    if (label_like(offset ? text.substr(0, sign) : text)) found = NamedAddress{};
  }
  if (!found) return fail(column, std::move(error.message), std::move(error.hint));
  out.physical = found->device_register;
  bool range = ranged(out.key);
  out.any.push_back({found->address, found->address + (range ? found->size - 1 : 0)});
  return true;
}

bool MatchParser::value(const MatchKindRow& kind, std::string_view text, size_t column,
                        Match::Condition& out) {
  auto only = [&](uint64_t number) {
    out.any.push_back({number, number});
    return true;
  };
  auto unknown = [&](std::string what) {
    return fail(column, "no " + what + " `" + std::string(text) + "`",
                what + "s: " + list_of(words_for(out.key, machine_, program_)));
  };
  const Isa& isa = machine_.isa();
  switch (out.key) {
    case MatchKey::cause:
      return cause(kind, text, column, out);
    case MatchKey::pc:
    case MatchKey::at:
    case MatchKey::physical:
    case MatchKey::value:
      return address(text, column, out);
    case MatchKey::from:
    case MatchKey::to: {
      auto mode = find_mode(isa, text);
      return mode ? only(*mode) : unknown("mode");
    }
    case MatchKey::hart: {
      auto number = parse_number(text);
      return number && *number < static_cast<uint64_t>(machine_.hart_count()) ? only(*number)
                                                                              : unknown("hart");
    }
    case MatchKey::word: {
      auto place = find_place(isa, text);
      if (!place) return unknown("register");
      out.mask = place->mask;
      return only(place->word);
    }
    case MatchKey::wire: {
      const auto& wires = machine_.wire_infos();
      for (size_t i = 0; i < wires.size(); i++) {
        if (wires[i].from == text || wires[i].to == text) out.any.push_back({i, i});
      }
      return !out.any.empty() || unknown("wire end");
    }
    case MatchKey::device: {
      int device = machine_.find_device(text);
      return device >= 0 ? only(static_cast<uint64_t>(device)) : unknown("device");
    }
    case MatchKey::size: {
      auto number = parse_number(text);
      return number ? only(*number) : fail(column, "size= takes a number of bytes", "1, 2, 4 or 8");
    }
    case MatchKey::text: {
      if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
        return fail(column, "text= takes a text in double quotes", "text=\"login: \"");
      }
      auto plain = unescape(text.substr(1, text.size() - 2));
      if (!plain || plain->empty())
        return fail(column, "an empty text, or an escape that is not one of \\n \\t \\r \\\\ \\\" \\xHH");
      out.text = *plain;
      return true;
    }
  }
  return false;
}

bool MatchParser::condition(const LineWord& word, const MatchKindRow& kind, Match& match) {
  size_t equals = word.text.find('=');
  if (equals == std::string_view::npos) {
    return fail(word.column, "`" + std::string(word.text) + "` is not a condition: expected key=value",
                "keys for `" + std::string(kind.name) + "`: " + key_list(kind));
  }
  bool negated = equals > 0 && word.text[equals - 1] == '!';
  std::string_view name = word.text.substr(0, equals - negated);
  std::string_view text = word.text.substr(equals + 1);
  for (const MatchKeyRow& row : match_keys()) {
    if (row.name != name) continue;
    if (!takes(kind, row.key)) break;
    if (text.empty())
      return fail(word.column + equals + 1, "`" + std::string(name) + "=` lacks its value",
                  std::string(row.help));
    Match::Condition condition;
    condition.key = row.key;
    condition.negated = negated;
    if (!value(kind, text, word.column + equals + 1, condition)) return false;
    match.field_mask_ |= condition.mask;
    match.conditions_.push_back(std::move(condition));
    return true;
  }
  return fail(word.column, "`" + std::string(name) + "` means nothing for `" + std::string(kind.name) + "`",
              "keys for it: " + key_list(kind));
}

bool MatchParser::parse(std::string_view text, Match& match) {
  std::vector<LineWord> words = split_words(text);
  if (words.empty()) return fail(0, "nothing to match", "begin with one of: " + kind_list());
  for (const LineWord& word : words) {
    if (word.open) return fail(word.column, "the text that begins here has no closing quote");
  }
  for (const MatchKindRow& row : match_kinds()) {
    if (row.name != words[0].text) continue;
    match.board_ = &machine_.board();
    match.kinds_ = row.kinds;
    match.trap_kind_ = row.trap_kind;
    match.mode_change_ = row.mode_change;
    match.needs_full_ = row.kinds >> (static_cast<int>(kLastCheapEvent) + 1);
    match.text_ = text;
    for (size_t i = 1; i < words.size(); i++) {
      if (!condition(words[i], row, match)) return false;
    }
    return true;
  }
  return fail(words[0].column, "nothing that happens is called `" + std::string(words[0].text) + "`",
              "one of: " + kind_list());
}

std::optional<Match> Match::parse(std::string_view text, const Machine& machine, const Program* program,
                                  Diagnostic& error) {
  Match match;
  if (!MatchParser(machine, program, error).parse(text, match)) return std::nullopt;
  return match;
}

}  // namespace trapdoor
