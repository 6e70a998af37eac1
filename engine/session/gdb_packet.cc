#include "engine/session/gdb_packet.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/base/plain.h"

namespace trapdoor::gdb {

std::optional<uint64_t> hex(std::string_view text) {
  uint64_t value = 0;
  auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || error != std::errc{} || at != text.data() + text.size()) return std::nullopt;
  return value;
}

// "a,b" -> a and b
std::optional<std::pair<uint64_t, uint64_t>> two(std::string_view text) {
  size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  auto a = hex(text.substr(0, comma)), b = hex(text.substr(comma + 1));
  if (!a || !b) return std::nullopt;
  return std::pair(*a, *b);
}

std::string to_hex(std::span<const std::byte> bytes) {
  std::string text;
  for (std::byte b : bytes) text += fmt::format("{:02x}", static_cast<unsigned>(b));
  return text;
}

std::string to_hex(std::string_view text) {
  return to_hex(std::as_bytes(std::span(text.data(), text.size())));
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2) return std::nullopt;
  for (size_t i = 0; i < text.size(); i += 2) {
    auto value = hex(text.substr(i, 2));
    if (!value) return std::nullopt;
    bytes += static_cast<char>(*value);
  }
  return bytes;
}

std::string framed(std::string_view packet) {
  unsigned sum = 0;
  for (char c : packet) sum += static_cast<unsigned char>(c);
  return fmt::format("${}#{:02x}", packet, sum & 0xff);
}

std::string little_endian(uint64_t value) { return to_hex(bytes_of(std::as_const(value))); }

}  // namespace trapdoor::gdb
