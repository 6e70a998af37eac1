#include "engine/session/gdb_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/session/gdb_packet.h"

namespace trapdoor {

using namespace gdb;

namespace {

// What is bits of a word to us, and a register to GDB.
struct PartRow {
  std::string_view word, name;
  int shift;
  uint64_t mask;
};
constexpr PartRow kParts[] = {{"fcsr", "fflags", 0, 0x1f}, {"fcsr", "frm", 5, 0x7}};

}  // namespace

GdbServer::GdbServer(Session& session) : session_(session) {
  const Isa& isa = machine().isa();
  auto add = [&](const WordRow& row, std::string_view type) {
    registers_.push_back({row.word, row.group, std::string(row.alias.empty() ? row.name : row.alias), type});
  };
  for (const WordRow& row : isa.words) {
    if (row.group == WordGroup::general && row.word != isa.pc_word) add(row, "int");
  }
  registers_.push_back({isa.pc_word, WordGroup::general, "pc", "code_ptr"});
  for (const WordRow& row : isa.words) {
    if (row.group != WordGroup::floating) continue;
    add(row, row.alias.empty() ? "int" : "ieee_double");
    for (const PartRow& part : kParts) {
      if (part.word == row.name)
        registers_.push_back({row.word, row.group, std::string(part.name), "int", part.shift, part.mask});
    }
  }
  for (const WordRow& row : isa.words) {
    if (row.group == WordGroup::control && row.word != isa.pc_word)
      registers_.push_back({row.word, row.group, std::string(row.name)});
  }
}

std::string GdbServer::receive(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    if (input_.empty() && c == '\x03') {
      session_.apply("pause");
      out += poll();
    } else if (!input_.empty() || c == '$') {
      input_ += c;
      if (input_.size() > 4 * kMostBytes) input_.clear();
    }
    if (input_.size() < 4 || input_[input_.size() - 3] != '#') continue;
    std::string packet = input_.substr(1, input_.size() - 4);
    bool intact = framed(packet) == input_;
    input_.clear();
    out += intact ? '+' : '-';
    if (!intact) continue;
    std::string answer = handle(packet);
    if (!waits_ && !finished_) out += framed(answer);
    if (finished_ && packet[0] == 'D') out += framed("OK");
  }
  return out;
}

std::string GdbServer::poll() {
  if (!waits_ || session_.running()) return {};
  waits_ = false;
  return framed(stop_reply());
}

std::string GdbServer::handle(std::string_view packet) {
  std::string_view rest = packet.substr(std::min<size_t>(1, packet.size()));
  switch (packet.empty() ? '\0' : packet[0]) {
    case '?':
      return stop_reply();
    case 'g':
      return registers();
    case 'p':
      return read_register(rest);
    case 'P':
      return write_register(rest);
    case 'm':
      return read_memory(rest);
    case 'M':
      return write_memory(rest);
    case 'Z':
    case 'z':
      return change_breakpoint(packet);
    case 'c':
      return resume("run");
    case 's':
      return resume("step");
    case 'b':
      return rest == "c" ? resume("back-run") : rest == "s" ? resume("back") : "";
    case 'q':
      return query(packet);
    case 'T':
      return "OK";
    case 'H': {
      auto number = rest.empty() ? std::nullopt : hex(rest.substr(1));
      thread_ =
          number && *number <= static_cast<uint64_t>(machine().hart_count()) ? static_cast<int>(*number) : 0;
      return "OK";
    }
    case 'D':
    case 'k':
      finished_ = true;
      return "OK";
    default:
      return "";  // not known: GDB does without
  }
}

std::string GdbServer::registers() const {
  std::string text;
  for (const Register& reg : registers_) {
    if (reg.group == WordGroup::general) text += little_endian(machine().hart(hart()).cpu[reg.word]);
  }
  return text;
}

std::string GdbServer::read_register(std::string_view number) const {
  auto index = hex(number);
  if (!index || *index >= registers_.size()) return "E01";
  const Register& reg = registers_[*index];
  return little_endian(machine().isa().read_word(machine(), hart(), reg.word) >> reg.shift & reg.mask);
}

std::string GdbServer::write_register(std::string_view packet) {
  size_t equals = packet.find('=');
  auto index = hex(packet.substr(0, equals));
  auto bytes = equals == std::string_view::npos ? std::nullopt : from_hex(packet.substr(equals + 1));
  if (!index || *index >= registers_.size() || !bytes || bytes->size() != 8 ||
      hart() != machine().running_hart())
    return "E01";
  uint64_t value = 0;
  std::memcpy(&value, bytes->data(), 8);
  return session_.apply(fmt::format("set {} {}", registers_[*index].name, value)).ok ? "OK" : "E02";
}

std::optional<uint64_t> GdbServer::physical(uint64_t address, AccessKind kind) const {
  const Isa& isa = machine().isa();
  auto mode = static_cast<uint8_t>(machine().hart(hart()).cpu[isa.mode_word]);
  Translation at = isa.translate(machine(), hart(), address, kind, mode);
  if (!at.ok && kind == AccessKind::load)
    at = isa.translate(machine(), hart(), address, AccessKind::fetch, mode);
  if (at.ok) return at.physical;
  return std::nullopt;
}

std::string GdbServer::read_memory(std::string_view packet) const {
  auto range = two(packet);
  if (!range || range->second > kMostBytes / 2) return "E01";
  std::string text;
  for (uint64_t done = 0; done < range->second;) {
    uint64_t address = range->first + done;
    uint64_t size = std::min(range->second - done, kPageSize - address % kPageSize);
    std::vector<std::byte> bytes(size);
    auto place = physical(address, AccessKind::load);
    if (!place || !machine().bus.peek(*place, bytes)) break;
    text += to_hex(bytes);
    done += size;
  }
  return text.empty() && range->second ? "E14" : text;
}

std::string GdbServer::write_memory(std::string_view packet) {
  size_t colon = packet.find(':');
  auto range = two(packet.substr(0, colon));
  auto bytes = colon == std::string_view::npos ? std::nullopt : from_hex(packet.substr(colon + 1));
  if (!range || !bytes || bytes->size() != range->second) return "E01";
  for (uint64_t done = 0; done < range->second;) {
    uint64_t address = range->first + done;
    uint64_t size = std::min(range->second - done, kPageSize - address % kPageSize);
    auto place = physical(address, AccessKind::load);
    if (!place ||
        !session_
             .apply(fmt::format("poke {:#x} {}", *place, to_hex(std::string_view(*bytes).substr(done, size))))
             .ok)
      return "E14";
    done += size;
  }
  return "OK";
}

// Z or z, then type 0 and 1: stop before an instruction; 2: after a write, a device's too; 3: a load; 4: either.
std::string GdbServer::change_breakpoint(std::string_view packet) {
  bool set = packet[0] == 'Z';
  std::string_view rest = packet.substr(1, packet.find(';') - 1);
  auto range = rest.size() > 2 && rest[1] == ',' ? two(rest.substr(2)) : std::nullopt;
  if (!range || rest[0] < '0' || rest[0] > '4') return "";
  if (!set) {
    for (const Breakpoint& breakpoint : breakpoints_) {
      if (breakpoint.key == rest) session_.apply("unbreak " + std::to_string(breakpoint.stopper));
    }
    std::erase_if(breakpoints_, [&](const Breakpoint& breakpoint) { return breakpoint.key == rest; });
    return "OK";
  }
  std::vector<std::string> matches;
  std::string place =
      fmt::format("at={:#x}..{:#x}", range->first, range->first + std::max<uint64_t>(range->second, 1) - 1);
  if (rest[0] <= '1') matches.push_back(fmt::format("exec pc={:#x}", range->first));
  if (rest[0] == '2' || rest[0] == '4') matches.push_back("write " + place);
  if (rest[0] == '3' || rest[0] == '4') matches.push_back("load " + place);
  for (const std::string& match : matches) {
    if (!session_.apply("break " + match).ok) return "E01";
    breakpoints_.push_back({std::string(rest), session_.stoppers().back().id});
  }
  return "OK";
}

std::string GdbServer::resume(std::string_view command) {
  backwards_ = command.starts_with("back");
  CommandResult result = session_.apply(command);
  if (!result.ok) return "E01";
  waits_ = session_.running();
  return waits_ ? "" : stop_reply();
}

std::string GdbServer::stop_reply() const {
  if (machine().powered_off()) return fmt::format("W{:02x}", machine().exit_code() & 0xff);
  std::string reply = fmt::format("T05thread:{:x};", machine().running_hart() + 1);
  if (backwards_ && machine().now() == 0) return reply + "replaylog:begin;";
  const std::string& why = session_.stopped_because();
  for (const Breakpoint& breakpoint : breakpoints_) {
    if (!why.starts_with("breakpoint " + std::to_string(breakpoint.stopper) + ":")) continue;
    auto range = two(std::string_view(breakpoint.key).substr(2));
    if (breakpoint.key[0] >= '2' && range) {
      constexpr std::string_view kNames[] = {"watch", "rwatch", "awatch"};
      return reply + fmt::format("{}:{:x};", kNames[breakpoint.key[0] - '2'], range->first);
    }
    return reply + (breakpoint.key[0] == '0' ? "swbreak:;" : "hwbreak:;");
  }
  return reply;
}

}  // namespace trapdoor
