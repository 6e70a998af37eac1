// Trace export: a run's events in formats that other tools open.
//   perfetto  Chrome's JSON trace: opens in the Perfetto UI; a track per hart with its modes as slices, a track of wires'
//             levels, and every other event as a mark. One tick is shown as one microsecond.
//   json      one object a line, every number named, words from rows beside them
//   vcd       IEEE 1364 value change dump: each hart's mode and each wire as a signal; one tick is 1 ns
// Laws: 1. The events are written as they come; nothing but the open slices is kept.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

enum class TraceFormat : uint8_t { perfetto, json, vcd };
std::optional<TraceFormat> find_trace_format(std::string_view name);

class TraceWriter {
 public:
  TraceWriter(TraceFormat, const Machine&, const Program&);
  std::string begin();              // what stands before the first event
  std::string event(const Event&);  // may be empty
  std::string end(Tick now);        // what stands after the last

 private:
  struct OpenMode {
    uint8_t mode = 0;
    Tick since = 0;
    std::string name;
  };
  std::string perfetto(const Event&);
  std::string json(const Event&) const;
  std::string vcd(const Event&);
  std::string slice(size_t hart, Tick until);
  std::string item(const std::string& object);

  TraceFormat format_;
  const Machine& machine_;
  const Program& program_;
  std::vector<OpenMode> open_;
  bool first_ = true;
  Tick written_tick_ = kNever;  // of the last #time in a VCD
};

}  // namespace trapdoor
