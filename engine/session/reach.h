// Reach: the commands that reach into the machine from outside, key, poke, set and flaw, as Inputs.
#pragma once
#include <optional>
#include <string_view>

#include "engine/program/program.h"
#include "engine/session/command.h"
#include "engine/time/input_log.h"

namespace trapdoor {

bool reaches_in(std::string_view command);
// What such a command would do to the machine as it is; its tick is left open. Else the message says what is wrong.
CommandResult read_input(std::string_view command, std::string_view rest, const Machine&, const Program&,
                         Input& wish);

// "1200 key \"ls\\n\"; 5000 flaw user-timer on": inputs, each at its tick. Ticks go up; none is after `last`.
CommandResult read_inputs(std::string_view text, Tick last, const Machine&, const Program&, InputLog& inputs);

// "12 rest": the number, and text becomes the rest.
std::optional<uint64_t> take_number(std::string_view& text);

}  // namespace trapdoor
