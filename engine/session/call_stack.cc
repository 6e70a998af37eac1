#include "engine/session/call_stack.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/machine/assembly.h"
#include "engine/program/hexadecimal.h"
#include "engine/session/event_text.h"

namespace trapdoor {
namespace {

class Walker {
 public:
  Walker(const Machine& machine, const Program& program, int hart)
      : machine_(machine), program_(program), hart_(hart), rows_(machine.isa().assembly->debug) {}

  std::vector<DebugFrame> walk() {
    std::vector<DebugFrame> frames;
    DebugFrame frame;
    const Cpu& cpu = machine_.hart(hart_).cpu;
    frame.pc = cpu[machine_.isa().pc_word];
    for (size_t i = 0; i < rows_.words.size(); i++) frame.registers[i] = cpu[rows_.words[i]];
    while (frames.size() < kMostFrames) {
      describe(frame);
      std::optional<DebugFrame> caller = caller_of(frame);
      bool outwards = !caller || frames.empty() || stack(*caller) >= stack(frame);
      frames.push_back(std::move(frame));
      if (!caller || !outwards || !is_code(caller->pc)) break;
      frame = std::move(*caller);
    }
    return frames;
  }

 private:
  uint64_t stack(const DebugFrame& frame) const { return value(frame, rows_.stack).value_or(0); }
  static std::optional<uint64_t> value(const DebugFrame& frame, uint64_t number) {
    auto found = frame.registers.find(number);
    if (found == frame.registers.end()) return std::nullopt;
    return found->second;
  }

  std::optional<uint64_t> word_at(uint64_t address) const {
    uint64_t word = 0;
    if (!read_virtual(machine_, hart_, address, std::as_writable_bytes(std::span(&word, 1))))
      return std::nullopt;
    return word;
  }

  bool is_code(uint64_t address) const {
    return std::any_of(program_.sections.begin(), program_.sections.end(), [&](const Section& section) {
      return section.executable && address - section.address < section.size;
    });
  }

  void describe(DebugFrame& frame) const {
    frame.name = program_.function_at(frame.inside());
    if (frame.name.empty()) frame.name = label_of(frame);
    frame.place = program_.place_of(frame.inside());
  }

  // Of a caller that no compiler described: the label above its call, which need not be the one above where it returns to.
  std::string label_of(const DebugFrame& frame) const {
    std::string name = program_.name_of(frame.inside());
    const size_t plus = name.find('+');
    if (frame.from == FrameFrom::registers || name.empty()) return name;
    const Symbol* label = program_.find_symbol(std::string_view(name).substr(0, plus));
    if (!label) return program_.name_of(frame.pc);
    return label->name + "+" + hexadecimal(frame.pc - label->address);
  }

  std::optional<DebugFrame> caller_of(DebugFrame& frame) {
    if (auto rules = program_.frames.rules_at(frame.inside())) return by_rules(frame, *rules);
    if (auto caller = by_frame_pointer(frame)) return caller;
    if (frame.from == FrameFrom::registers) {
      if (auto caller = by_return_register(frame)) return caller;
    }
    return by_stack_words(frame);
  }

  std::optional<DebugFrame> by_rules(DebugFrame& frame, const FrameRules& rules) const {
    std::optional<uint64_t> base = value(frame, rules.cfa_register);
    if (!rules.cfa_known || !base) return std::nullopt;
    const uint64_t cfa = *base + static_cast<uint64_t>(rules.cfa_offset);
    frame.frame_address = cfa;
    DebugFrame caller;
    caller.from = FrameFrom::call_frames;
    for (const auto& [number, value] : frame.registers) {
      if (!rules.registers.contains(number)) caller.registers[number] = value;
    }
    for (const auto& [number, rule] : rules.registers) {
      std::optional<uint64_t> found;
      const uint64_t place = cfa + static_cast<uint64_t>(rule.offset);
      if (rule.rule == FrameRule::same) found = value(frame, number);
      if (rule.rule == FrameRule::at_offset) found = word_at(place);
      if (rule.rule == FrameRule::at_offset && number == rules.return_register) caller.return_at = place;
      if (rule.rule == FrameRule::is_offset) found = place;
      if (rule.rule == FrameRule::in_register) found = value(frame, static_cast<uint64_t>(rule.offset));
      if (found) caller.registers[number] = *found;
    }
    caller.registers[rows_.stack] = cfa;
    std::optional<uint64_t> back = value(caller, rules.return_register);
    if (!back) return std::nullopt;
    caller.pc = *back;
    return caller;
  }

  struct Code {
    size_t row = 0;
    uint32_t bits = 0;
    uint64_t size = 0;
    Flow flow = Flow::next;
  };
  std::optional<Code> code_at(uint64_t address) const {
    const Isa& isa = machine_.isa();
    std::array<uint8_t, 4> code{};
    if (!fetch(address, code) && !fetch(address, std::span(code).first(2))) return std::nullopt;
    Decoded decoded = isa.decode(code);
    const auto size = static_cast<uint64_t>(decoded.size);
    if (const uint32_t whole = size == 2 ? isa.assembly->widen(decoded.bits) : 0; whole != 0) {
      std::memcpy(code.data(), &whole, sizeof whole);
      decoded = isa.decode(code);
    }
    if (!decoded.row || size == 0) return std::nullopt;
    const auto row = static_cast<size_t>(decoded.row - isa.instructions.data());
    if (row >= isa.instructions.size()) return std::nullopt;
    return Code{row, decoded.bits, size, decoded.row->flow};
  }
  bool writes(const Code& code, uint64_t number) const {
    const InstructionRow& row = machine_.isa().instructions[code.row];
    return row.operands.starts_with("rd") &&
           machine_.isa().assembly->get(code.row, "rd", code.bits) == number;
  }
  bool loads(const Code& code) const {
    return machine_.isa().instructions[code.row].operands.find('(') != std::string_view::npos;
  }

  // Whether the frame pointer is the function's own: it has made its frame, and not yet given the caller's pointer back.
  bool has_frame(const DebugFrame& frame) const {
    if (frame.from != FrameFrom::registers) return true;
    std::vector<const DebugScope*> scopes = program_.debug.scopes_at(frame.pc);
    if (scopes.empty() || scopes.back()->ranges.empty()) return false;
    return begins_before(frame.pc, scopes.back()->ranges.front().low) && !ends_behind(frame.pc);
  }

  // A function begins with the code that sets the pointer, or that jumps to where it is set.
  bool begins_before(uint64_t pc, uint64_t start) const {
    constexpr int kLongest = 16;
    for (int i = 0; i < kLongest && start != pc; i++) {
      std::optional<Code> code = code_at(start);
      if (!code) return false;
      if (code->flow == Flow::next && writes(*code, rows_.frame) && !loads(*code)) return true;
      if (code->flow == Flow::call && writes(*code, 0)) return true;
      if (code->flow != Flow::next) return false;
      start += code->size;
    }
    return false;
  }

  // From here to the return nobody loads the pointer any more; or it is only set now.
  bool ends_behind(uint64_t pc) const {
    constexpr int kLongest = 8;
    for (int i = 0; i < kLongest; i++) {
      std::optional<Code> code = code_at(pc);
      if (!code) return false;
      if (code->flow != Flow::next) return code->flow == Flow::call && writes(*code, 0) && loads(*code);
      if (writes(*code, rows_.frame)) return !loads(*code);
      pc += code->size;
    }
    return false;
  }

  std::optional<DebugFrame> by_frame_pointer(DebugFrame& frame) const {
    constexpr uint64_t kLargestFrame = 1 << 20;
    std::optional<uint64_t> pointer = value(frame, rows_.frame);
    if (!pointer || !has_frame(frame)) return std::nullopt;
    if (*pointer <= stack(frame) || *pointer - stack(frame) > kLargestFrame) return std::nullopt;
    std::optional<uint64_t> back = word_at(*pointer + static_cast<uint64_t>(rows_.return_from_frame));
    std::optional<uint64_t> outer = word_at(*pointer + static_cast<uint64_t>(rows_.outer_from_frame));
    if (!back || !outer || !is_code(*back)) return std::nullopt;
    frame.frame_address = *pointer;
    DebugFrame caller;
    caller.from = FrameFrom::frame_pointer;
    caller.pc = *back;
    caller.return_at = *pointer + static_cast<uint64_t>(rows_.return_from_frame);
    caller.registers = {{rows_.stack, *pointer}, {rows_.frame, *outer}, {rows_.return_address, *back}};
    return caller;
  }

  std::optional<DebugFrame> by_return_register(const DebugFrame& frame) const {
    std::optional<uint64_t> back = value(frame, rows_.return_address);
    if (!back || !is_code(*back)) return std::nullopt;
    // A return address inside the same function is one that the function used for a call of its own; or the function calls
    // itself, if a compiler described it: there we come here only without a frame, when the register holds where it returns to.
    const bool described = !program_.debug.scopes_at(frame.pc).empty();
    if (!described && base_name(*back) == base_name(frame.pc)) return std::nullopt;
    if (!follows_call(*back)) return std::nullopt;
    DebugFrame caller;
    caller.from = FrameFrom::return_register;
    caller.pc = *back;
    caller.registers = frame.registers;
    caller.registers.erase(rows_.return_address);
    return caller;
  }

  // What a compiler described has no need of guesses.
  std::optional<DebugFrame> by_stack_words(const DebugFrame& frame) {
    std::optional<uint64_t> at = value(frame, rows_.stack);
    if (!at || !program_.debug.scopes_at(frame.inside()).empty()) return std::nullopt;
    const auto bytes = static_cast<uint64_t>(machine_.isa().xlen / 8);
    for (; words_left_ > 0; words_left_--, *at += bytes) {
      std::optional<uint64_t> word = word_at(*at);
      if (!word) break;
      if (!is_code(*word) || !follows_call(*word)) continue;
      // The innermost function put its return register there: that caller is known already.
      if (frame.from == FrameFrom::return_register && *word == frame.pc) continue;
      DebugFrame caller;
      caller.from = FrameFrom::stack_word;
      caller.pc = *word;
      caller.return_at = *at;
      caller.registers = {{rows_.stack, *at + bytes}};
      return caller;
    }
    return std::nullopt;
  }

  // Whether the instruction before this address is one that leaves the address in the return register.
  bool follows_call(uint64_t address) const {
    for (const uint64_t size : {4, 2}) {
      std::optional<Code> code = code_at(address - size);
      if (code && code->size == size && code->flow == Flow::call && writes(*code, rows_.return_address))
        return true;
    }
    return false;
  }

  bool fetch(uint64_t address, std::span<uint8_t> out) const {
    const Isa& isa = machine_.isa();
    const auto mode = static_cast<uint8_t>(machine_.hart(hart_).cpu[isa.mode_word]);
    const Translation at = isa.translate(machine_, hart_, address, AccessKind::fetch, mode);
    return at.ok && machine_.bus.peek(at.physical, std::as_writable_bytes(out));
  }

  std::string base_name(uint64_t address) const {
    std::string name = program_.name_of(address);
    return name.substr(0, name.find('+'));
  }

  const Machine& machine_;
  const Program& program_;
  int hart_;
  const DebugRegisters& rows_;
  int words_left_ = 256;  // looked at for return addresses
};

}  // namespace

std::vector<DebugFrame> call_stack(const Machine& machine, const Program& program, int hart) {
  return Walker(machine, program, hart).walk();
}

bool read_virtual(const Machine& machine, int hart, uint64_t address, std::span<std::byte> out) {
  const Isa& isa = machine.isa();
  const auto mode = static_cast<uint8_t>(machine.hart(hart).cpu[isa.mode_word]);
  while (!out.empty()) {
    const size_t size = std::min<uint64_t>(out.size(), kPageSize - address % kPageSize);
    Translation at = isa.translate(machine, hart, address, AccessKind::load, mode);
    if (!at.ok) at = isa.translate(machine, hart, address, AccessKind::fetch, mode);
    if (!at.ok || !machine.bus.peek(at.physical, out.first(size))) return false;
    address += size;
    out = out.subspan(size);
  }
  return true;
}

std::string to_text(const std::vector<DebugFrame>& frames) {
  std::string text;
  for (size_t i = 0; i < frames.size(); i++) {
    text += "#" + std::to_string(i) + " " + (frames[i].name.empty() ? "?" : frames[i].name);
    text += place_text(frames[i].place) + "\n";
  }
  return text;
}

}  // namespace trapdoor
