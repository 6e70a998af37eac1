#include "engine/program/link_names.h"

#include "engine/program/nearest.h"

namespace trapdoor::linking {

LinkNames::LinkNames(std::span<const ObjectFile> objects, const LinkOptions& options) : objects_(objects) {
  for (const auto& [name, value] : options.symbols) numbers_[name] = value;
  for (size_t i = 0; i < objects.size(); i++) {
    for (size_t j = 0; j < objects[i].symbols.size(); j++) take({i, j});
  }
}

void LinkNames::take(const Definition& at) {
  const ObjectSymbol& symbol = symbol_of(at);
  if (!symbol.global || symbol.place == SymbolPlace::undefined) return;
  auto [found, fresh] = globals_.try_emplace(symbol.name, at);
  if (fresh) return;
  const ObjectSymbol& other = symbol_of(found->second);
  bool other_gives_way = other.weak || other.place == SymbolPlace::common;
  bool gives_way = symbol.weak || symbol.place == SymbolPlace::common;
  if (other_gives_way && !gives_way) {
    found->second = at;
  } else if (!other_gives_way && !gives_way) {
    doubles_.push_back(at);
  } else if (other.place == SymbolPlace::common && symbol.size > other.size) {
    found->second = at;
  }
}

const Definition* LinkNames::find(const std::string& name) const {
  auto found = globals_.find(name);
  return found == globals_.end() ? nullptr : &found->second;
}

std::optional<uint64_t> LinkNames::number(const std::string& name) const {
  auto found = numbers_.find(name);
  return found == numbers_.end() ? std::nullopt : std::optional<uint64_t>(found->second);
}

std::string LinkNames::name_of(size_t object, uint32_t index) const {
  const ObjectSymbol& symbol = objects_[object].symbols[index];
  if (!symbol.name.empty() || symbol.place != SymbolPlace::section) return symbol.name;
  return objects_[object].sections[symbol.section].name;
}

std::string LinkNames::hint_for(const std::string& name, size_t object) const {
  Nearest nearest(name);
  for (const auto& [known, at] : globals_) nearest.offer(known);
  for (const ObjectSymbol& symbol : objects_[object].symbols) {
    if (symbol.place != SymbolPlace::undefined && !symbol.name.starts_with('.')) nearest.offer(symbol.name);
  }
  std::string hint = nearest.hint();
  if (hint.empty()) hint = "is it spelt right? If so, write it, or add the file that has it to the program";
  for (const ObjectFile& other : objects_) {
    for (const ObjectSymbol& symbol : other.symbols) {
      if (symbol.name == name && !symbol.global && symbol.place != SymbolPlace::undefined)
        hint = "it is defined in " + other.name + ", for that file alone: " +
               (other.name.ends_with(".c") ? "take static away" : "share it there with .globl " + name);
    }
  }
  return hint;
}

}  // namespace trapdoor::linking
