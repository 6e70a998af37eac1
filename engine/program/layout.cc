#include "engine/program/layout.h"

#include <algorithm>
#include <tuple>

#include "engine/program/resolve.h"

namespace trapdoor::assembler {
namespace {

constexpr uint64_t kSectionAlign = 16;
constexpr int kRounds = 30;  // after which a branch that is anywhere near its reach becomes far

// Which output section an input section goes to, and where that stands. Names not listed keep their own.
struct Rule {
  std::string_view prefix, output;
  int order;
};
constexpr Rule kRules[] = {
    {".text.init", ".text", 0}, {".text", ".text", 1}, {".rodata", ".rodata", 0},
    {".srodata", ".rodata", 0}, {".data", ".data", 0}, {".sdata", ".data", 0},
    {".bss", ".bss", 0},        {".sbss", ".bss", 0},  {"COMMON", ".bss", 1},
};

const Rule* rule_for(std::string_view name) {
  for (const Rule& rule : kRules) {
    bool begins = name.substr(0, rule.prefix.size()) == rule.prefix;
    if (begins && (name.size() == rule.prefix.size() || name[rule.prefix.size()] == '.')) return &rule;
  }
  return nullptr;
}

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
    for (size_t i = 0; i < object_.sections.size() && !job_.stopped; i++) settle(static_cast<int32_t>(i));
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

  // Sizes of all stretches of a section: branches only ever grow, so this ends.
  void settle(int32_t index) {
    InputSection& section = object_.sections[static_cast<size_t>(index)];
    Evaluator now(object_, false);
    bool changed = !section.stretches.empty();
    for (int round = 0; changed && !job_.stopped; round++) {
      changed = false;
      std::fill(section.unknown_before.begin(), section.unknown_before.end(), 0);
      for (size_t i = 0; i < section.stretches.size(); i++) {
        uint64_t size = size_now(section, index, i, now, round);
        changed = changed || size != section.stretches[i].size;
        section.stretches[i].size = size;
        section.sizes_before[i + 1] = section.sizes_before[i] + size;
      }
      if (round > 2 * kRounds) break;  // alignments and .space of each other's differences: report
    }
    if (changed)
      job_.report(section.stretches.back().spot,
                  "the sizes in section " + section.name + " depend on each other in a circle");
    section.size = section.fixed_size + section.sizes_before.back();
  }

  uint64_t size_now(const InputSection& section, int32_t index, size_t i, Evaluator& now, int round) {
    const Stretch& stretch = section.stretches[i];
    uint64_t at = stretch.at + section.sizes_before[i];
    if (stretch.kind == StretchKind::align) return gap_of(stretch, at);
    Value value = now.evaluate(stretch.amount);
    if (stretch.kind == StretchKind::branch) {
      if (stretch.size == stretch.far_code.bytes.size()) return stretch.size;
      int64_t distance = value.number - static_cast<int64_t>(at);
      bool here = value.known == Known::yes && value.places == 1 && value.section == index;
      int64_t part = round < kRounds ? 1 : 2;
      bool near = here && distance >= stretch.reach_low / part && distance <= stretch.reach_high / part;
      return near ? stretch.near_code.bytes.size() : stretch.far_code.bytes.size();
    }
    return amount_now(section, index, stretch, at, value);
  }

  uint64_t amount_now(const InputSection& section, int32_t index, const Stretch& stretch, uint64_t at,
                      const Value& value) {
    bool origin = stretch.kind == StretchKind::origin;
    bool ok = value.known == Known::yes &&
              (value.places == 0 || (origin && value.places == 1 && value.section == index));
    uint64_t limit = section.kind == SectionKind::zero ? kMaxZeroBytes : job_.options.max_output_bytes;
    const char* problem = nullptr;
    uint64_t size = 0;
    if (!ok) {
      problem = "this size depends on what is not known when sections are laid out";
    } else {
      uint64_t to = static_cast<uint64_t>(value.number);
      if (origin && to < at) problem = ".org cannot go back";
      if (!origin && value.number < 0) problem = "this size is negative";
      size = origin ? to - at : to;
      if (!problem && size > limit) problem = "this program is too big";
    }
    if (!problem) return size;
    job_.report(stretch.spot, problem);
    job_.stopped = true;
    return 0;
  }

  void gather() {
    for (size_t i = 0; i < object_.sections.size(); i++) {
      const InputSection& section = object_.sections[i];
      if (section.kind == SectionKind::not_loaded) continue;
      const Rule* rule = rule_for(section.name);
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
      uint64_t align = kSectionAlign, size = 0;
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
      append(input, section.bytes);
    }
    if (output.kind == SectionKind::zero) return section;
    for (auto [order, i] : output.inputs)
      resolver.patch(static_cast<int32_t>(i), output.address, section.bytes);
    return section;
  }

  // Fixed bytes and stretches, in order.
  void append(const InputSection& input, std::vector<uint8_t>& out) {
    if (input.kind == SectionKind::zero) {
      out.resize(out.size() + input.size);
      return;
    }
    uint64_t from = 0;
    auto fixed_to = [&](uint64_t to) {
      out.insert(out.end(), input.bytes.begin() + static_cast<int64_t>(from),
                 input.bytes.begin() + static_cast<int64_t>(to));
      from = to;
    };
    for (const Stretch& stretch : input.stretches) {
      fixed_to(stretch.at);
      size_t start = out.size();
      out.resize(start + stretch.size, static_cast<uint8_t>(stretch.fill));
      if (stretch.kind == StretchKind::align) fill_gap(job_.assembly, stretch, std::span(out).subspan(start));
      if (stretch.kind != StretchKind::branch) continue;
      const Snippet& code =
          stretch.size == stretch.near_code.bytes.size() ? stretch.near_code : stretch.far_code;
      std::copy(code.bytes.begin(), code.bytes.end(), out.begin() + static_cast<int64_t>(start));
    }
    fixed_to(input.bytes.size());
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
