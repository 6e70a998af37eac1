#include "engine/boards/flat_tree.h"

#include <algorithm>

namespace trapdoor {
namespace {

enum Token : uint32_t { kBeginNode = 1, kEndNode = 2, kProperty = 3, kEnd = 9 };
constexpr uint32_t kMagic = 0xd00dfeed, kVersion = 17, kCompatibleVersion = 16;
constexpr uint32_t kTreeHeaderBytes = 40, kReserveBytes = 16;

// Everything in the format is big-endian.
void put(std::string& out, uint32_t value) {
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift);
}

void align(std::string& out) { out.resize((out.size() + 3) / 4 * 4); }

}  // namespace

void FlatTree::open(std::string_view name) {
  put(structure_, kBeginNode);
  structure_ += name;
  structure_ += '\0';
  align(structure_);
}

void FlatTree::close() { put(structure_, kEndNode); }

void FlatTree::property(std::string_view name, std::string_view bytes) {
  std::string entry(name);
  entry += '\0';
  size_t at = strings_.find(entry);
  if (at == std::string::npos) {
    at = strings_.size();
    strings_ += entry;
  }
  put(structure_, kProperty);
  put(structure_, static_cast<uint32_t>(bytes.size()));
  put(structure_, static_cast<uint32_t>(at));
  structure_ += bytes;
  align(structure_);
}

void FlatTree::cells(std::string_view name, const std::vector<uint32_t>& values) {
  std::string bytes;
  for (uint32_t value : values) put(bytes, value);
  property(name, bytes);
}

void FlatTree::wide(std::string_view name, std::initializer_list<uint64_t> values) {
  std::string bytes;
  for (uint64_t value : values) {
    put(bytes, static_cast<uint32_t>(value >> 32));
    put(bytes, static_cast<uint32_t>(value));
  }
  property(name, bytes);
}

void FlatTree::text(std::string_view name, std::string_view value) {
  std::string bytes(value);
  bytes += '\0';
  property(name, bytes);
}

void FlatTree::texts(std::string_view name, std::string_view words) {
  std::string bytes(words);
  std::replace(bytes.begin(), bytes.end(), ' ', '\0');
  text(name, bytes);
}

// 5.2: header, memory reservations (none but the end), structure, strings.
std::vector<std::byte> FlatTree::finish() {
  put(structure_, kEnd);
  auto structure_size = static_cast<uint32_t>(structure_.size());
  auto strings_size = static_cast<uint32_t>(strings_.size());
  uint32_t structure_at = kTreeHeaderBytes + kReserveBytes, strings_at = structure_at + structure_size;
  std::string all;
  for (uint32_t word : {kMagic, strings_at + strings_size, structure_at, strings_at, kTreeHeaderBytes,
                        kVersion, kCompatibleVersion, uint32_t{0}, strings_size, structure_size}) {
    put(all, word);
  }
  all.append(kReserveBytes, '\0');
  all += structure_;
  all += strings_;
  std::vector<std::byte> bytes(all.size());
  std::transform(all.begin(), all.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

}  // namespace trapdoor
