#include "engine/program/output_rules.h"

namespace trapdoor {
namespace {

constexpr OutputRule kRules[] = {
    {".text.init", ".text", 0}, {".text", ".text", 1}, {".rodata", ".rodata", 0},
    {".srodata", ".rodata", 0}, {".data", ".data", 0}, {".sdata", ".data", 0},
    {".bss", ".bss", 0},        {".sbss", ".bss", 0},  {"COMMON", ".bss", 1},
};

}  // namespace

const OutputRule* output_rule(std::string_view name) {
  for (const OutputRule& rule : kRules) {
    bool begins = name.substr(0, rule.prefix.size()) == rule.prefix;
    if (begins && (name.size() == rule.prefix.size() || name[rule.prefix.size()] == '.')) return &rule;
  }
  return nullptr;
}

}  // namespace trapdoor
