// Command log: the last session commands of the interface, whoever sent them, with what came of each.
// Laws: 1. Steps in a row are one entry, and so are travels in time: a drag along the timeline leaves one.
//       2. What a command only starts is answered when it has ended: `settle` sees that.
#pragma once
#include <deque>
#include <string>
#include <string_view>

#include "engine/session/session.h"

namespace trapdoor {

struct LoggedCommand {
  std::string text;
  std::string answer;  // may be empty
  bool ok = true;
  bool going_on = false;  // its answer comes when the session stops
  int times = 1;          // that it was sent in a row
};

class CommandLog {
 public:
  static constexpr size_t kMost = 20;

  void add(std::string_view text, const CommandResult&, const Session&);
  // Gives the newest its answer as soon as there is one.
  void settle(const Session&);
  const std::deque<LoggedCommand>& commands() const { return commands_; }  // the newest is the last
  unsigned changes() const { return changes_; }                            // grows with each of them

 private:
  std::deque<LoggedCommand> commands_;
  unsigned changes_ = 0;
  bool ran_ = false;  // when it was settled last
};

}  // namespace trapdoor
