// ByteReader: numbers and texts out of bytes that nobody vouches for (little-endian).
// Laws: 1. Reading past the end gives zeros and empty texts, and makes good() false for ever; nothing else happens.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace trapdoor {

class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes, uint64_t at = 0) : bytes_(bytes) { seek(at); }

  bool good() const { return good_; }
  bool more() const { return good_ && at_ < bytes_.size(); }
  uint64_t at() const { return at_; }
  uint64_t left() const { return good_ ? bytes_.size() - at_ : 0; }

  void seek(uint64_t at) {
    if (at > bytes_.size()) good_ = false;
    if (good_) at_ = at;
  }
  // The next bytes; none when there are not so many.
  std::span<const uint8_t> bytes(uint64_t count) {
    if (count > left()) good_ = false;
    if (!good_) return {};
    auto out = bytes_.subspan(at_, count);
    at_ += count;
    return out;
  }
  uint64_t number(int size) {  // 0 to 8 bytes
    uint64_t value = 0;
    int shift = 0;
    for (uint8_t byte : bytes(static_cast<uint64_t>(size))) {
      value |= uint64_t{byte} << shift;
      shift += 8;
    }
    return value;
  }
  // LEB128 (DWARF 5, section 7.6); bits beyond 64 are dropped.
  uint64_t unsigned_leb() { return leb(false); }
  int64_t signed_leb() { return static_cast<int64_t>(leb(true)); }
  // Up to a zero byte, which is passed over.
  std::string_view text() {
    uint64_t size = 0;
    while (size < left() && bytes_[at_ + size] != 0) size++;
    auto found = bytes(size + 1);
    return found.empty() ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(found.data()), size);
  }

 private:
  uint64_t leb(bool with_sign) {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      auto byte = static_cast<uint8_t>(number(1));
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      if (byte & 0x80u) continue;
      if (with_sign && (byte & 0x40u) && shift + 7 < 64) value |= ~uint64_t{0} << (shift + 7);
      return value;
    }
  }

  std::span<const uint8_t> bytes_;
  uint64_t at_ = 0;
  bool good_ = true;
};

}  // namespace trapdoor
