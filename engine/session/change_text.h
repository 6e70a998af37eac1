// Change text: what one tick changed, in words. The command `changes` and the panel of that name say the same.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/session/command.h"
#include "engine/session/session.h"

namespace trapdoor {

// "MIE 1 -> 0, MPP 0 -> 3": the fields of a control word or of a device's register that are others now; empty if it has none.
std::string fields_text(const Change&, const Machine&);
// "addi s0, s0, 1 at loop+0x4 (loop.S:7)", "trap interrupt timer at ... -> ...", "return at ... -> ...": what an event did, if it is
// one that a tick is named after.
std::optional<std::string> title_text(const Event&, const Machine&, const Program&);
// Where each change is in RAM, by physical address; nothing for what is no memory. The changes are those of one tick, in order.
std::vector<std::optional<uint64_t>> ram_places(const std::vector<Change>&);

// The answer to `changes [TICK]`: what happened in that tick, and a line for all that it changed. Without a number, the tick that
// ran last. Requires session.has_machine().
CommandResult tell_changes(const Session&, const CommandLine&);

}  // namespace trapdoor
