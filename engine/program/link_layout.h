// LinkLayout: where everything is: the sections of all objects, joined by name, one after the other; variables that several
// objects declare; the value of every symbol.
// Laws: 1. Sections do not overlap, and keep the order of assembler.h: code, constants, data, zeros.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/program/link_errors.h"
#include "engine/program/link_names.h"

namespace trapdoor::linking {

enum class OutputKind : uint8_t { code, constant, data, zero };

struct Input {
  size_t object = 0, section = 0;
  int order = 0;
};

struct Output {
  std::string name;
  OutputKind kind = OutputKind::code;
  bool known = false;  // the layout rule names it
  std::vector<Input> inputs;
  uint64_t address = 0, size = 0;
};

class LinkLayout {
 public:
  LinkLayout(std::span<const ObjectFile> objects, const LinkOptions& options, LinkNames& names)
      : objects_(objects), options_(options), names_(names) {}

  // False, and an error, when the program is too big or sections overlap.
  bool place(LinkErrors&);

  const std::vector<Output>& outputs() const { return outputs_; }
  bool is_code(uint64_t address) const;
  const ObjectSection& section_of(const Input& input) const {
    return objects_[input.object].sections[input.section];
  }
  uint64_t address_of(size_t object, size_t section) const { return addresses_[object][section]; }
  // Nothing when no object defines the name.
  std::optional<uint64_t> value_of(size_t object, uint32_t symbol) const;
  // The object's own definition before another object's: what its debug information speaks of.
  std::optional<uint64_t> own_value_of(size_t object, uint32_t symbol) const;

 private:
  std::optional<uint64_t> value_of(size_t object, const ObjectSymbol&) const;
  void gather();
  void gather(Input input, const ObjectSection& section);
  void place_commons();
  void place(Output& output, uint64_t& address);
  bool check_sizes(LinkErrors&) const;
  void define_ends();

  std::span<const ObjectFile> objects_;
  const LinkOptions& options_;
  LinkNames& names_;
  std::vector<Output> outputs_;
  std::vector<std::vector<uint64_t>> addresses_;  // of object, section
  std::map<std::string, uint64_t> commons_;       // -> offset among them
  uint64_t common_bytes_ = 0, common_align_ = 1, commons_at_ = 0;
};

}  // namespace trapdoor::linking
