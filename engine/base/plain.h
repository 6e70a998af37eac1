// Plain: what may be part of a snapshot.
// Laws: 1. A snapshot is bytes: no pointer, no padding, so equality is a byte comparison.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace trapdoor {

// Numbers without pointers or padding. (Pointers satisfy the traits too: keeping them out is the writer's
// duty.)
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>;

template <Plain T>
std::span<std::byte> bytes_of(T& value) {
  return std::as_writable_bytes(std::span<T, 1>(&value, 1));
}
template <Plain T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span<const T, 1>(&value, 1));
}

}  // namespace trapdoor
