#include "engine/program/layout.h"

#include <algorithm>
#include <tuple>

#include "engine/program/output_rules.h"
#include "engine/program/resolve.h"
#include "engine/program/settle.h"

namespace trapdoor::assembler {
namespace {

struct Output {
  std::string name;
  SectionKind kind;
  bool known;                                  // one of the four names of the rules
  std::vector<std::pair<int, size_t>> inputs;  // (order, index into Object::sections)
  uint64_t address = 0, size = 0;
};

class Layout {
 public:
  explicit Layout(Job& job) : job_(job), object_(job.object) {}

  Program run() {
    find_globals();
    for (size_t i = 0; i < object_.sections.size() && !job_.stopped; i++)
      settle(job_, static_cast<int32_t>(i));
    gather();
    place();
    if (job_.stopped) return {};
    define_ends();
    Program program;
    Resolver resolver(job_);
    for (const Output& output : outputs_) program.sections.push_back(build(output, resolver));
    resolver.add_symbols(program);
    add_lines(program);
    program.files = object_.files;
    const Symbol* start = program.find_symbol("_start");
    if (start) {
      program.entry = start->address;
    } else if (!program.sections.empty()) {
      program.entry = program.sections.front().address;
    }
    return program;
  }

 private:
  void find_globals() {
    for (size_t i = 0; i < object_.symbols.size(); i++) {
      const SymbolEntry& symbol = object_.symbols[i];
      if (!symbol.global || symbol.state == SymbolState::undefined) continue;
      auto [found, fresh] = object_.globals.try_emplace(symbol.name, static_cast<int32_t>(i));
      if (fresh) continue;
      const SymbolEntry& other = object_.symbols[static_cast<size_t>(found->second)];
      if (other.weak && !symbol.weak) {
        found->second = static_cast<int32_t>(i);
      } else if (!other.weak && !symbol.weak) {
        job_.report(symbol.spot, "`" + symbol.name + "' is already defined in line " +
                                     std::to_string(other.spot.line) + " of " +
                                     object_.files[other.spot.file]);
      }
    }
  }

  void gather() {
    for (size_t i = 0; i < object_.sections.size(); i++) {
      const InputSection& section = object_.sections[i];
      if (section.kind == SectionKind::not_loaded) continue;
      const OutputRule* rule = output_rule(section.name);
      std::string_view name = rule ? rule->output : std::string_view(section.name);
      auto found =
          std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.name == name; });
      if (found == outputs_.end()) {
        outputs_.push_back({std::string(name), section.kind, rule != nullptr, {}});
        found = outputs_.end() - 1;
      }
      if (found->kind == SectionKind::zero && section.kind != SectionKind::zero) found->kind = section.kind;
      found->inputs.push_back({rule ? rule->order : 0, i});
    }
    for (Output& output : outputs_)
      std::stable_sort(output.inputs.begin(), output.inputs.end(),
                       [](auto a, auto b) { return a.first < b.first; });
    std::stable_sort(outputs_.begin(), outputs_.end(), [](const Output& a, const Output& b) {
      return std::make_tuple(a.kind, !a.known) < std::make_tuple(b.kind, !b.known);
    });
  }

  void place() {
    uint64_t address = job_.options.text_address;
    std::vector<Output> kept;
    uint64_t total = 0;
    for (Output& output : outputs_) {
      uint64_t align = kOutputAlign, size = 0;
      for (auto [order, i] : output.inputs) {
        align = std::max(align, object_.sections[i].align);
        size += object_.sections[i].size;
      }
      if (size == 0 && output.name != ".text") {  // its symbols still need a place
        for (auto [order, i] : output.inputs) object_.sections[i].address = address;
        continue;
      }
      auto fixed = job_.options.section_addresses.find(output.name);
      if (fixed != job_.options.section_addresses.end()) address = fixed->second;
      address = (address + align - 1) & ~(align - 1);
      output.address = address;
      for (auto [order, i] : output.inputs) {
        InputSection& section = object_.sections[i];
        address = (address + section.align - 1) & ~(section.align - 1);
        section.address = address;
        address += section.size;
      }
      output.size = address - output.address;
      if (output.kind != SectionKind::zero) total += output.size;
      kept.push_back(std::move(output));
    }
    outputs_ = std::move(kept);
    if (total > job_.options.max_output_bytes) {
      job_.report({}, "this program is too big: more than " + std::to_string(job_.options.max_output_bytes) +
                          " bytes");
      job_.stopped = true;
    }
    check_overlap();
  }

  void check_overlap() {
    std::vector<const Output*> sorted;
    for (const Output& output : outputs_) {
      if (output.size != 0) sorted.push_back(&output);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const Output* a, const Output* b) { return a->address < b->address; });
    for (size_t i = 1; i < sorted.size(); i++) {
      if (sorted[i]->address - sorted[i - 1]->address >= sorted[i - 1]->size) continue;
      job_.report({}, "sections " + sorted[i - 1]->name + " and " + sorted[i]->name + " overlap",
                  "give them other addresses");
    }
  }

  // Symbols of GNU ld's scripts, for sources that use them.
  void define_ends() {
    uint64_t end = job_.options.text_address, text = end, data = end, bss = 0;
    for (const Output& output : outputs_) {
      uint64_t last = output.address + output.size;
      end = last;
      if (output.kind == SectionKind::code) text = last;
      if (output.kind != SectionKind::zero) data = last;
      if (output.kind == SectionKind::zero && bss == 0) bss = output.address;
    }
    if (bss == 0) bss = end;
    const std::pair<std::string_view, uint64_t> ends[] = {
        {"_etext", text}, {"_edata", data}, {"__bss_start", bss}, {"_end", end}};
    for (auto [name, address] : ends) {
      bool used = std::any_of(object_.symbols.begin(), object_.symbols.end(),
                              [&, wanted = name](const SymbolEntry& s) { return s.name == wanted; });
      if (!used || object_.globals.count(std::string(name))) continue;
      SymbolEntry symbol;
      symbol.name = name;
      symbol.state = SymbolState::equated;
      symbol.expr = {.constant = static_cast<int64_t>(address)};
      symbol.global = true;
      symbol.file = -1;
      object_.globals[symbol.name] = static_cast<int32_t>(object_.symbols.size());
      object_.symbols.push_back(symbol);
    }
  }

  Section build(const Output& output, Resolver& resolver) {
    Section section;
    section.name = output.name;
    section.address = output.address;
    section.size = output.size;
    for (auto [order, i] : output.inputs) {
      InputSection& input = object_.sections[i];
      section.writable = section.writable || input.writable;
      section.executable = section.executable || input.executable;
      if (output.kind == SectionKind::zero) continue;
      section.bytes.resize(input.address - output.address);
      append_bytes(job_.assembly, input, section.bytes);
    }
    if (output.kind == SectionKind::zero) return section;
    for (auto [order, i] : output.inputs)
      resolver.patch(static_cast<int32_t>(i), output.address, section.bytes);
    return section;
  }

  void add_lines(Program& program) {
    for (const Output& output : outputs_) {
      for (auto [order, i] : output.inputs) {
        const InputSection& input = object_.sections[i];
        for (const InputSection::Row& row : input.rows) {
          uint64_t address = input.address + row.point.offset + input.sizes_before[row.point.stretch];
          program.lines.push_back({address, row.spot.file, row.spot.line});
        }
        if (!input.rows.empty()) program.lines.push_back({input.address + input.size, 0, 0});
      }
    }
    std::stable_sort(program.lines.begin(), program.lines.end(), [](const LineRow& a, const LineRow& b) {
      return std::make_tuple(a.address, a.line != 0) < std::make_tuple(b.address, b.line != 0);
    });
  }

  Job& job_;
  Object& object_;
  std::vector<Output> outputs_;
};

}  // namespace

Program lay_out(Job& job) { return Layout(job).run(); }

}  // namespace trapdoor::assembler
