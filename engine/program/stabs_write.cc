#include "engine/program/stabs_write.h"

#include <utility>

#include "engine/program/byte_writer.h"

namespace trapdoor {
namespace {

constexpr uint8_t kNothing = 0, kStabSource = 0x64, kStabIncluded = 0x84, kStabLine = 0x44;
constexpr size_t kStabSize = 12, kStabCount = 6, kLength = 8;

}  // namespace

StabsWriter::StabsWriter(std::string source, std::optional<uint32_t> relocation)
    : source_(std::move(source)), relocation_(relocation) {
  table_.name = ".stab";
  strings_.name = ".stabstr";
  table_.align = 4;
  strings_.bytes.push_back(0);
  stab(source_, kNothing, 0, std::nullopt);  // how many, and how long the texts are: filled in by take
}

void StabsWriter::stab(std::string_view text, uint8_t type, uint32_t line, std::optional<uint64_t> offset) {
  std::vector<uint8_t>&out = table_.bytes, &strings = strings_.bytes;
  const size_t at = out.size();
  out.resize(at + kStabSize);
  put_number(out, at, text.empty() ? 0 : strings.size(), 4);
  put_number(out, at + 4, type, 2);
  put_number(out, at + kStabCount, line, 2);
  if (offset && relocation_)
    table_.relocations.push_back({at + kLength, *relocation_, symbol_, static_cast<int64_t>(*offset)});
  if (text.empty()) return;
  strings.insert(strings.end(), text.begin(), text.end());
  strings.push_back(0);
}

void StabsWriter::begin(uint32_t section_symbol) {
  any_ = true;
  symbol_ = section_symbol;
  stab(source_, kStabSource, 0, 0);
}

void StabsWriter::include(std::string_view file, uint64_t offset) { stab(file, kStabIncluded, 0, offset); }

void StabsWriter::line(uint32_t line, uint64_t offset) { stab("", kStabLine, line, offset); }

void StabsWriter::end(uint64_t size) { stab("", kStabSource, 0, size); }

std::vector<ObjectSection> StabsWriter::take() {
  if (!any_) return {};
  put_number(table_.bytes, kStabCount, table_.bytes.size() / kStabSize - 1, 2);
  put_number(table_.bytes, kLength, strings_.bytes.size(), 4);
  table_.size = table_.bytes.size();
  strings_.size = strings_.bytes.size();
  return {std::move(table_), std::move(strings_)};
}

}  // namespace trapdoor
