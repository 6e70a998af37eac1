#include "engine/program/link_layout.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "engine/program/output_rules.h"

namespace trapdoor::linking {
namespace {

constexpr uint64_t kMaxZeroBytes = uint64_t{1} << 32;

uint64_t aligned(uint64_t address, uint64_t align) { return (address + align - 1) & ~(align - 1); }

}  // namespace

bool LinkLayout::place(LinkErrors& errors) {
  addresses_.resize(objects_.size());
  for (size_t i = 0; i < objects_.size(); i++) addresses_[i].resize(objects_[i].sections.size());
  gather();
  place_commons();
  uint64_t address = options_.text_address;
  std::vector<Output> kept;
  for (Output& output : outputs_) {
    uint64_t size = output.name == ".bss" ? common_bytes_ : 0;
    for (const Input& input : output.inputs) size += section_of(input).size;
    if (size == 0 && output.name != ".text") {  // its symbols still need a place
      for (const Input& input : output.inputs) addresses_[input.object][input.section] = address;
      continue;
    }
    place(output, address);
    kept.push_back(std::move(output));
  }
  outputs_ = std::move(kept);
  if (!check_sizes(errors)) return false;
  define_ends();
  return true;
}

void LinkLayout::gather() {
  for (size_t i = 0; i < objects_.size(); i++) {
    for (size_t j = 0; j < objects_[i].sections.size(); j++) {
      const ObjectSection& section = objects_[i].sections[j];
      if (section.loaded) gather({i, j, 0}, section);
    }
  }
  for (Output& output : outputs_)
    std::stable_sort(output.inputs.begin(), output.inputs.end(),
                     [](const Input& a, const Input& b) { return a.order < b.order; });
  std::stable_sort(outputs_.begin(), outputs_.end(), [](const Output& a, const Output& b) {
    return std::make_tuple(a.kind, !a.known) < std::make_tuple(b.kind, !b.known);
  });
}

void LinkLayout::gather(Input input, const ObjectSection& section) {
  OutputKind kind = section.executable ? OutputKind::code
                    : section.zero     ? OutputKind::zero
                    : section.writable ? OutputKind::data
                                       : OutputKind::constant;
  const OutputRule* rule = output_rule(section.name);
  std::string_view name = rule ? rule->output : std::string_view(section.name);
  auto found =
      std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.name == name; });
  if (found == outputs_.end()) {
    outputs_.push_back({std::string(name), kind, rule != nullptr, {}});
    found = outputs_.end() - 1;
  }
  if (found->kind == OutputKind::zero && kind != OutputKind::zero) found->kind = kind;
  input.order = rule ? rule->order : 0;
  found->inputs.push_back(input);
}

// Variables that several objects may declare, and that exist once: after all of .bss.
void LinkLayout::place_commons() {
  std::set<std::string> names;  // in their order
  for (const auto& [name, at] : names_.globals()) {
    if (names_.symbol_of(at).place == SymbolPlace::common) names.insert(name);
  }
  for (const std::string& name : names) {
    const ObjectSymbol& symbol = names_.symbol_of(*names_.find(name));
    uint64_t align = std::max<uint64_t>(symbol.value, 1);
    common_align_ = std::max(common_align_, align);
    common_bytes_ = aligned(common_bytes_, align);
    commons_[name] = common_bytes_;
    common_bytes_ += std::min<uint64_t>(symbol.size, kMaxZeroBytes);
  }
  bool bss = std::any_of(outputs_.begin(), outputs_.end(), [](const Output& o) { return o.name == ".bss"; });
  if (common_bytes_ > 0 && !bss) outputs_.push_back({".bss", OutputKind::zero, true, {}});
}

// At the address or after it; then the address is where the section ends.
void LinkLayout::place(Output& output, uint64_t& address) {
  uint64_t align = kOutputAlign;
  for (const Input& input : output.inputs) align = std::max(align, section_of(input).align);
  auto fixed = options_.section_addresses.find(output.name);
  if (fixed != options_.section_addresses.end()) address = fixed->second;
  address = aligned(address, align);
  output.address = address;
  for (const Input& input : output.inputs) {
    const ObjectSection& section = section_of(input);
    address = aligned(address, section.align);
    addresses_[input.object][input.section] = address;
    address += section.size;
  }
  if (output.name == ".bss" && common_bytes_ > 0) {
    address = aligned(address, common_align_);
    commons_at_ = address;
    address += common_bytes_;
  }
  output.size = address - output.address;
}

bool LinkLayout::check_sizes(LinkErrors& errors) const {
  uint64_t bytes = 0, zeros = 0;
  std::vector<const Output*> sorted;
  for (const Output& output : outputs_) {
    (output.kind == OutputKind::zero ? zeros : bytes) += output.size;
    if (output.size != 0) sorted.push_back(&output);
  }
  if (bytes > options_.max_output_bytes || zeros > kMaxZeroBytes) {
    errors.report("program", 0,
                  "this program is too big: " + std::to_string(bytes) + " bytes and " +
                      std::to_string(zeros) + " bytes of zeros");
    return false;
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Output* a, const Output* b) { return a->address < b->address; });
  for (size_t i = 1; i < sorted.size(); i++) {
    if (sorted[i]->address - sorted[i - 1]->address >= sorted[i - 1]->size) continue;
    errors.report("program", 0, "sections " + sorted[i - 1]->name + " and " + sorted[i]->name + " overlap",
                  "give them other addresses");
    return false;
  }
  return true;
}

// Symbols of GNU ld's scripts, for objects that use them.
void LinkLayout::define_ends() {
  uint64_t end = options_.text_address, text = end, data = end, bss = 0;
  for (const Output& output : outputs_) {
    end = output.address + output.size;
    if (output.kind == OutputKind::code) text = end;
    if (output.kind != OutputKind::zero) data = end;
    if (output.kind == OutputKind::zero && bss == 0) bss = output.address;
  }
  if (bss == 0) bss = end;
  const std::pair<const char*, uint64_t> ends[] = {{"_etext", text},    {"etext", text}, {"_edata", data},
                                                   {"edata", data},     {"_end", end},   {"end", end},
                                                   {"__bss_start", bss}};
  for (const auto& [name, address] : ends) names_.offer_number(name, address);
}

bool LinkLayout::is_code(uint64_t address) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& output) {
    return output.kind == OutputKind::code && address - output.address < output.size;
  });
}

std::optional<uint64_t> LinkLayout::value_of(size_t object, uint32_t index) const {
  const ObjectSymbol* symbol = &objects_[object].symbols[index];
  if (index == 0) return 0;
  if (symbol->global) {
    const Definition* at = names_.find(symbol->name);
    if (!at) {
      auto number = names_.number(symbol->name);
      return number || !symbol->weak ? number : std::optional<uint64_t>(0);
    }
    object = at->object;
    symbol = &names_.symbol_of(*at);
  }
  return value_of(object, *symbol);
}

std::optional<uint64_t> LinkLayout::value_of(size_t object, const ObjectSymbol& symbol) const {
  switch (symbol.place) {
    case SymbolPlace::section:
      return address_of(object, symbol.section) + symbol.value;
    case SymbolPlace::absolute:
      return symbol.value;
    case SymbolPlace::common:
      return commons_at_ + commons_.at(symbol.name);
    case SymbolPlace::undefined:
      break;
  }
  return std::nullopt;
}

std::optional<uint64_t> LinkLayout::own_value_of(size_t object, uint32_t index) const {
  const ObjectSymbol& symbol = objects_[object].symbols[index];
  bool own = symbol.place == SymbolPlace::section || symbol.place == SymbolPlace::absolute;
  return own ? value_of(object, symbol) : value_of(object, index);
}

}  // namespace trapdoor::linking
