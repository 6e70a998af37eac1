// Match: a predicate over events with one text form: "trap cause=timer from=U to=S". A breakpoint, a
// watchpoint, a trace filter and a lesson check are this one thing.
//
//   match  := kind { key "=" value | key "!=" value }
//   kind   := trap | interrupt | exception | syscall | return | mode | wire | command | console | input |
//   wait | power
//           | exec | store | load | word
//   key    := cause from to hart pc at value word wire device size text
//   value  := number | symbol[+number] | cause word | mode letter | word name | "text"
//
// `interrupt`, `exception`, `syscall` are traps of that kind; `mode` is a trap or return that changes the
// mode; `exec` is an instruction executed (pc=symbol). `exec`, `store`, `load` and `word` need the full
// stream.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/event.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

class Match {
 public:
  // Names are looked up in the machine's rows and the program's symbols. On failure the diagnostic's column
  // points into text and its hint lists what was possible.
  static std::optional<Match> parse(std::string_view text, const Machine&, const Program&, Diagnostic& error);

  bool operator()(const Event&) const;
  bool needs_full() const { return needs_full_; }
  const std::string& text() const { return text_; }

 private:
  struct Condition {
    uint8_t key;
    bool negated;
    uint64_t low, high;  // inclusive range: `at=buffer` covers the symbol's size
  };
  uint32_t kinds_ = 0;     // bit per EventKind
  uint8_t trap_kind_ = 0;  // TrapKind to require; 0: any
  bool mode_change_ = false;
  bool needs_full_ = false;
  std::vector<Condition> conditions_;
  std::string text_;
};

}  // namespace trapdoor
