// CallFrames: how a function's frame leads to its caller's: for every address where the frame lies and where the registers of
// the caller were saved.
// Models: DWARF 5 section 6.4 (.debug_frame) and the LSB's .eh_frame, which differs in a few fields.
// Leaves out: rules that are expressions (such a register counts as unknown), .eh_frame_hdr, signal frames.
// Laws: 1. Any bytes give rules or none. 2. Reading is linear in the bytes; rules_at runs the instructions of one function.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace trapdoor {

enum class FrameRule : uint8_t {
  same,         // as in the callee
  at_offset,    // saved at CFA + offset
  is_offset,    // is CFA + offset
  in_register,  // in another register: offset is its number
  unknown,
};

struct RegisterRule {
  FrameRule rule = FrameRule::same;
  int64_t offset = 0;
};

struct FrameRules {
  uint64_t cfa_register = 0;  // the CFA, the caller's stack pointer, is this register + cfa_offset
  int64_t cfa_offset = 0;
  bool cfa_known = false;
  uint64_t return_register = 0;
  std::map<uint64_t, RegisterRule> registers;  // by DWARF's numbers; the rest are `same`
};

class CallFrames {
 public:
  // Adds what a section says. `address`: where an .eh_frame is in memory.
  void add_debug_frame(std::span<const uint8_t> section);
  void add_eh_frame(std::span<const uint8_t> section, uint64_t address);
  void append(const CallFrames& part);

  bool empty() const { return functions_.empty(); }
  std::optional<FrameRules> rules_at(uint64_t address) const;

 private:
  struct Common {  // a CIE
    uint64_t code_factor = 1;
    int64_t data_factor = 1;
    uint64_t return_register = 0;
    uint8_t encoding = 0;  // of addresses in its functions; 0: plain
    bool augmented = false;
    std::vector<uint8_t> instructions;
  };
  struct Function {  // an FDE
    uint64_t low = 0, high = 0;
    uint32_t common = 0;
    std::vector<uint8_t> instructions;
  };
  void add(std::span<const uint8_t> section, bool eh, uint64_t address);

  std::vector<Common> commons_;
  std::vector<Function> functions_;
};

}  // namespace trapdoor
