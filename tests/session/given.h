// Files as a person drops them onto the page.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/session/given_files.h"

namespace trapdoor {

inline std::vector<std::byte> bytes_of_text(std::string_view text) {
  auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {bytes.begin(), bytes.end()};
}

inline GivenFile given(std::string name, std::string_view text, std::string role = {}) {
  return {std::move(name), bytes_of_text(text), std::move(role)};
}

}  // namespace trapdoor
