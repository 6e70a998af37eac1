// DwarfTypes: which entry of .debug_info each kind of type is, for the reader and the writer of types.
// Laws: 1. Reading takes the first row of a tag or encoding, writing the first that says what the type is; so what is written
//          is read back as the same kind.
#pragma once
#include <string_view>

#include "engine/program/debug_info.h"
#include "engine/program/dwarf_format.h"

namespace trapdoor::dwarf {

struct TypeRow {
  Tag tag;
  TypeKind kind;
  std::string_view word;  // of a qualified type: its name
};
inline constexpr TypeRow kTypeRows[] = {
    {kPointerType, TypeKind::pointer, ""},
    {kArrayType, TypeKind::array, ""},
    {kStructureType, TypeKind::structure, ""},
    {kClassType, TypeKind::structure, ""},
    {kUnionType, TypeKind::united, ""},
    {kEnumerationType, TypeKind::enumeration, ""},
    {kSubroutineType, TypeKind::function, ""},
    {kTypedef, TypeKind::alias, ""},
    {kVolatileType, TypeKind::qualified, "volatile"},
    {kRestrictType, TypeKind::qualified, "restrict"},
    {kAtomicType, TypeKind::qualified, "_Atomic"},
    {kConstType, TypeKind::qualified, "const"},
    {kBaseType, TypeKind::unknown, ""},  // what it is, its encoding says
};

struct EncodingRow {
  Encoding encoding;
  TypeKind kind;
  std::string_view begins;  // the name, where two encodings are one kind
};
inline constexpr EncodingRow kEncodingRows[] = {
    {kBoolean, TypeKind::boolean, ""},
    {kFloat, TypeKind::floating, ""},
    {kUnsignedChar, TypeKind::character, "unsigned"},
    {kSignedChar, TypeKind::character, ""},
    {kUnsigned, TypeKind::unsigned_number, ""},
    {kSigned, TypeKind::signed_number, ""},
};

// What is not in the rows is a number.
inline Tag tag_of(const DebugType& type) {
  for (const TypeRow& row : kTypeRows) {
    if (row.kind == type.kind && (row.word.empty() || row.word == type.name)) return row.tag;
  }
  return kBaseType;
}

inline Encoding encoding_of(const DebugType& type) {
  for (const EncodingRow& row : kEncodingRows) {
    if (row.kind == type.kind && type.name.starts_with(row.begins)) return row.encoding;
  }
  return kSigned;
}

inline TypeKind kind_of(uint64_t encoding) {
  for (const EncodingRow& row : kEncodingRows) {
    if (row.encoding == encoding) return row.kind;
  }
  return TypeKind::unknown;
}

}  // namespace trapdoor::dwarf
