// What a debugger asks besides memory and registers: what we can do, what the machine is made of, and `monitor`.
#include <fmt/format.h>

#include <algorithm>

#include "engine/session/gdb_packet.h"
#include "engine/session/gdb_server.h"

namespace trapdoor {

using namespace gdb;

namespace {

// How GDB calls what our rows call otherwise. The order of general registers is that of the rows, then the pc.
struct TargetRow {
  std::string_view isa, architecture;
  struct {
    WordGroup group;
    std::string_view feature;
  } groups[3];
};
constexpr TargetRow kTargets[] = {
    {"riscv",
     "riscv:rv64",
     {{WordGroup::general, "org.gnu.gdb.riscv.cpu"},
      {WordGroup::floating, "org.gnu.gdb.riscv.fpu"},
      {WordGroup::control, "org.gnu.gdb.riscv.csr"}}},
};
}  // namespace

std::string GdbServer::query(std::string_view packet) {
  if (packet.starts_with("qSupported"))
    return "PacketSize=2000;qXfer:features:read+;ReverseStep+;ReverseContinue+;swbreak+;hwbreak+";
  if (packet == "qAttached") return "1";
  if (packet == "qC") return fmt::format("QC{:x}", machine().running_hart() + 1);
  if (packet == "qsThreadInfo") return "l";
  if (packet == "qfThreadInfo") {
    std::string list = "m";
    for (int i = 1; i <= machine().hart_count(); i++) list += (i > 1 ? "," : "") + fmt::format("{:x}", i);
    return list;
  }
  if (packet.starts_with("qThreadExtraInfo,")) {
    auto number = hex(packet.substr(17));
    if (!number || *number == 0 || *number > static_cast<uint64_t>(machine().hart_count())) return "E01";
    const Cpu& cpu = machine().hart(static_cast<int>(*number) - 1).cpu;
    const Isa& isa = machine().isa();
    return to_hex("hart " + std::to_string(*number - 1) + ", " +
                  std::string(find_mode(isa, static_cast<uint8_t>(cpu[isa.mode_word])).name) + " mode");
  }
  if (packet.starts_with("qRcmd,")) return monitor(packet.substr(6));
  constexpr std::string_view kFeatures = "qXfer:features:read:target.xml:";
  if (packet.starts_with(kFeatures)) {
    auto range = two(packet.substr(kFeatures.size()));
    if (!range) return "E01";
    std::string text = target_description();
    if (range->first >= text.size()) return "l";
    std::string part = text.substr(range->first, std::min<uint64_t>(range->second, kMostBytes - 8));
    return (range->first + part.size() < text.size() ? "m" : "l") + part;
  }
  return "";
}

std::string GdbServer::target_description() const {
  const Isa& isa = machine().isa();
  const TargetRow* row = std::find_if(std::begin(kTargets), std::end(kTargets),
                                      [&](const TargetRow& r) { return r.isa == isa.name; });
  if (row == std::end(kTargets)) return "<target version=\"1.0\"></target>";
  std::string text =
      "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\">";
  text += fmt::format("<architecture>{}</architecture>", row->architecture);
  for (const auto& [group, feature] : row->groups) {
    text += fmt::format("<feature name=\"{}\">", feature);
    for (size_t i = 0; i < registers_.size(); i++) {
      if (registers_[i].group != group) continue;
      text += fmt::format("<reg name=\"{}\" bitsize=\"64\" regnum=\"{}\" type=\"{}\"/>", registers_[i].name,
                          i, registers_[i].type);
    }
    text += "</feature>";
  }
  return text + "</target>";
}

std::string GdbServer::monitor(std::string_view packet) {
  auto command = from_hex(packet);
  if (!command) return "E01";
  CommandResult result = session_.apply(*command);
  // Commands that let time pass do so here: the debugger looks at the machine right after.
  while (session_.running() && !session_.waiting() && *command != "run") session_.advance(1'000'000);
  if (*command == "run") session_.apply("pause");
  std::string text = result.message;
  if (!session_.stopped_because().empty() && text.empty()) text = session_.stopped_because();
  if (text.empty()) return "OK";
  if (!text.ends_with('\n')) text += '\n';
  return to_hex(text.substr(0, kMostBytes / 2 - 16));
}

}  // namespace trapdoor
