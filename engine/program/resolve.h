// Resolve: puts values into the bytes that waited for them, once every section has its address.
#pragma once
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

// Puts a number into its field of an instruction; an error when it does not fit.
void put_operand(Job& job, const Fixup&, int64_t number, std::span<uint8_t> at);
// The part of a number that a fixup's modifier asks for; false, with an error, when the number is too wide.
bool part_of(Job& job, const Fixup&, uint64_t whole, int64_t& number);

class Resolver {
 public:
  explicit Resolver(Job& job);
  // Patches what belongs to one input section; `bytes` begin at address `base`.
  void patch(int32_t section, uint64_t base, std::span<uint8_t> bytes);
  // Symbols with their sizes: as said by .size, else up to the next symbol of the section.
  void add_symbols(Program& program);

 private:
  // Calls each(fixup, address) for every fixup of a section.
  template <class Each>
  void for_fixups(int32_t section, Each each);
  void patch_data(const Fixup&, std::span<uint8_t> at);
  void patch_operand(const Fixup&, uint64_t address, std::span<uint8_t> at);
  bool number_of(const Fixup&, uint64_t address, int64_t& number);
  bool check(const Fixup&, const Value&);

  Job& job_;
  Evaluator final_;
  std::unordered_map<uint64_t, int64_t>
      high_parts_;  // address of an instruction with a pc-relative high part -> the whole
  std::unordered_set<int32_t> complained_;  // symbols
};

}  // namespace trapdoor::assembler
