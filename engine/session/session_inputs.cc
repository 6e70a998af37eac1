// What reaches in from the outside, done and said as commands. And a moment as text: the inputs on the way to it, each at its
// tick.
#include <fmt/format.h>

#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/reach.h"
#include "engine/session/session_impl.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

std::string quoted(std::span<const std::byte> bytes) {
  std::string text = "\"";
  for (std::byte byte : bytes) {
    const char c = static_cast<char>(byte);
    if (c == '\n')
      text += "\\n";
    else if (c == '"' || c == '\\')
      text += std::string("\\") + c;
    else if (c >= ' ' && c <= '~')
      text += c;
    else
      text += fmt::format("\\x{:02x}", static_cast<unsigned>(byte));
  }
  return text + "\"";
}

std::string_view name_of_flaw(uint64_t flaw) {
  for (const FlawRow& row : flaw_rows()) {
    if (static_cast<uint64_t>(row.flaw) == flaw) return row.name;
  }
  return {};
}

// The command that reaches in so, again.
std::string command_of(const Input& input, const Machine& machine) {
  switch (input.kind) {
    case InputKind::key:
      return "key " + quoted(input.bytes);
    case InputKind::poke: {
      std::string text = fmt::format("poke {:#x} ", input.where);
      for (std::byte byte : input.bytes) text += fmt::format("{:02x}", static_cast<unsigned>(byte));
      return text;
    }
    case InputKind::word:
      return fmt::format("set hart{}.{} {:#x}", input.hart,
                         word_text(machine.isa(), static_cast<uint16_t>(input.where)), input.value);
    case InputKind::flaw:
      return fmt::format("flaw {} {}", name_of_flaw(input.where), input.value ? "on" : "off");
  }
  return {};
}

}  // namespace

CommandResult Session::Impl::reach_in(std::string_view command, std::string_view rest) {
  Input wish;
  CommandResult result = read_input(command, rest, machine(), built.program, wish);
  if (!result.ok) return result;
  if (wish.kind == InputKind::flaw && machine().flawed(static_cast<Flaw>(wish.where)) == (wish.value != 0))
    return {true, "it is so already"};
  std::string why(command);
  if (wish.kind == InputKind::flaw) why += " " + std::string(rest);
  if (wish.kind == InputKind::word) why += " " + std::string(rest.substr(0, rest.find(' ')));
  const uint64_t where = wish.where;
  const bool poke = wish.kind == InputKind::poke;
  result = input(std::move(wish), std::move(why));
  if (!result.ok && poke) result.message = "there is no RAM at " + address_text(where, built.program);
  return result;
}

// Something reaches in from the outside; the past may fork.
CommandResult Session::Impl::input(Input wish, std::string why) {
  search.reset();
  bool edits_past = timeline->now() < timeline->end();
  if (!timeline->input(std::move(wish), why + " at tick " + with_commas(timeline->now())))
    return {false, "that cannot be done here"};
  if (edits_past) {
    while (!output_ticks.empty() && output_ticks.back() >= timeline->now()) output_ticks.pop_back();
    output.resize(output_ticks.size());
    history_seen = timeline->history().next();
  }
  sync_console();
  changed();
  return {};
}

CommandResult Session::Impl::moment() const {
  if (timeline->first() > 0)
    return {false, "this run began with a saved state, which a text cannot hold; save the state instead"};
  std::string text = "replay " + std::to_string(timeline->now());
  const char* before = " ";
  for (const Input& input : timeline->log()) {
    if (input.tick > timeline->now()) break;
    text += before + std::to_string(input.tick) + " " + command_of(input, timeline->machine());
    before = "; ";
  }
  return {true, text};
}

CommandResult Session::Impl::replay(std::string_view text) {
  auto goal = take_number(text);
  if (!goal) return {false, "replay begins with the tick to go to: replay 9000 1200 key \"ls\\n\""};
  Task way{*goal, {}, false};
  way.replays = true;
  CommandResult read = read_inputs(text, *goal, machine(), built.program, way.inputs);
  if (!read.ok) return read;
  Diagnostics misfits;
  if (!power_on(misfits)) return {false, to_text(misfits.back())};
  start(std::move(way));
  return {true, "goes to tick " + with_commas(*goal)};
}

}  // namespace trapdoor
