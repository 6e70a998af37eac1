// Gdb packet: the letters of GDB's remote protocol: hexadecimal numbers and bytes, and a packet's frame.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace trapdoor::gdb {

inline constexpr size_t kMostBytes = 0x2000;  // of one packet

std::optional<uint64_t> hex(std::string_view text);
// "a,b" -> a and b
std::optional<std::pair<uint64_t, uint64_t>> two(std::string_view text);
std::string to_hex(std::span<const std::byte> bytes);
std::string to_hex(std::string_view text);
std::optional<std::string> from_hex(std::string_view text);
// $packet#sum
std::string framed(std::string_view packet);
std::string little_endian(uint64_t value);

}  // namespace trapdoor::gdb
