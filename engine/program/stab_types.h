// StabTypes: the type texts of stabs, "29=30=ar1;0;7;25", into DebugTypes.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/program/debug_info.h"

namespace trapdoor::stabs {

class TypeReader {
 public:
  explicit TypeReader(DebugInfo& info) : info_(info) {}

  // The type of a text; kNone when it makes no sense.
  uint32_t read(std::string_view text);
  // A text that gives a type its name.
  void define(std::string_view text, const std::string& name);
  void forget() {  // numbers count from the beginning again
    types_.clear();
    awaited_.clear();
  }

 private:
  uint32_t parse(int depth);
  uint32_t parse_definition(uint32_t index, int depth);
  void parse_range(DebugType&, uint32_t own);
  void parse_members(DebugType&, int depth);
  void parse_values(DebugType&);
  int64_t number();
  std::string name_until(char end);
  bool take(char c);
  uint32_t fresh();

  DebugInfo& info_;
  std::map<int64_t, uint32_t> types_;  // the number in the text -> index
  std::set<int64_t> awaited_;          // spoken of before they are defined
  std::string_view text_;
};

}  // namespace trapdoor::stabs
