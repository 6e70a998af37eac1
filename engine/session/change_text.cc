#include "engine/session/change_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/bits.h"
#include "engine/program/disassembler.h"
#include "engine/session/event_text.h"

namespace trapdoor {
namespace {

// The rows that cut this word or register into fields, and its name among them.
struct Fields {
  std::span<const FieldRow> rows;
  std::string_view of;
};

Fields fields_of(const Change& change, const Machine& machine) {
  const Event& event = change.event;
  if (event.kind == EventKind::word) {
    for (const ViewRow& row : machine.isa().views) {
      if (row.name == change.what) return {machine.isa().fields, row.name};
    }
    for (const WordRow& row : machine.isa().words) {
      if (row.word == event.what) return {machine.isa().fields, row.name};
    }
  }
  if (event.kind == EventKind::reg) {
    const DeviceInfo& info = machine.device(event.what).info();
    for (const RegisterRow& row : info.registers) {
      if (row.offset == event.address) return {info.fields, row.name};
    }
  }
  return {};
}

std::string value_text(const Event& event, uint64_t value, const Machine& machine, const Program& program) {
  if (event.kind == EventKind::word && event.what == machine.isa().mode_word)
    return std::string(find_mode(machine.isa(), static_cast<uint8_t>(value)).letter);
  return program.name_of(value).empty() ? fmt::format("{:#x}", value) : address_text(value, program);
}

std::string instruction_text(const Event& event, const Machine& machine, const Program& program) {
  std::array<uint8_t, 8> bytes{};
  for (size_t i = 0; i < bytes.size(); i++) bytes[i] = static_cast<uint8_t>(event.value >> (8 * i));
  if (machine.isa().assembly == nullptr) return fmt::format("{:#x}", event.value);
  const size_t size = event.size == 0 ? 4 : std::min<size_t>(event.size, bytes.size());
  return Disassembler(machine.isa()).at(std::span(bytes).first(size), event.pc, &program).text;
}

}  // namespace

std::string fields_text(const Change& change, const Machine& machine) {
  const Fields fields = fields_of(change, machine);
  std::string text;
  for (const FieldRow& row : fields.rows) {
    if (row.word != fields.of) continue;
    const uint64_t old = bits(change.old, row.high, row.low), value = bits(change.value, row.high, row.low);
    if (old != value)
      text += fmt::format("{}{} {:#x} -> {:#x}", text.empty() ? "" : ", ", row.name, old, value);
  }
  return text;
}

std::optional<std::string> title_text(const Event& event, const Machine& machine, const Program& program) {
  if (event.kind == EventKind::instruction) {
    const std::string name = program.name_of(event.pc);
    return fmt::format("{} at {}{}", instruction_text(event, machine, program),
                       name.empty() ? address_text(event.pc, program) : name,
                       place_text(program.place_of(event.pc)));
  }
  if (event.kind != EventKind::trap && event.kind != EventKind::ret) return std::nullopt;
  const std::string text = to_text(event, machine, program);  // "tick 1,234 hart0 U->S trap interrupt ..."
  return text.substr(
      std::min(text.size(), text.find(event.kind == EventKind::trap ? " trap " : " return ") + 1));
}

std::vector<std::optional<uint64_t>> ram_places(const std::vector<Change>& changes) {
  std::vector<std::optional<uint64_t>> places;
  for (size_t i = 0; i < changes.size(); i++) {
    const Event& event = changes[i].event;
    std::optional<uint64_t> place;
    if (event.kind == EventKind::store || event.kind == EventKind::dma) {
      const bool goes_on = i > 0 && changes[i - 1].event == event && places.back();
      place = goes_on ? (*places.back() | 7) + 1 : event.old;
    }
    places.push_back(place);
  }
  return places;
}

CommandResult tell_changes(const Session& session, const CommandLine& line) {
  const Machine& machine = session.machine();
  const Program& program = session.program();
  const Tick now = machine.now(), end = session.end();
  Tick tick = line.number;
  if (line.rest.empty()) {
    if (now == 0) return {false, "no tick has run yet\nstep, and ask again"};
    tick = now - 1;
  } else if (line.number == kNever && end > 0) {  // `end`
    tick = end - 1;
  }
  if (tick >= end) {
    return {false, fmt::format("{} has not run yet: the run ends at tick {}",
                               tick == kNever ? "that tick" : "tick " + with_commas(tick), with_commas(end))};
  }
  const bool harts = machine.hart_count() > 1;
  auto hart = [&](const Event& event) { return harts ? fmt::format("hart{} ", event.hart) : std::string(); };
  std::string text = "tick " + with_commas(tick);
  for (const Event& event : session.events_of(tick)) {
    if (const auto title = title_text(event, machine, program)) text += "\n" + hart(event) + *title;
  }
  const std::vector<Change> changes = session.changes_of(tick);
  for (const Change& change : changes) {
    const std::string fields = fields_text(change, machine);
    text += fmt::format("\n  {} {} -> {}{} by {}{}", change.what,
                        value_text(change.event, change.old, machine, program),
                        value_text(change.event, change.value, machine, program),
                        fields.empty() ? "" : " (" + fields + ")", hart(change.event), change.who);
  }
  return {true, text + (changes.empty() ? "\n  nothing changed but the program counter" : "")};
}

}  // namespace trapdoor
