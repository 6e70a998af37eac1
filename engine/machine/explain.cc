#include "engine/machine/explain.h"

#include <algorithm>

namespace trapdoor {
namespace {

using WireInfo = Machine::WireInfo;
using Gates = std::vector<Gate>;

bool level_of(const Machine& machine, const WireInfo& wire) {
  return machine.wires()[static_cast<int>(&wire - machine.wire_infos().data())];
}

int output_port(const Machine& machine, const WireInfo& wire) {
  auto ports = machine.device(wire.device).info().outputs;
  std::string_view name = std::string_view(wire.from).substr(wire.from.find('.') + 1);
  return static_cast<int>(std::find(ports.begin(), ports.end(), name) - ports.begin());
}

// Gates only looks; an Io for looking is made of a machine that may be changed.
Io io_for_looking(const Machine& machine, int device) { return Io(const_cast<Machine&>(machine), device); }

bool all_open(const Gates& gates) {
  return std::all_of(gates.begin(), gates.end(), [](const Gate& gate) { return gate.open; });
}

// What the device needs for its wire to be high; when it has nothing to say about that, the wire speaks.
Gates asking(const Machine& machine, const WireInfo& wire) {
  Gates gates =
      machine.device(wire.device).gates(io_for_looking(machine, wire.device), output_port(machine, wire), -1);
  if (!gates.empty()) return gates;
  bool level = level_of(machine, wire);
  return {{std::string(machine.device_name(wire.device)) + " asks", level,
           wire.from + (level ? " is high" : " is low"),
           "The device raises its wire when it has something to tell, and keeps it up until it was served."}};
}

// The sources that one wire into a hart carries, each with the gates of devices and controller.
class Sources {
 public:
  Sources(const Machine& machine, const WireInfo& out, const Explanation& rest)
      : machine_(machine), out_(out), rest_(rest) {}

  void add_to(std::vector<Explanation>& all) {
    bool controller = false;
    for (const WireInfo& in : machine_.wire_infos()) {
      if (in.to_device != out_.device) continue;
      controller = true;
      add_through(in, all);
    }
    if (!controller) add(asking(machine_, out_), out_.device, {}, rest_.source, all);
    if (!quiet_.empty()) {
      Gate none{"a device asks", false, "none of these does: " + quiet_,
                "Let the device ask, and the controller pass it on."};
      add({none}, -1, quiet_inputs_, rest_.source + (found_ ? " from another device" : ""), all);
    }
  }

 private:
  // A device that is quiet and that the controller keeps out as well is not worth a line of its own.
  void add_through(const WireInfo& in, std::vector<Explanation>& all) {
    Gates gates = asking(machine_, in);
    Gates rest = machine_.device(out_.device)
                     .gates(io_for_looking(machine_, out_.device), output_port(machine_, out_), in.to_port);
    std::string name(machine_.device_name(in.device));
    if (!rest.empty() && rest.front().settles && rest.front().open) {
      gates.clear();
    } else if (!gates.front().open && !all_open(rest)) {
      quiet_ += (quiet_.empty() ? "" : ", ") + name;
      quiet_inputs_.push_back(in.to_port);
      return;
    }
    gates.insert(gates.end(), rest.begin(), rest.end());
    found_ = true;
    add(std::move(gates), in.device, {in.to_port}, rest_.source + " from " + name, all);
  }

  // inputs: of the controller, if there is one.
  void add(Gates gates, int device, std::vector<int> inputs, std::string source,
           std::vector<Explanation>& all) {
    Explanation one = rest_;
    gates.insert(gates.end(), rest_.gates.begin() + 1, rest_.gates.end());
    one.gates = std::move(gates);
    one.device = device;
    if (!inputs.empty()) one.controller = out_.device, one.output = output_port(machine_, out_);
    one.inputs = std::move(inputs);
    one.source = std::move(source);
    all.push_back(std::move(one));
  }

  const Machine& machine_;
  const WireInfo& out_;
  const Explanation& rest_;  // what the instruction set says
  std::string quiet_;
  std::vector<int> quiet_inputs_;
  bool found_ = false;
};

}  // namespace

std::vector<Explanation> explain(const Machine& machine, int hart) {
  std::vector<Explanation> all;
  for (Explanation& one : machine.isa().explain(machine, hart)) {
    const WireInfo* out = nullptr;
    for (const WireInfo& wire : machine.wire_infos()) {
      if (wire.to_hart == hart && wire.to_bit == one.input_bit) out = &wire;
    }
    bool software = out && !level_of(machine, *out) && one.gates.front().open;
    if (!out || software) {
      all.push_back(std::move(one));
    } else {
      Sources(machine, *out, one).add_to(all);
    }
  }
  return all;
}

}  // namespace trapdoor
