#include "engine/program/dwarf_unit.h"

#include "engine/program/location.h"

namespace trapdoor::dwarf {

Abbreviations read_abbreviations(std::span<const uint8_t> section, uint64_t at, Budget& budget) {
  Abbreviations all;
  ByteReader reader(section, at);
  while (reader.more()) {
    uint64_t code = reader.unsigned_leb();
    if (code == 0) break;
    Abbreviation one;
    one.tag = reader.unsigned_leb();
    one.children = reader.number(1) != 0;
    while (reader.more()) {
      Abbreviation::Attribute attribute{reader.unsigned_leb(), reader.unsigned_leb(), 0};
      if (attribute.form == kFormImplicitConst) attribute.constant = reader.signed_leb();
      if (attribute.name == 0 && attribute.form == 0) break;
      one.attributes.push_back(attribute);
      if (!budget.spend(sizeof attribute)) return all;
    }
    if (!reader.good() || !budget.spend(sizeof one)) break;
    all.emplace(code, std::move(one));
  }
  return all;
}

namespace {

std::string_view text_at(std::span<const uint8_t> section, uint64_t at) {
  return ByteReader(section, at).text();
}

Value number_of(uint64_t number, bool section_offset = false) {
  return {ValueKind::number, section_offset, number, {}, {}};
}
Value kind_of(ValueKind kind, uint64_t number) { return {kind, false, number, {}, {}}; }
Value text_of(std::string_view text) { return {ValueKind::text, false, 0, text, {}}; }
Value block_of(std::span<const uint8_t> block) { return {ValueKind::block, false, 0, {}, block}; }

}  // namespace

Value read_form(ByteReader& reader, uint64_t form, int64_t constant, const FormContext& context) {
  const int offset_size = context.offset_size;
  auto inside_unit = [&](uint64_t at) { return kind_of(ValueKind::reference, context.unit_start + at); };
  // A form that names its own form; not again and again.
  if (form == kFormIndirect) {
    form = reader.unsigned_leb();
    if (form == kFormIndirect || form == kFormImplicitConst) form = 0;
  }
  switch (form) {
    case kFormAddr:
      return kind_of(ValueKind::address, reader.number(context.address_size));
    case kFormAddrx:
    case kFormGnuAddrIndex:
      return kind_of(ValueKind::address_index, reader.unsigned_leb());
    case kFormBlock1:
      return block_of(reader.bytes(reader.number(1)));
    case kFormBlock2:
      return block_of(reader.bytes(reader.number(2)));
    case kFormBlock4:
      return block_of(reader.bytes(reader.number(4)));
    case kFormBlock:
    case kFormExprloc:
      return block_of(reader.bytes(reader.unsigned_leb()));
    case kFormData16:
      return block_of(reader.bytes(16));
    case kFormData1:
    case kFormFlag:
      return number_of(reader.number(1));
    case kFormData2:
      return number_of(reader.number(2));
    case kFormData4:
      return number_of(reader.number(4), context.version < 4);
    case kFormData8:
      return number_of(reader.number(8), context.version < 4);
    case kFormSdata:
      return number_of(static_cast<uint64_t>(reader.signed_leb()));
    case kFormUdata:
      return number_of(reader.unsigned_leb());
    case kFormImplicitConst:
      return number_of(static_cast<uint64_t>(constant));
    case kFormFlagPresent:
      return number_of(1);
    case kFormSecOffset:
      return number_of(reader.number(offset_size), true);
    case kFormString:
      return text_of(reader.text());
    case kFormStrp:
      return text_of(text_at(context.sections.str, reader.number(offset_size)));
    case kFormLineStrp:
      return text_of(text_at(context.sections.line_str, reader.number(offset_size)));
    case kFormStrx:
    case kFormGnuStrIndex:
      return kind_of(ValueKind::text_index, reader.unsigned_leb());
    case kFormRefAddr:
      return kind_of(ValueKind::reference,
                     reader.number(context.version < 3 ? context.address_size : offset_size));
    case kFormRef1:
      return inside_unit(reader.number(1));
    case kFormRef2:
      return inside_unit(reader.number(2));
    case kFormRef4:
      return inside_unit(reader.number(4));
    case kFormRef8:
      return inside_unit(reader.number(8));
    case kFormRefUdata:
      return inside_unit(reader.unsigned_leb());
    case kFormLoclistx:
    case kFormRnglistx:
      return kind_of(ValueKind::list_index, reader.unsigned_leb());
    // Into another file, which is not here.
    case kFormRefSup4:
      return reader.number(4), Value{};
    case kFormRefSup8:
    case kFormRefSig8:
      return reader.number(8), Value{};
    case kFormStrpSup:
    case kFormGnuRefAlt:
    case kFormGnuStrpAlt:
      return reader.number(offset_size), Value{};
    default:
      break;
  }
  if (form >= kFormStrx1 && form <= kFormStrx4)
    return kind_of(ValueKind::text_index, reader.number(static_cast<int>(form - kFormStrx1) + 1));
  if (form >= kFormAddrx1 && form <= kFormAddrx4)
    return kind_of(ValueKind::address_index, reader.number(static_cast<int>(form - kFormAddrx1) + 1));
  reader.bytes(~uint64_t{0});  // not known, so neither is its size: nothing after it can be read
  return {};
}

Unit::Unit(ByteReader& units, const DebugBytes& sections, std::map<uint64_t, Abbreviations>& cache,
           Budget& budget)
    : sections_(sections), context_{sections}, reader_({}), budget_(budget) {
  context_.unit_start = units.at();
  uint64_t length = units.number(4);
  if (length == 0xffffffff) {
    length = units.number(8);
    context_.offset_size = 8;
  }
  const uint64_t start = units.at();
  if (units.bytes(length).empty()) return;
  reader_ = ByteReader(sections.info.first(start + length), start);
  context_.version = static_cast<int>(reader_.number(2));
  if (context_.version < 2 || context_.version > 5) return;
  constexpr uint64_t kCompile = 1, kPartial = 3;
  uint64_t type = kCompile, abbreviations = 0;
  if (context_.version >= 5) {
    type = reader_.number(1);
    context_.address_size = static_cast<int>(reader_.number(1));
    abbreviations = reader_.number(context_.offset_size);
  } else {
    abbreviations = reader_.number(context_.offset_size);
    context_.address_size = static_cast<int>(reader_.number(1));
  }
  if (!reader_.good() || (context_.address_size != 4 && context_.address_size != 8)) return;
  if (type != kCompile && type != kPartial) return;
  auto known = cache.find(abbreviations);
  if (known == cache.end())
    known = cache.emplace(abbreviations, read_abbreviations(sections.abbrev, abbreviations, budget)).first;
  abbreviations_ = &known->second;
  good_ = next(root_);
  if (!good_) return;
  strings_base_ = root_.number(kStringOffsetsBase, static_cast<uint64_t>(context_.offset_size == 8 ? 16 : 8));
  address_base_ = root_.number(kAddressBase, root_.number(kGnuAddressBase));
  ranges_base_ = root_.number(kRangeListsBase);
  locations_base_ = root_.number(kLocationListsBase);
  base_ = address(root_.find(kLowPc)).value_or(0);
}

bool Unit::next(Entry& entry) {
  if (!reader_.more() || !abbreviations_) return false;
  entry.offset = reader_.at();
  entry.values.clear();
  uint64_t code = reader_.unsigned_leb();
  entry.tag = 0;
  entry.children = false;
  if (code == 0) return reader_.good() && budget_.spend(1);
  auto found = abbreviations_->find(code);
  if (found == abbreviations_->end()) return false;
  entry.tag = found->second.tag;
  entry.children = found->second.children;
  for (const Abbreviation::Attribute& attribute : found->second.attributes) {
    entry.values.emplace_back(attribute.name,
                              read_form(reader_, attribute.form, attribute.constant, context_));
    if (!reader_.good()) return false;
  }
  return budget_.spend(1 + entry.values.size());
}

std::string Unit::text(const Value* value) const {
  constexpr size_t kLongest = 1000;
  std::string_view text;
  if (value && value->kind == ValueKind::text) text = value->text;
  if (value && value->kind == ValueKind::text_index) {
    const auto size = static_cast<uint64_t>(context_.offset_size);
    ByteReader offsets(sections_.str_offsets, strings_base_);
    if (value->number < offsets.left() / size) {
      offsets.seek(strings_base_ + value->number * size);
      text = text_at(sections_.str, offsets.number(context_.offset_size));
    }
  }
  return std::string(text.substr(0, kLongest));
}

std::optional<uint64_t> Unit::indexed_address(uint64_t index) const {
  const auto size = static_cast<uint64_t>(context_.address_size);
  ByteReader table(sections_.addr, address_base_);
  if (index >= table.left() / size) return std::nullopt;
  table.seek(address_base_ + index * size);
  return table.number(context_.address_size);
}

std::optional<uint64_t> Unit::address(const Value* value) const {
  if (value && value->kind == ValueKind::address) return value->number;
  if (value && value->kind == ValueKind::address_index) return indexed_address(value->number);
  return std::nullopt;
}

}  // namespace trapdoor::dwarf
