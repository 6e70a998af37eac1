// ObjectFile: one relocatable object, ours or another tool's: sections, symbols, and the places that wait for addresses.
//
// Models: Tool Interface Standard ELF 1.2 (ET_REL) and the ELF-64 object file format, relocations with addends.
// Leaves out: section groups (each section stands for itself), relocations without addends, archives.
// Laws: 1. Any bytes end in an ObjectFile whose indices and offsets are inside, or in an error. Only symbols may lie outside of
//          their sections, as the anchors do that gcc counts from.
//       2. read_object(write_object(o)) is o.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/isa.h"

namespace trapdoor {

struct Relocation {
  uint64_t offset = 0;
  uint32_t type = 0;
  uint32_t symbol = 0;  // index into ObjectFile::symbols
  int64_t addend = 0;
  bool operator==(const Relocation&) const = default;
};

struct ObjectSection {
  std::string name;
  bool loaded = false;  // has a place in memory; others carry what debuggers read
  bool writable = false, executable = false, zero = false;
  uint64_t align = 1;
  uint64_t size = 0;           // == bytes.size() unless zero
  std::vector<uint8_t> bytes;  // empty when zero
  std::vector<Relocation> relocations;
  bool operator==(const ObjectSection&) const = default;
};

enum class SymbolPlace : uint8_t { undefined, section, absolute, common };

struct ObjectSymbol {
  std::string name;
  SymbolPlace place = SymbolPlace::undefined;
  uint32_t section = 0;  // index into ObjectFile::sections, when in one
  uint64_t value = 0;    // offset in the section; a number; the alignment of a common one
  uint64_t size = 0;
  bool global = false, weak = false;  // weak ones are global too
  uint8_t type = 0;                   // 0 none, 1 object, 2 function, 3 section, 4 file
  bool operator==(const ObjectSymbol&) const = default;
};

struct ObjectFile {
  std::string name;
  std::vector<ObjectSection> sections;
  std::vector<ObjectSymbol> symbols;  // the first is the empty one; locals before globals
  bool operator==(const ObjectFile&) const = default;
};

// True when the bytes are an ELF file that is not linked yet.
bool looks_like_object(std::span<const uint8_t> file);

// Requires isa.assembly. `name` is the file's, for errors.
std::optional<ObjectFile> read_object(const Isa& isa, std::string_view name, std::span<const uint8_t> file,
                                      Diagnostics&);
std::vector<uint8_t> write_object(const Isa& isa, const ObjectFile&);

}  // namespace trapdoor
