// FlatTree: writes the flattened device tree format.
// Models: Devicetree Specification 0.3, chapter 5.
// Laws: 1. Nodes are closed in the order they were opened; `finish` requires that all are.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace trapdoor {

class FlatTree {
 public:
  void open(std::string_view name);
  void close();
  void flag(std::string_view name) { property(name, ""); }
  // 32-bit cells.
  void cells(std::string_view name, const std::vector<uint32_t>& values);
  // One number in two cells each.
  void wide(std::string_view name, std::initializer_list<uint64_t> values);
  void text(std::string_view name, std::string_view value);
  // Words separated by spaces, as a list of strings.
  void texts(std::string_view name, std::string_view words);
  std::vector<std::byte> finish();

 private:
  void property(std::string_view name, std::string_view bytes);

  std::string structure_, strings_;
};

}  // namespace trapdoor
