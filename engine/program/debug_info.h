// DebugInfo: what a compiler wrote down about its source: functions, blocks, variables, types, and how a function's frame
// leads to its caller's. The same form whether it came as DWARF or as stabs.
// Laws: 1. Every index is inside its table, or kNone; a scope's parent comes before it.
//       2. Every expression is one that location.h can evaluate; what it cannot was left out when it was read.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace trapdoor {

inline constexpr uint32_t kNone = ~uint32_t{0};

enum class TypeKind : uint8_t {
  unknown,  // void, or something this reader does not know
  signed_number,
  unsigned_number,
  boolean,
  character,
  floating,
  pointer,
  array,
  structure,
  united,  // union
  enumeration,
  function,
  alias,      // typedef: element under another name
  qualified,  // const, volatile: element with a word before it
};

struct DebugMember {
  std::string name;
  uint32_t type = kNone;
  uint64_t offset = 0;  // bytes from the start
  uint16_t first_bit = 0,
           bit_size = 0;  // a bit field: bits from the least significant one at offset; size 0: none
};

struct DebugType {
  TypeKind kind = TypeKind::unknown;
  std::string name;
  uint64_t size = 0;         // bytes; 0 when unknown
  uint32_t element = kNone;  // pointer, array, alias, qualified; of a function: what it returns
  uint64_t count = 0;        // array
  std::vector<DebugMember> members;
  std::vector<std::pair<std::string, int64_t>> values;  // enumeration
};

struct AddressRange {
  uint64_t low = 0, high = ~uint64_t{0};  // high is not in it
  bool holds(uint64_t address) const { return address >= low && address < high; }
};

// Where something is while the program is in the range: a DWARF expression (location.h).
struct Location {
  AddressRange range;
  std::vector<uint8_t> expression;
};

struct DebugVariable {
  std::string name;
  uint32_t type = kNone;
  bool parameter = false;
  bool external = false;            // outside functions: other files may use it
  uint32_t file = kNone, line = 0;  // of the declaration
  std::vector<Location> locations;  // none: optimised away
};

enum class ScopeKind : uint8_t { function, inlined, block };

struct DebugScope {
  ScopeKind kind = ScopeKind::function;
  std::string name;          // of a function or inlined function
  uint32_t returns = kNone;  // function: the type of its value; kNone: void
  bool external = false;     // function: other files may call it
  uint32_t parent = kNone;   // the scope around it
  std::vector<AddressRange> ranges;
  uint32_t file = kNone, line = 0;            // of the declaration
  uint32_t call_file = kNone, call_line = 0;  // inlined: of the call
  std::vector<Location> frame_base;           // function: what fbreg counts from
  std::vector<DebugVariable> variables;

  bool holds(uint64_t address) const;
};

struct DebugInfo {
  std::vector<DebugType> types;
  std::vector<DebugScope> scopes;
  std::vector<DebugVariable> globals;  // variables outside functions

  // The scopes around an address, innermost first; the last one is the function.
  std::vector<const DebugScope*> scopes_at(uint64_t address) const;
  // "unsigned char *", "struct task [4]"; "void" for kNone.
  std::string type_text(uint32_t type) const;
  // The type behind aliases and const; null for void.
  const DebugType* plain_type(uint32_t type) const;

  // Adds another program's, whose files begin at file_base of the whole.
  void append(const DebugInfo& part, uint32_t file_base);
};

}  // namespace trapdoor
