// Match: a predicate over events with one text form: "trap cause=timer from=U to=S". A breakpoint, a
// watchpoint, a trace filter and a lesson check are this one thing. The language is taught in
// lessons/README.md.
//
//   match  := kind { key ("=" | "!=") value }
//   value  := LOW..HIGH (for at=) | number | label[(+|-)number] | cause word | mode letter | word name | wire end | device | "text"
//
// Which kinds there are, and which keys mean something for which kind, is said by the rows below.
// Laws: 1. A Match reads one event and, for text=, the console's output so far; never the machine.
//       2. pc= is one address; at= of a label covers the label's bytes, of a device register the register's.
//       3. word= of a field (mstatus.MIE) looks at that field only, and so does value= beside it.
//       4. at= of a device register looks at physical addresses, of anything else at the addresses the
//       program used.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/event.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

enum class MatchKey : uint8_t {
  cause,
  from,
  to,
  hart,
  pc,
  at,
  physical,
  value,
  word,
  wire,
  device,
  size,
  text
};

struct MatchKeyRow {
  MatchKey key;
  std::string_view name;
  std::string_view help;
};

struct MatchKindRow {
  std::string_view name;
  uint32_t kinds;      // bit per EventKind
  TrapKind trap_kind;  // to require; none: any
  bool mode_change;    // only when the mode changes
  uint32_t keys;       // bit per MatchKey that means something here
  std::string_view help;
};

std::span<const MatchKindRow> match_kinds();
std::span<const MatchKeyRow> match_keys();

class Match {
 public:
  // Names are looked up in the machine's rows and the program's labels. Without a program any label is taken
  // (and the result is good for nothing but knowing that the text is well formed). On failure the
  // diagnostic's column points into text and its hint lists what was possible.
  static std::optional<Match> parse(std::string_view text, const Machine&, const Program*, Diagnostic& error);

  // console: all output so far, this event's byte included; only looked at for text=.
  bool operator()(const Event&, std::string_view console = {}) const;
  bool needs_full() const { return needs_full_; }
  // The detail at which its events are told.
  Detail detail() const;
  bool is_exec() const { return kinds_ == 1u << static_cast<int>(EventKind::instruction); }
  const std::string& text() const { return text_; }
  // The cause it asks for, when that is an interrupt.
  std::optional<uint16_t> interrupt_cause() const;
  // The one address an `exec` match waits for, if it names one.
  std::optional<uint64_t> exec_address() const;
  // The memory that all its events are accesses to, if it names some and they are loads, stores or DMA; or the control
  // word whose changes they are.
  std::vector<Watch> watches() const;

 private:
  friend class MatchParser;
  struct Range {
    uint64_t low, high;  // inclusive
  };
  struct Condition {
    MatchKey key;
    bool negated = false;
    bool physical = false;
    uint64_t mask = 0;  // of a field, for word=
    std::vector<Range> any;
    std::string text;
  };
  uint64_t address_of(const Event&, bool physical) const;
  std::vector<Watch> watched_words() const;
  bool holds(const Condition&, const Event&, std::string_view console) const;

  const Board* board_ = nullptr;
  uint32_t kinds_ = 0;  // bit per EventKind
  TrapKind trap_kind_ = TrapKind::none;
  bool mode_change_ = false;
  bool needs_full_ = false;
  uint64_t field_mask_ = 0;  // of the field that word= names; 0: the whole word
  std::vector<Condition> conditions_;
  std::string text_;
};

// What could stand at the cursor (a byte offset into text): `start` is where the candidates would be put.
struct Candidate {
  std::string text;
  std::string help;  // one line
};
struct Completion {
  size_t start = 0;
  std::vector<Candidate> candidates;
};
Completion complete_match(std::string_view text, size_t cursor, const Machine&, const Program*);

// A word by its name, its alias or a view's name ("sstatus"); or one of its fields ("mstatus.MIE").
struct NamedWord {
  uint16_t word = 0;
  uint64_t mask = 0;  // of the field; 0: all of the word
};
std::optional<NamedWord> find_place(const Isa&, std::string_view text);
// What to say of a name that is neither that nor an address.
std::string no_such_place(std::string_view text);

// The address of a label, a device register ("TIMER_COMPARE"), a number, or one of these plus or minus a
// number.
struct NamedAddress {
  uint64_t address = 0;
  uint64_t size = 1;
  bool device_register = false;
};
std::optional<NamedAddress> find_address(std::string_view text, const Machine&, const Program*);
// The same; else the diagnostic says so, and its hint lists what there is.
std::optional<NamedAddress> find_address(std::string_view text, const Machine&, const Program*,
                                         Diagnostic& error);

}  // namespace trapdoor
