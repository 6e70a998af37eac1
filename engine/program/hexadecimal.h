// Numbers as programmers write addresses.
#pragma once
#include <cstdint>
#include <string>

namespace trapdoor {

// "0x80000010"
inline std::string hexadecimal(uint64_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  do {
    out.insert(out.begin(), kDigits[value & 15]);
    value >>= 4;
  } while (value != 0);
  return "0x" + out;
}

}  // namespace trapdoor
