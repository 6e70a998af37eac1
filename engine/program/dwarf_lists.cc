// Lists of ranges and of locations: DWARF 2 to 4 (.debug_ranges, .debug_loc; DWARF 4 sections 2.17.3, 2.6.2) and
// DWARF 5 (.debug_rnglists, .debug_loclists; DWARF 5 sections 7.25, 7.29), whose entries have the same kinds.
#include "engine/program/dwarf_unit.h"
#include "engine/program/location.h"

namespace trapdoor::dwarf {
namespace {

// The kinds of .debug_loclists; those of .debug_rnglists are the same without kDefault, which moves the later ones down.
enum ListKind : uint64_t {
  kEnd = 0,
  kBaseIndex = 1,
  kStartIndexEndIndex = 2,
  kStartIndexLength = 3,
  kOffsetPair = 4,
  kDefault = 5,
  kBaseAddress = 6,
  kStartEnd = 7,
  kStartLength = 8,
  kViewPair = 9,  // GNU
};

}  // namespace

std::optional<uint64_t> Unit::list_offset(const Value& value, uint64_t base,
                                          std::span<const uint8_t> section) const {
  if (value.kind == ValueKind::number && value.section_offset) return value.number;
  if (value.kind != ValueKind::list_index) return std::nullopt;
  const auto size = static_cast<uint64_t>(context_.offset_size);
  ByteReader offsets(section, base);
  if (value.number >= offsets.left() / size) return std::nullopt;
  offsets.seek(base + value.number * size);
  return base + offsets.number(context_.offset_size);
}

std::vector<AddressRange> Unit::ranges(const Entry& entry, Budget& budget) const {
  std::vector<AddressRange> out;
  std::optional<uint64_t> low = address(entry.find(kLowPc));
  const Value* high = entry.find(kHighPc);
  if (low && high) {
    // From DWARF 4 on, a number is a size.
    std::optional<uint64_t> end = address(high);
    if (!end && high->kind == ValueKind::number) end = *low + high->number;
    if (end && *end > *low) out.push_back({*low, *end});
    return out;
  }
  const Value* list = entry.find(kRanges);
  if (!list) return out;
  if (version() >= 5) {
    if (auto at = list_offset(*list, ranges_base_, sections_.rnglists)) new_ranges(*at, out, budget);
  } else if (auto at = list_offset(*list, 0, sections_.ranges)) {
    old_ranges(*at, out, budget);
  }
  return out;
}

void Unit::old_ranges(uint64_t at, std::vector<AddressRange>& out, Budget& budget) const {
  ByteReader reader(sections_.ranges, at);
  const int size = context_.address_size;
  const uint64_t newbase = size == 4 ? 0xffffffff : ~uint64_t{0};
  uint64_t base = base_;
  while (reader.more() && budget.spend(sizeof(AddressRange))) {
    uint64_t low = reader.number(size), high = reader.number(size);
    if (!reader.good() || (low == 0 && high == 0)) return;
    if (low == newbase) {
      base = high;
    } else if (base + low < base + high) {
      out.push_back({base + low, base + high});
    }
  }
}

// One entry of a list, after its kind; false when the list ends. `gives`: range is one.
bool Unit::list_entry(ByteReader& reader, uint64_t kind, uint64_t& base, AddressRange& range,
                      bool& gives) const {
  const int size = context_.address_size;
  gives = true;
  auto indexed = [&] {
    std::optional<uint64_t> found = indexed_address(reader.unsigned_leb());
    gives = gives && found.has_value();
    return found.value_or(0);
  };
  switch (kind) {
    case kBaseIndex:
      base = indexed();
      gives = false;
      break;
    case kBaseAddress:
      base = reader.number(size);
      gives = false;
      break;
    case kStartIndexEndIndex:
      range.low = indexed();
      range.high = indexed();
      break;
    case kStartIndexLength:
      range.low = indexed();
      range.high = range.low + reader.unsigned_leb();
      break;
    case kOffsetPair:
      range.low = base + reader.unsigned_leb();
      range.high = base + reader.unsigned_leb();
      break;
    case kStartEnd:
      range.low = reader.number(size);
      range.high = reader.number(size);
      break;
    case kStartLength:
      range.low = reader.number(size);
      range.high = range.low + reader.unsigned_leb();
      break;
    default:
      return false;
  }
  return reader.good();
}

void Unit::new_ranges(uint64_t at, std::vector<AddressRange>& out, Budget& budget) const {
  ByteReader reader(sections_.rnglists, at);
  uint64_t base = base_;
  while (reader.more() && budget.spend(sizeof(AddressRange))) {
    uint64_t kind = reader.number(1);
    if (kind >= kDefault) kind++;
    AddressRange range;
    bool gives = false;
    if (!list_entry(reader, kind, base, range, gives)) return;
    if (gives && range.low < range.high) out.push_back(range);
  }
}

void Unit::add_location(AddressRange range, std::span<const uint8_t> expression, std::vector<Location>& out,
                        Budget& budget) const {
  if (range.low >= range.high || !budget.spend(sizeof(Location) + expression.size())) return;
  std::optional<std::vector<uint8_t>> clean = checked_expression(
      expression, context_.address_size, [&](uint64_t index) { return indexed_address(index); });
  if (clean) out.push_back({range, std::move(*clean)});
}

std::vector<Location> Unit::locations(const Value* value, Budget& budget) const {
  std::vector<Location> out;
  if (!value) return out;
  if (value->kind == ValueKind::block) {
    if (!value->block.empty()) add_location({}, value->block, out, budget);
  } else if (version() >= 5) {
    if (auto at = list_offset(*value, locations_base_, sections_.loclists)) new_locations(*at, out, budget);
  } else if (auto at = list_offset(*value, 0, sections_.loc)) {
    old_locations(*at, out, budget);
  }
  return out;
}

void Unit::old_locations(uint64_t at, std::vector<Location>& out, Budget& budget) const {
  ByteReader reader(sections_.loc, at);
  const int size = context_.address_size;
  const uint64_t newbase = size == 4 ? 0xffffffff : ~uint64_t{0};
  uint64_t base = base_;
  while (reader.more() && !budget.empty()) {
    uint64_t low = reader.number(size), high = reader.number(size);
    if (!reader.good() || (low == 0 && high == 0)) return;
    budget.spend(1);
    if (low == newbase) {
      base = high;
      continue;
    }
    auto expression = reader.bytes(reader.number(2));
    if (reader.good()) add_location({base + low, base + high}, expression, out, budget);
  }
}

void Unit::new_locations(uint64_t at, std::vector<Location>& out, Budget& budget) const {
  ByteReader reader(sections_.loclists, at);
  uint64_t base = base_;
  while (reader.more() && budget.spend(1)) {
    uint64_t kind = reader.number(1);
    if (kind == kViewPair) {
      reader.unsigned_leb();
      reader.unsigned_leb();
      continue;
    }
    AddressRange range;
    bool gives = true;
    if (kind != kDefault && !list_entry(reader, kind, base, range, gives)) return;
    if (!gives) continue;
    auto expression = reader.bytes(reader.unsigned_leb());
    if (reader.good()) add_location(range, expression, out, budget);
  }
}

}  // namespace trapdoor::dwarf
