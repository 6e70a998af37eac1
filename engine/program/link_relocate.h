// LinkRelocate: the places in a section's bytes that wait for addresses are filled in, by the rows of the instruction set.
#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <unordered_map>

#include "engine/machine/assembly.h"
#include "engine/machine/isa.h"
#include "engine/program/link_errors.h"
#include "engine/program/link_layout.h"

namespace trapdoor::linking {

class Relocator {
 public:
  // Requires that the layout is placed.
  Relocator(const Isa&, std::span<const ObjectFile>, const LinkNames&, const LinkLayout&, LinkErrors&);

  void relocate(size_t object, size_t section, std::span<uint8_t> bytes);

 private:
  struct Place {
    size_t object;
    bool loaded;
    uint64_t address;
    std::string symbol;
  };
  void find_high_parts(size_t object, size_t section);
  void undefined(size_t object, uint32_t index, uint64_t address);
  void apply(const RelocationRow&, const Place&, uint64_t symbol, int64_t addend, std::span<uint8_t> bytes);
  void apply_low_part(const RelocationRow&, const Place&, uint64_t symbol, std::span<uint8_t> bytes);
  void apply_call(const RelocationRow&, const Place&, uint64_t distance, std::span<uint8_t> bytes);
  void check_gap(const Place&, uint64_t size);
  void put_checked(const RelocationRow&, const Place&, std::span<uint8_t> bytes, uint64_t value);
  uint64_t high_of(uint64_t whole) const;
  uint64_t low_of(uint64_t whole) const { return whole - (high_of(whole) << isa_.assembly->low_bits); }

  const Isa& isa_;
  std::span<const ObjectFile> objects_;
  const LinkNames& names_;
  const LinkLayout& layout_;
  LinkErrors& errors_;
  std::unordered_map<uint32_t, const RelocationRow*> rows_;
  std::unordered_map<uint64_t, uint64_t> high_parts_;  // place of the instruction -> the whole distance
  std::set<std::string> complained_;
};

}  // namespace trapdoor::linking
