#include "engine/session/event_text.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "engine/session/match.h"
#include "engine/session/session.h"

namespace trapdoor {
namespace {

std::string bytes_text(uint64_t count) { return fmt::format("{} byte{}", count, count == 1 ? "" : "s"); }

std::string_view letter(const Machine& machine, uint8_t mode) {
  return find_mode(machine.isa(), mode).letter;
}

std::string_view trap_sort(uint8_t flags) {
  switch (static_cast<TrapKind>(flags)) {
    case TrapKind::interrupt:
      return "interrupt";
    case TrapKind::exception:
      return "exception";
    case TrapKind::syscall:
      return "syscall";
    case TrapKind::none:
      break;
  }
  return "trap";
}

std::string place(uint64_t address, const Program& program) {
  std::string name = program.name_of(address);
  return name.empty() ? fmt::format("{:#x}", address) : name;
}

// The place of code, with its line.
std::string code(uint64_t address, const Program& program) {
  return place(address, program) + place_text(program.place_of(address));
}

std::string trap_text(const Event& event, const Machine& machine, const Program& program) {
  const CauseRow* cause = find_cause(machine.isa(), static_cast<TrapKind>(event.flags), event.what);
  std::string text = fmt::format("trap {} {}", trap_sort(event.flags),
                                 cause ? std::string(cause->word) : fmt::format("cause {}", event.what));
  text += " at " + code(event.pc, program);
  if (event.address) text += " value " + place(event.address, program);
  return text + " -> " + code(event.value, program);
}

std::string who_text(uint8_t who) {
  switch (static_cast<Who>(who)) {
    case Who::instruction:
      return "instruction";
    case Who::trap_entry:
      return "trap entry";
    case Who::trap_return:
      return "trap return";
    case Who::device:
      return "device";
    case Who::outside:
      return "outside";
  }
  return "somebody";
}

std::string byte_text(uint64_t value) {
  char c = static_cast<char>(value);
  if (c == '\n') return "'\\n'";
  return std::isprint(static_cast<unsigned char>(c)) ? fmt::format("'{}'", c)
                                                     : fmt::format("{:#04x}", value & 0xff);
}

std::string instruction_name(const Event& event, const Isa& isa) {
  std::array<uint8_t, 8> bytes{};
  for (size_t i = 0; i < 8; i++) bytes[i] = static_cast<uint8_t>(event.value >> (8 * i));
  Decoded decoded = isa.decode(bytes);
  return decoded.row ? std::string(decoded.row->name) : fmt::format("{:#010x}", event.value);
}

}  // namespace

std::string word_text(const Isa& isa, uint16_t word) {
  for (const WordRow& row : isa.words) {
    if (row.word == word) return std::string(row.alias.empty() ? row.name : row.alias);
  }
  return fmt::format("word {}", word);
}

std::string register_text(const Event& event, const Machine& machine) {
  const Device& device = machine.device(event.what);
  for (const RegisterRow& row : device.info().registers) {
    if (row.offset == event.address) return fmt::format("{}.{}", machine.device_name(event.what), row.name);
  }
  return fmt::format("{}+{:#x}", machine.device_name(event.what), event.address);
}

std::string who_text(const Event& event, const Machine& machine) {
  bool dma = event.kind == EventKind::dma || event.kind == EventKind::dma_read;
  if (dma && static_cast<Who>(event.flags) == Who::device)
    return "dma of " + std::string(machine.device_name(event.what));
  bool told =
      dma || event.kind == EventKind::word || event.kind == EventKind::reg || event.kind == EventKind::read;
  return told ? who_text(event.flags) : "instruction";
}

std::string with_commas(uint64_t number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) digits.insert(static_cast<size_t>(i), ",");
  return digits;
}

std::string address_text(uint64_t address, const Program& program) {
  std::string name = program.name_of(address);
  std::string number = address >> 32 ? fmt::format("0x{:x}_{:04x}_{:04x}", address >> 32,
                                                   address >> 16 & 0xffff, address & 0xffff)
                                     : fmt::format("0x{:04x}_{:04x}", address >> 16, address & 0xffff);
  return name.empty() ? number : number + " <" + name + ">";
}

std::string to_text(const InterruptNews& news) {
  std::string text = news.why.source + "\n";
  for (const Gate& gate : news.why.gates) {
    text += fmt::format("  {:<6} {} ({})\n", gate.open ? "open" : "closed", gate.name, gate.reads);
    if (!gate.open) text += "         " + gate.help + "\n";
  }
  return text + "  " + last_text(news) + ", " + next_text(news) + "\n";
}

std::string last_text(const InterruptNews& news) {
  return news.last ? "last taken at tick " + with_commas(*news.last) : "never taken so far";
}

std::string next_text(const InterruptNews& news) {
  if (news.next) return "next at tick " + with_commas(*news.next);
  return "not taken before tick " + with_commas(news.searched_to);
}

std::string place_text(const std::optional<Place>& place) {
  if (!place) return "";
  std::string_view file = place->file;
  size_t slash = file.rfind('/');
  if (slash != std::string_view::npos && slash > 0) slash = file.rfind('/', slash - 1);
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return fmt::format(" ({}:{})", file, place->line);
}

std::string_view kind_word(EventKind kind) {
  for (const MatchKindRow& row : match_kinds()) {
    if (row.kinds == 1u << static_cast<int>(kind)) return row.name;
  }
  return kind == EventKind::walk ? "walk" : "event";
}

std::string to_text(const Event& event, const Machine& machine, const Program& program) {
  const Isa& isa = machine.isa();
  std::string head = fmt::format("tick {} ", with_commas(event.tick));
  std::string hart = fmt::format("hart{} ", event.hart);
  std::string crossing = fmt::format("{}->{} ", letter(machine, event.from), letter(machine, event.to));
  std::string mode = fmt::format("{} ", letter(machine, event.from));
  auto device = [&] { return std::string(machine.device_name(event.what)); };
  switch (event.kind) {
    case EventKind::trap:
      return head + hart + crossing + trap_text(event, machine, program);
    case EventKind::ret:
      return head + hart + crossing + "return at " + code(event.pc, program) + " -> " +
             code(event.value, program);
    case EventKind::wire: {
      const Machine::WireInfo& wire = machine.wire_infos()[event.what];
      return head + fmt::format("wire {} -> {} {}", wire.from, wire.to, event.value ? "high" : "low");
    }
    case EventKind::command:
      return head + fmt::format("command {} = {:#x}", register_text(event, machine), event.value);
    case EventKind::console:
      return head + "console " + device() + " sends " + byte_text(event.value);
    case EventKind::input:
      return head + "input " + device() + " receives " + byte_text(event.value);
    case EventKind::wait:
      return head + hart + mode + "wait at " + code(event.pc, program);
    case EventKind::power:
      return head + fmt::format("power off, exit code {}", event.value);
    case EventKind::instruction:
      return head + hart + mode +
             fmt::format("exec {} at {}", instruction_name(event, isa), code(event.pc, program));
    case EventKind::word:
      return head + hart + mode +
             fmt::format("word {} {:#x} -> {:#x} by {}", word_text(isa, event.what), event.old, event.value,
                         who_text(event.flags)) +
             (static_cast<Who>(event.flags) == Who::instruction ? " at " + code(event.pc, program) : "");
    case EventKind::load:
    case EventKind::store:
      return head + hart + mode +
             fmt::format("{} {} at {} = {:#x} by {}", kind_word(event.kind), bytes_text(event.size),
                         place(event.address, program), event.value, code(event.pc, program));
    case EventKind::walk:
      return head + hart + mode +
             fmt::format("walk level {} entry at {:#x} = {:#x}", event.what, event.address, event.value);
    case EventKind::dma:
      if (static_cast<Who>(event.flags) == Who::outside)
        return head + fmt::format("{} written at {} from the outside", bytes_text(event.value),
                                  place(event.address, program));
      return head + fmt::format("dma {} writes {} at {}", device(), bytes_text(event.value),
                                place(event.address, program));
    case EventKind::dma_read:
      return head + fmt::format("dma {} reads {} at {}", device(), bytes_text(event.value),
                                place(event.address, program));
    case EventKind::reg:
      return head + fmt::format("register {} {:#x} -> {:#x} by {}", register_text(event, machine), event.old,
                                event.value, who_text(event.flags));
    case EventKind::read:
      return head + hart + mode +
             fmt::format("read {} = {:#x} by {} at {}", word_text(isa, event.what), event.value,
                         who_text(event.flags), code(event.pc, program));
    case EventKind::fetch:
    case EventKind::none:
      break;
  }
  return head + "event";
}

}  // namespace trapdoor
