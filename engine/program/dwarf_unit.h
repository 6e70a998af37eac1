// DwarfUnit: one unit of .debug_info as a sequence of entries with their attributes: abbreviations, forms, texts, addresses.
// Models: DWARF 5 sections 7.5 (entries, abbreviations, forms), 7.26 to 7.29 (string offsets, addresses, lists).
// Laws: 1. A unit that does not make sense ends early; entries before that stand.
//       2. Work is paid for from one Budget, so that small files that refer to themselves many times cannot grow.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/program/byte_reader.h"
#include "engine/program/dwarf.h"
#include "engine/program/dwarf_format.h"

namespace trapdoor::dwarf {

class Budget {
 public:
  explicit Budget(uint64_t amount) : left_(amount) {}
  bool spend(uint64_t amount) {
    if (amount > left_)
      left_ = 0;
    else
      left_ -= amount;
    return left_ > 0;
  }
  bool empty() const { return left_ == 0; }

 private:
  uint64_t left_;
};

// What kind of thing an attribute's form holds.
enum class ValueKind : uint8_t {
  none,
  number,
  address,
  address_index,
  reference,
  text,
  text_index,
  block,
  list_index
};

struct Value {
  ValueKind kind = ValueKind::none;
  bool section_offset = false;  // a number of a form that may be one
  uint64_t number = 0;          // sign-extended where the form says so; of a reference: offset in .debug_info
  std::string_view text;
  std::span<const uint8_t> block;
};

struct Entry {
  uint64_t offset = 0;  // in .debug_info
  uint64_t tag = 0;     // 0: the end of a list of children
  bool children = false;
  std::vector<std::pair<uint64_t, Value>> values;

  const Value* find(uint64_t name) const {
    for (const auto& [n, value] : values) {
      if (n == name) return &value;
    }
    return nullptr;
  }
  uint64_t number(uint64_t name, uint64_t otherwise = 0) const {
    const Value* value = find(name);
    return value && value->kind == ValueKind::number ? value->number : otherwise;
  }
};

struct Abbreviation {
  struct Attribute {
    uint64_t name, form;
    int64_t constant;
  };
  uint64_t tag = 0;
  bool children = false;
  std::vector<Attribute> attributes;
};
using Abbreviations = std::map<uint64_t, Abbreviation>;
Abbreviations read_abbreviations(std::span<const uint8_t> section, uint64_t at, Budget&);

// Where the form's bytes end up; the reader stops being good at a form that is not known.
struct FormContext {
  const DebugBytes& sections;
  uint64_t unit_start = 0;
  int version = 0, offset_size = 4, address_size = 8;
};
Value read_form(ByteReader&, uint64_t form, int64_t constant, const FormContext&);

class Unit {
 public:
  // The unit at the reader, which then stands after it; false in good() when there is none to be read.
  Unit(ByteReader& units, const DebugBytes&, std::map<uint64_t, Abbreviations>& cache, Budget&);
  bool good() const { return good_; }

  // The next entry in order; false at the end.
  bool next(Entry&);

  const Entry& root() const { return root_; }
  int version() const { return context_.version; }
  std::string text(const Value*) const;  // "" when it is none
  std::optional<uint64_t> address(const Value*) const;
  // The ranges of an entry: low and high pc, or a list of ranges.
  std::vector<AddressRange> ranges(const Entry&, Budget&) const;
  // The locations an attribute gives: an expression, a list of them, with operations that are not known left out.
  std::vector<Location> locations(const Value*, Budget&) const;

 private:
  std::optional<uint64_t> indexed_address(uint64_t index) const;
  std::optional<uint64_t> list_offset(const Value&, uint64_t base, std::span<const uint8_t> section) const;
  void old_ranges(uint64_t at, std::vector<AddressRange>&, Budget&) const;
  void new_ranges(uint64_t at, std::vector<AddressRange>&, Budget&) const;
  void old_locations(uint64_t at, std::vector<Location>&, Budget&) const;
  void new_locations(uint64_t at, std::vector<Location>&, Budget&) const;
  bool list_entry(ByteReader&, uint64_t kind, uint64_t& base, AddressRange& range, bool& gives) const;
  void add_location(AddressRange, std::span<const uint8_t> expression, std::vector<Location>&, Budget&) const;

  const DebugBytes& sections_;
  FormContext context_;
  ByteReader reader_;
  const Abbreviations* abbreviations_ = nullptr;
  Budget& budget_;
  Entry root_;
  uint64_t base_ = 0;  // low pc, from which lists count
  uint64_t strings_base_ = 0, address_base_ = 0, ranges_base_ = 0, locations_base_ = 0;
  bool good_ = false;
};

// The files of each line program by its offset in .debug_line: index in Program::files by DWARF's number.
using LineFiles = std::map<uint64_t, std::vector<uint32_t>>;
// `folders`: the compiler's working folder of each line program.
LineFiles read_lines(const DebugBytes&, const std::map<uint64_t, std::string>& folders,
                     const std::function<bool(uint64_t)>& is_code, Program&, Budget&);

// "folder/name", or the name alone when it begins at the root.
std::string join_path(std::string_view folder, std::string_view name);
// The index of the file in the program, which it is added to.
uint32_t file_index(Program&, std::map<std::string, uint32_t>& known, std::string name);

}  // namespace trapdoor::dwarf
