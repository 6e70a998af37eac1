// ByteWriter: numbers and texts into bytes (little-endian), the other way round of ByteReader.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace trapdoor {

// Requires the place to be inside.
inline void put_number(std::span<uint8_t> bytes, size_t at, uint64_t value, int size) {
  for (int i = 0; i < size; i++) bytes[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (8 * i));
}

class ByteWriter {
 public:
  size_t size() const { return bytes_.size(); }
  std::vector<uint8_t> take() { return std::move(bytes_); }

  void number(uint64_t value, int size) {
    bytes_.resize(bytes_.size() + static_cast<size_t>(size));
    set(bytes_.size() - static_cast<size_t>(size), value, size);
  }
  // Over what is there already.
  void set(size_t at, uint64_t value, int size) { put_number(bytes_, at, value, size); }
  // LEB128 (DWARF 5, section 7.6).
  void unsigned_leb(uint64_t value) {
    for (; value >= 0x80; value >>= 7) number(value | 0x80, 1);
    number(value, 1);
  }
  void signed_leb(int64_t value) {
    for (; value < -0x40 || value >= 0x40; value >>= 7) number(static_cast<uint64_t>(value) | 0x80, 1);
    number(static_cast<uint64_t>(value) & 0x7f, 1);
  }
  // With a zero byte behind it.
  void text(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    bytes_.push_back(0);
  }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace trapdoor
