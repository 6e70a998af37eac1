// LinkNames: which definition a name means when several objects are linked, and what stands for names that none defines.
// Models: ELF's global, weak and common symbols; a name that an object keeps to itself is not here.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/program/linker.h"

namespace trapdoor::linking {

struct Definition {
  size_t object = 0, symbol = 0;
};

class LinkNames {
 public:
  LinkNames(std::span<const ObjectFile>, const LinkOptions&);

  const ObjectSymbol& symbol_of(const Definition& at) const { return objects_[at.object].symbols[at.symbol]; }
  const Definition* find(const std::string& name) const;
  const std::map<std::string, Definition>& globals() const { return globals_; }
  const std::vector<Definition>& doubles() const { return doubles_; }  // the second one of each

  std::optional<uint64_t> number(const std::string& name) const;
  void offer_number(const std::string& name, uint64_t value) { numbers_.try_emplace(name, value); }

  // "foo", or the section a nameless symbol stands for.
  std::string name_of(size_t object, uint32_t index) const;
  // What a person may have meant by a name that is not defined; "" when nothing is like it.
  // `object` uses the name.
  std::string hint_for(const std::string& name, size_t object) const;

 private:
  void take(const Definition&);

  std::span<const ObjectFile> objects_;
  std::map<std::string, Definition> globals_;
  std::unordered_map<std::string, uint64_t> numbers_;
  std::vector<Definition> doubles_;
};

}  // namespace trapdoor::linking
