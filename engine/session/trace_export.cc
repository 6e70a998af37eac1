#include "engine/session/trace_export.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/session/event_text.h"

namespace trapdoor {
namespace {

using Json = nlohmann::ordered_json;

bool crosses(const Event& event) { return event.kind == EventKind::trap || event.kind == EventKind::ret; }

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// VCD names a signal by a short text of printable characters.
std::string vcd_name(size_t number) {
  std::string name;
  do {
    name += static_cast<char>('!' + number % 94);
    number /= 94;
  } while (number);
  return name;
}

std::string vcd_word(std::string_view text) {
  std::string word(text);
  for (char& c : word) {
    if (c == ' ' || c == '.') c = '_';
  }
  return word;
}

}  // namespace

std::optional<TraceFormat> find_trace_format(std::string_view name) {
  if (name == "perfetto") return TraceFormat::perfetto;
  if (name == "json") return TraceFormat::json;
  if (name == "vcd") return TraceFormat::vcd;
  return std::nullopt;
}

TraceWriter::TraceWriter(TraceFormat format, const Machine& machine, const Program& program)
    : format_(format), machine_(machine), program_(program) {
  for (int i = 0; i < machine.hart_count(); i++) {
    auto mode = static_cast<uint8_t>(machine.hart(i).cpu[machine.isa().mode_word]);
    open_.push_back({mode, machine.now(), "start"});
  }
}

std::string TraceWriter::item(const std::string& object) {
  std::string text = (first_ ? "" : ",\n") + object;
  first_ = false;
  return text;
}

std::string TraceWriter::begin() {
  if (format_ == TraceFormat::json) return {};
  std::string text;
  if (format_ == TraceFormat::perfetto) {
    text = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
    Json process = {{"ph", "M"},
                    {"pid", 1},
                    {"name", "process_name"},
                    {"args", {{"name", std::string(machine_.board().title)}}}};
    text += item(dump(process));
    for (size_t i = 0; i <= open_.size(); i++) {
      std::string name = i < open_.size() ? "hart " + std::to_string(i) : "devices";
      Json thread = {
          {"ph", "M"}, {"pid", 1}, {"tid", i}, {"name", "thread_name"}, {"args", {{"name", name}}}};
      text += item(dump(thread));
    }
    return text;
  }
  text = "$comment Trapdoor; one tick is 1 ns $end\n$timescale 1ns $end\n$scope module " +
         vcd_word(machine_.board().name) + " $end\n";
  for (size_t i = 0; i < open_.size(); i++)
    text += fmt::format("$var wire 2 {} hart{}_mode $end\n", vcd_name(i), i);
  const auto& wires = machine_.wire_infos();
  for (size_t i = 0; i < wires.size(); i++) {
    text += fmt::format("$var wire 1 {} {}__{} $end\n", vcd_name(open_.size() + i), vcd_word(wires[i].from),
                        vcd_word(wires[i].to));
  }
  text += fmt::format("$upscope $end\n$enddefinitions $end\n#{}\n$dumpvars\n", machine_.now());
  for (size_t i = 0; i < open_.size(); i++)
    text += fmt::format("b{:02b} {}\n", open_[i].mode & 3, vcd_name(i));
  for (size_t i = 0; i < wires.size(); i++) {
    text += fmt::format("{}{}\n", machine_.wires()[static_cast<int>(i)] ? 1 : 0, vcd_name(open_.size() + i));
  }
  written_tick_ = machine_.now();
  return text + "$end\n";
}

std::string TraceWriter::event(const Event& event) {
  switch (format_) {
    case TraceFormat::perfetto:
      return perfetto(event);
    case TraceFormat::json:
      return json(event);
    case TraceFormat::vcd:
      return vcd(event);
  }
  return {};
}

// The mode a hart was in up to now.
std::string TraceWriter::slice(size_t hart, Tick until) {
  const OpenMode& open = open_[hart];
  Json object = {{"ph", "X"},
                 {"pid", 1},
                 {"tid", hart},
                 {"ts", open.since},
                 {"dur", until - open.since},
                 {"name", std::string(find_mode(machine_.isa(), open.mode).name)},
                 {"args", {{"by", open.name}}}};
  return item(dump(object));
}

std::string TraceWriter::perfetto(const Event& event) {
  std::string text;
  std::string words = to_text(event, machine_, program_);
  words = words.substr(words.find(' ', 5) + 1);  // without "tick N"
  if (event.kind == EventKind::wire) {
    Json counter = {{"ph", "C"},
                    {"pid", 1},
                    {"ts", event.tick},
                    {"name", machine_.wire_infos()[event.what].from},
                    {"args", {{"level", event.value}}}};
    return item(dump(counter));
  }
  bool of_device =
      event.kind == EventKind::command || event.kind == EventKind::console || event.kind == EventKind::input;
  size_t track = of_device ? open_.size() : event.hart;
  if (crosses(event) && event.hart < open_.size()) {
    text += slice(event.hart, event.tick + 1);
    open_[event.hart] = {event.to, event.tick + 1, words};
  }
  Json mark = {{"ph", "i"},
               {"s", "t"},
               {"pid", 1},
               {"tid", track},
               {"ts", event.tick},
               {"name", std::string(kind_word(event.kind))},
               {"args", {{"what", words}}}};
  return text + item(dump(mark));
}

std::string TraceWriter::json(const Event& event) const {
  Json object = {{"tick", event.tick},
                 {"kind", std::string(kind_word(event.kind))},
                 {"hart", event.hart},
                 {"from", std::string(find_mode(machine_.isa(), event.from).letter)},
                 {"to", std::string(find_mode(machine_.isa(), event.to).letter)},
                 {"pc", fmt::format("{:#x}", event.pc)},
                 {"place", program_.name_of(event.pc)},
                 {"what", event.what},
                 {"address", fmt::format("{:#x}", event.address)},
                 {"value", fmt::format("{:#x}", event.value)},
                 {"old", fmt::format("{:#x}", event.old)},
                 {"size", event.size},
                 {"text", to_text(event, machine_, program_)}};
  return dump(object) + "\n";
}

std::string TraceWriter::vcd(const Event& event) {
  std::string change;
  Tick tick = event.tick;
  if (crosses(event) && event.from != event.to) {
    change = fmt::format("b{:02b} {}\n", event.to & 3, vcd_name(event.hart));
    tick++;  // the new mode holds from the end of the tick
  } else if (event.kind == EventKind::wire) {
    change = fmt::format("{}{}\n", event.value ? 1 : 0, vcd_name(open_.size() + event.what));
  } else {
    return {};
  }
  // Times may not go back: what happens at the tick a mode has just begun belongs to the same time.
  if (written_tick_ != kNever && tick < written_tick_) tick = written_tick_;
  std::string text = tick == written_tick_ ? "" : fmt::format("#{}\n", tick);
  written_tick_ = tick;
  return text + change;
}

std::string TraceWriter::end(Tick now) {
  if (format_ == TraceFormat::json) return {};
  if (format_ == TraceFormat::vcd) return now > written_tick_ ? fmt::format("#{}\n", now) : std::string();
  std::string text;
  for (size_t i = 0; i < open_.size(); i++) text += slice(i, std::max(now, open_[i].since));
  return text + "\n]}\n";
}

}  // namespace trapdoor
