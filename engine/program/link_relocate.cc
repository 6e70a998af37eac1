#include "engine/program/link_relocate.h"

#include <algorithm>

#include "engine/program/byte_reader.h"
#include "engine/program/byte_writer.h"

namespace trapdoor::linking {
namespace {

uint64_t read(std::span<const uint8_t> at) { return ByteReader(at).number(static_cast<int>(at.size())); }

// The value's bits into their places, or the whole value when the row names none.
void put(const RelocationRow& row, std::span<uint8_t> at, uint64_t value) {
  if (!row.moves.empty()) {
    uint64_t word = read(at);
    for (const BitMove& move : row.moves) {
      uint64_t mask = (uint64_t{1} << move.count) - 1;
      word = (word & ~(mask << move.to)) | (value >> move.from & mask) << move.to;
    }
    value = word;
  }
  put_number(at, 0, value, static_cast<int>(at.size()));
}

}  // namespace

Relocator::Relocator(const Isa& isa, std::span<const ObjectFile> objects, const LinkNames& names,
                     const LinkLayout& layout, LinkErrors& errors)
    : isa_(isa), objects_(objects), names_(names), layout_(layout), errors_(errors) {
  for (const RelocationRow& row : isa.assembly->relocations) rows_[row.type] = &row;
  for (size_t i = 0; i < objects.size(); i++) {
    for (size_t j = 0; j < objects[i].sections.size(); j++) find_high_parts(i, j);
  }
}

// The low part of a distance is told where its high part is, not of what.
void Relocator::find_high_parts(size_t object, size_t section) {
  for (const Relocation& relocation : objects_[object].sections[section].relocations) {
    auto row = rows_.find(relocation.type);
    if (row == rows_.end() || row->second->kind != RelocationKind::distance_high) continue;
    auto value = layout_.value_of(object, relocation.symbol);
    uint64_t place = layout_.address_of(object, section) + relocation.offset;
    if (value) high_parts_[place] = *value + static_cast<uint64_t>(relocation.addend) - place;
  }
}

void Relocator::undefined(size_t object, uint32_t index, uint64_t address) {
  std::string name = names_.name_of(object, index);
  if (!complained_.insert(name).second) return;
  errors_.report_at(object, address, "`" + name + "' is not defined", names_.hint_for(name, object));
}

uint64_t Relocator::high_of(uint64_t whole) const {
  int bits = isa_.assembly->low_bits;
  return static_cast<uint64_t>(static_cast<int64_t>(whole + (uint64_t{1} << (bits - 1))) >> bits);
}

void Relocator::relocate(size_t object, size_t section, std::span<uint8_t> bytes) {
  const ObjectSection& from = objects_[object].sections[section];
  for (const Relocation& relocation : from.relocations) {
    auto found = rows_.find(relocation.type);
    uint64_t place = layout_.address_of(object, section) + relocation.offset;
    if (found == rows_.end()) {
      errors_.report_at(
          object, place,
          "relocation number " + std::to_string(relocation.type) + " is not known to this linker");
      continue;
    }
    const RelocationRow& row = *found->second;
    if (row.kind == RelocationKind::nothing) continue;
    if (row.size > bytes.size() - std::min<uint64_t>(relocation.offset, bytes.size())) {
      errors_.report(objects_[object].name, 0,
                     "this object file is damaged: a relocation is outside of its section");
      continue;
    }
    auto value = from.loaded ? layout_.value_of(object, relocation.symbol)
                             : layout_.own_value_of(object, relocation.symbol);
    if (!value) {
      if (from.loaded) undefined(object, relocation.symbol, place);
      continue;
    }
    Place at{object, from.loaded, place, names_.name_of(object, relocation.symbol)};
    apply(row, at, *value, relocation.addend, bytes.subspan(relocation.offset, row.size));
  }
}

void Relocator::apply(const RelocationRow& row, const Place& at, uint64_t symbol, int64_t addend,
                      std::span<uint8_t> bytes) {
  const uint64_t value = symbol + static_cast<uint64_t>(addend), distance = value - at.address;
  switch (row.kind) {
    case RelocationKind::nothing:
      return;
    case RelocationKind::number:
      if (at.loaded && row.size == 4 && row.moves.empty() && value != static_cast<uint32_t>(value) &&
          value != static_cast<uint64_t>(static_cast<int32_t>(value)))
        errors_.report_at(at.object, at.address, "the address of `" + at.symbol + "' does not fit 4 bytes",
                          "it takes 8");
      return put(row, bytes, value);
    case RelocationKind::add:
      return put(row, bytes, read(bytes) + value);
    case RelocationKind::subtract:
      return put(row, bytes, read(bytes) - value);
    case RelocationKind::distance:
      return put_checked(row, at, bytes, distance);
    case RelocationKind::high:
      return put_checked(row, at, bytes, high_of(value));
    case RelocationKind::low:
      return put(row, bytes, low_of(value));
    case RelocationKind::distance_high:
      return put_checked(row, at, bytes, high_of(distance));
    case RelocationKind::distance_low:
      return apply_low_part(row, at, symbol, bytes);
    case RelocationKind::call:
      return apply_call(row, at, distance, bytes);
    case RelocationKind::gap:
      return check_gap(at, static_cast<uint64_t>(addend));
    case RelocationKind::indirect:
      errors_.report_at(at.object, at.address, "`" + at.symbol + "' is reached through a table of addresses",
                        "compile with -fno-pic -mcmodel=medany");
      return;
  }
}

// `symbol`: where the high part is.
void Relocator::apply_low_part(const RelocationRow& row, const Place& at, uint64_t symbol,
                               std::span<uint8_t> bytes) {
  auto high = high_parts_.find(symbol);
  if (high != high_parts_.end()) return put(row, bytes, low_of(high->second));
  if (!complained_.empty()) return;  // of a name that is not defined
  errors_.report_at(at.object, at.address, "the low part of an address has no high part",
                    "objects for shared libraries do not link here: compile with -fno-pic -mcmodel=medany");
}

// Two instructions: the high part, and the jump with the low part.
void Relocator::apply_call(const RelocationRow& row, const Place& at, uint64_t distance,
                           std::span<uint8_t> bytes) {
  constexpr BitMove kLow[] = {{0, 12, 20}};
  RelocationRow second = row;
  second.moves = kLow;
  put_checked(row, at, bytes.first(4), high_of(distance));
  put(second, bytes.subspan(4), low_of(distance));
}

void Relocator::check_gap(const Place& at, uint64_t size) {
  uint64_t align = 1;
  while (align <= size && align < uint64_t{1} << 63) align *= 2;
  if ((at.address + size) % align != 0)
    errors_.report_at(at.object, at.address, "this object expects a linker that rewrites code",
                      "assemble it with -mno-relax");
}

void Relocator::put_checked(const RelocationRow& row, const Place& at, std::span<uint8_t> bytes,
                            uint64_t value) {
  auto number = static_cast<int64_t>(value);
  bool fits = (row.low == 0 && row.high == 0) || (number >= row.low && number <= row.high);
  if (fits) return put(row, bytes, value);
  bool high = row.kind == RelocationKind::high;
  errors_.report_at(
      at.object, at.address, "`" + at.symbol + "' is too far away from here",
      high ? "compile with -mcmodel=medany, or use la instead of %hi" : "use call, or la and a jump");
}

}  // namespace trapdoor::linking
