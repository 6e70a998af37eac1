// View: what a panel may look at; Wishes: what it may ask for. A panel draws, the frame acts afterwards.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/program/disassembler.h"
#include "engine/session/session.h"
#include "ui/history.h"
#include "ui/moments.h"
#include "ui/theme.h"

namespace trapdoor {

// The last state a person looked at before this one, so that what changed can be lit.
struct Before {
  bool known = false;
  Cpu cpu;
};

struct View {
  const Session& session;
  const Theme& theme;
  const History& history;
  const Before& before;
  const Moments& moments;                   // of the past; Wishes::moments asks for more
  const Disassembler* disassembler;         // of the machine's instruction set; null without a machine
  const std::vector<Event>& last_tick;      // all events of the tick that ran last; empty at full speed
  const std::vector<Event>& last_crossing;  // all events of the tick of the last trap or return
  bool fast;                                // time runs too fast to be followed: figures show rates
  double phase;    // from 0 to 1: how much of the last tick has been shown, for what moves along
  double seconds;  // of the frame, for what moves
  bool still;      // reduced motion is wished for

  // Require session.has_machine().
  const Machine& machine() const { return session.machine(); }
  const Isa& isa() const { return machine().isa(); }
  const Cpu& cpu() const { return machine().hart(machine().running_hart()).cpu; }
  uint64_t read(uint16_t word) const { return isa().read_word(machine(), machine().running_hart(), word); }
  const Program& program() const { return session.program(); }
  const ModeRow& mode() const { return find_mode(isa(), static_cast<uint8_t>(cpu()[isa().mode_word])); }
};

struct Wishes {
  std::vector<std::string> commands;   // Session commands
  std::vector<std::string> interface;  // App::interface commands
  std::vector<std::string> places;     // links: "panel:registers?word=sie", "figure:gates"
  std::vector<std::pair<std::string, std::string>> edits;  // file, new text
  std::vector<Tick> moments;  // of the past, most wanted first; they come with one of the next frames
  std::vector<uint64_t> moment_words;  // physical addresses in RAM: moments hold these words of memory, too
  bool animate = false;                // another frame is needed although nothing happens
};

}  // namespace trapdoor
