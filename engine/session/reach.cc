#include "engine/session/reach.h"

#include "engine/session/event_text.h"
#include "engine/session/match.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "13 05 10 00" or "13051000"
std::optional<std::vector<std::byte>> hex_bytes(std::string_view text) {
  std::vector<std::byte> bytes;
  int high = -1;
  for (char c : text) {
    if (c == ' ' && high < 0) continue;
    int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<std::byte>(high * 16 + digit));
      high = -1;
    }
  }
  if (bytes.empty() || high >= 0) return std::nullopt;
  return bytes;
}

// Up to the next ";" that is not in quotes; text becomes what follows it.
std::string_view take_part(std::string_view& text) {
  bool quoted = false;
  size_t at = 0;
  for (; at < text.size() && (quoted || text[at] != ';'); at++) {
    if (text[at] == '\\' && quoted)
      at++;
    else if (text[at] == '"')
      quoted = !quoted;
  }
  std::string_view part = trim(text.substr(0, std::min(at, text.size())));
  text = trim(text.substr(std::min(at + 1, text.size())));
  return part;
}

CommandResult read_key(std::string_view text, const Machine& machine, Input& wish) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  auto plain = unescape(text);
  if (!plain) return {false, "an escape that is not one of \\n \\t \\r \\\\ \\\" \\xHH"};
  for (int i = 0; i < machine.device_count(); i++) {
    if (machine.device(i).info().kind != "uart") continue;
    auto bytes = std::as_bytes(std::span(plain->data(), plain->size()));
    wish = {0, InputKind::key, 0, static_cast<uint64_t>(i), 0, {bytes.begin(), bytes.end()}};
    return {};
  }
  return {false, "this board has no console"};
}

CommandResult read_poke(std::string_view text, const Machine& machine, const Program& program, Input& wish) {
  size_t space = std::min(text.find(' '), text.size());
  auto address = find_address(text.substr(0, space), machine, &program);
  auto bytes = hex_bytes(trim(text.substr(space)));
  if (!address) return {false, "`" + std::string(text.substr(0, space)) + "` is no address"};
  if (!bytes) return {false, "bytes are pairs of hexadecimal digits: poke 0x80000000 13 05 10 00"};
  wish = {0, InputKind::poke, 0, address->address, 0, std::move(*bytes)};
  return {};
}

CommandResult read_set(std::string_view text, const Machine& machine, const Program& program, Input& wish) {
  size_t space = std::min(text.find(' '), text.size());
  std::string_view name = text.substr(0, space);
  auto hart = static_cast<uint64_t>(machine.running_hart());
  if (name.starts_with("hart") && name.find('.') != name.npos) {
    auto number = parse_number(name.substr(4, name.find('.') - 4));
    if (!number || *number >= static_cast<uint64_t>(machine.hart_count()))
      return {false, "`" + std::string(name) + "`: there is no such hart"};
    hart = *number;
    name.remove_prefix(name.find('.') + 1);
  }
  const WordRow* row = find_word(machine.isa(), name);
  auto value = find_address(trim(text.substr(space)), machine, &program);
  bool settable = row && row->group == WordGroup::general && row->alias != "zero";
  if (!settable) return {false, "`" + std::string(name) + "` is no general register that can be set"};
  if (!value) return {false, "set REGISTER VALUE: the value is a number or a label"};
  wish = {0, InputKind::word, static_cast<uint8_t>(hart), row->word, value->address, {}};
  return {};
}

CommandResult read_flaw(std::string_view text, const Machine& machine, Input& wish) {
  size_t space = std::min(text.find(' '), text.size());
  auto flaw = find_flaw(text.substr(0, space));
  std::string_view state = trim(text.substr(space));
  if (!flaw || !(machine.board().flaws & flaw_bit(*flaw))) {
    std::string names;
    for (const FlawRow& row : flaw_rows()) {
      if (machine.board().flaws & flaw_bit(row.flaw))
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    return {false,
            "no flaw of this board is called `" + std::string(text.substr(0, space)) + "`\nflaws: " + names};
  }
  if (state != "on" && state != "off") return {false, "flaw NAME on, or flaw NAME off"};
  wish = {0, InputKind::flaw, 0, static_cast<uint64_t>(*flaw), state == "on", {}};
  return {};
}

}  // namespace

bool reaches_in(std::string_view command) {
  return command == "key" || command == "poke" || command == "set" || command == "flaw";
}

CommandResult read_input(std::string_view command, std::string_view rest, const Machine& machine,
                         const Program& program, Input& wish) {
  if (command == "key") return read_key(rest, machine, wish);
  if (command == "poke") return read_poke(rest, machine, program, wish);
  if (command == "set") return read_set(rest, machine, program, wish);
  return read_flaw(rest, machine, wish);
}

std::optional<uint64_t> take_number(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  auto number = parse_number(text.substr(0, end));
  if (number && !text.starts_with('-')) {
    text = trim(text.substr(end));
    return number;
  }
  return std::nullopt;
}

CommandResult read_inputs(std::string_view text, Tick last, const Machine& machine, const Program& program,
                          InputLog& inputs) {
  while (!text.empty()) {
    std::string_view part = take_part(text);
    if (part.empty()) continue;
    const std::string whole(part);
    auto tick = take_number(part);
    const size_t space = std::min(part.find(' '), part.size());
    const std::string_view command = part.substr(0, space);
    if (!tick || !reaches_in(command))
      return {false, "`" + whole + "`: expected a tick and a key, poke, set or flaw command"};
    if (*tick > last) return {false, "`" + whole + "`: none may be after tick " + with_commas(last)};
    if (!inputs.empty() && *tick < inputs.back().tick) return {false, "`" + whole + "`: ticks go up"};
    Input wish;
    CommandResult read = read_input(command, trim(part.substr(space)), machine, program, wish);
    if (!read.ok) return {false, "`" + whole + "`: " + read.message};
    wish.tick = *tick;
    inputs.push_back(std::move(wish));
  }
  return {};
}

}  // namespace trapdoor
