#include "engine/program/call_frames.h"

#include "engine/program/byte_reader.h"

namespace trapdoor {
namespace {

// Pointer encodings of .eh_frame (LSB 5.0, 10.5).
constexpr uint8_t kFormatMask = 0x0f, kApplyMask = 0x70, kPcRelative = 0x10, kOmitted = 0xff,
                  kIndirect = 0x80;

std::optional<uint64_t> encoded(ByteReader& reader, uint8_t encoding, uint64_t section_address) {
  const uint64_t here = section_address + reader.at();
  uint64_t value = 0;
  auto with_sign = [&](int size) {
    int shift = 64 - 8 * size;
    return static_cast<uint64_t>(static_cast<int64_t>(reader.number(size) << shift) >> shift);
  };
  switch (encoding & kFormatMask) {
    case 0x00:
    case 0x04:
    case 0x0c:
      value = reader.number(8);
      break;
    case 0x01:
      value = reader.unsigned_leb();
      break;
    case 0x02:
      value = reader.number(2);
      break;
    case 0x03:
      value = reader.number(4);
      break;
    case 0x09:
      value = static_cast<uint64_t>(reader.signed_leb());
      break;
    case 0x0a:
      value = with_sign(2);
      break;
    case 0x0b:
      value = with_sign(4);
      break;
    default:
      return std::nullopt;
  }
  if ((encoding & kApplyMask) == kPcRelative)
    value += here;
  else if ((encoding & kApplyMask) != 0)
    return std::nullopt;
  if (!reader.good() || (encoding & kIndirect)) return std::nullopt;
  return value;
}

std::vector<uint8_t> rest_of(ByteReader& reader) {
  auto bytes = reader.bytes(reader.left());
  return {bytes.begin(), bytes.end()};
}

// Runs call frame instructions up to an address.
class Runner {
 public:
  Runner(uint64_t code_factor, int64_t data_factor, uint64_t address, uint64_t wanted)
      : code_factor_(code_factor), data_factor_(data_factor), address_(address), wanted_(wanted) {}

  FrameRules rules, initial;

  // False when the instructions make no sense.
  bool run(std::span<const uint8_t> instructions) {
    ByteReader reader(instructions);
    while (reader.more()) {
      auto op = static_cast<uint8_t>(reader.number(1));
      if (!one(op, reader)) return false;
      if (address_ > wanted_) return true;
    }
    return reader.good();
  }

 private:
  void advance(uint64_t units) { address_ += units * code_factor_; }
  int64_t factored(uint64_t value) const {
    return static_cast<int64_t>(value * static_cast<uint64_t>(data_factor_));
  }
  void set(uint64_t number, FrameRule rule, int64_t offset = 0) {
    constexpr size_t kMostRegisters = 256;
    if (rules.registers.size() < kMostRegisters || rules.registers.contains(number))
      rules.registers[number] = {rule, offset};
  }
  void restore(uint64_t number) {
    auto found = initial.registers.find(number);
    if (found == initial.registers.end()) {
      rules.registers.erase(number);
    } else {
      rules.registers[number] = found->second;
    }
  }
  void set_cfa(uint64_t number, int64_t offset) {
    rules.cfa_register = number;
    rules.cfa_offset = offset;
    rules.cfa_known = true;
  }

  bool one(uint8_t op, ByteReader& reader) {
    const uint8_t low = op & 0x3f;
    switch (op >> 6) {
      case 1:  // advance_loc
        return advance(low), true;
      case 2:  // offset
        return set(low, FrameRule::at_offset, factored(reader.unsigned_leb())), true;
      case 3:  // restore
        return restore(low), true;
      default:
        return op < 0x10 ? low_instruction(op, reader) : high_instruction(op, reader);
    }
  }

  bool low_instruction(uint8_t op, ByteReader& reader) {
    uint64_t number = 0;
    switch (op) {
      case 0x00:  // nop
        return true;
      case 0x01:  // set_loc
        address_ = reader.number(8);
        return true;
      case 0x02:  // advance_loc1, 2, 4
        return advance(reader.number(1)), true;
      case 0x03:
        return advance(reader.number(2)), true;
      case 0x04:
        return advance(reader.number(4)), true;
      case 0x05:  // offset_extended
        number = reader.unsigned_leb();
        return set(number, FrameRule::at_offset, factored(reader.unsigned_leb())), true;
      case 0x06:  // restore_extended
        return restore(reader.unsigned_leb()), true;
      case 0x07:  // undefined
        return set(reader.unsigned_leb(), FrameRule::unknown), true;
      case 0x08:  // same_value
        return set(reader.unsigned_leb(), FrameRule::same), true;
      case 0x09:  // register
        number = reader.unsigned_leb();
        return set(number, FrameRule::in_register, static_cast<int64_t>(reader.unsigned_leb())), true;
      case 0x0a:  // remember_state
        if (stack_.size() >= 100) return false;
        return stack_.push_back(rules), true;
      case 0x0b:  // restore_state
        if (stack_.empty()) return false;
        rules = stack_.back();
        return stack_.pop_back(), true;
      case 0x0c:  // def_cfa
        number = reader.unsigned_leb();
        return set_cfa(number, static_cast<int64_t>(reader.unsigned_leb())), true;
      case 0x0d:  // def_cfa_register
        return set_cfa(reader.unsigned_leb(), rules.cfa_offset), true;
      case 0x0e:  // def_cfa_offset
        rules.cfa_offset = static_cast<int64_t>(reader.unsigned_leb());
        return true;
      default:  // def_cfa_expression
        reader.bytes(reader.unsigned_leb());
        rules.cfa_known = false;
        return true;
    }
  }

  bool high_instruction(uint8_t op, ByteReader& reader) {
    uint64_t number = 0;
    switch (op) {
      case 0x10:  // expression, val_expression
      case 0x16:
        number = reader.unsigned_leb();
        reader.bytes(reader.unsigned_leb());
        return set(number, FrameRule::unknown), true;
      case 0x11:  // offset_extended_sf
        number = reader.unsigned_leb();
        return set(number, FrameRule::at_offset, factored(static_cast<uint64_t>(reader.signed_leb()))), true;
      case 0x12:  // def_cfa_sf
        number = reader.unsigned_leb();
        return set_cfa(number, factored(static_cast<uint64_t>(reader.signed_leb()))), true;
      case 0x13:  // def_cfa_offset_sf
        rules.cfa_offset = factored(static_cast<uint64_t>(reader.signed_leb()));
        return true;
      case 0x14:  // val_offset
        number = reader.unsigned_leb();
        return set(number, FrameRule::is_offset, factored(reader.unsigned_leb())), true;
      case 0x15:  // val_offset_sf
        number = reader.unsigned_leb();
        return set(number, FrameRule::is_offset, factored(static_cast<uint64_t>(reader.signed_leb()))), true;
      case 0x2e:  // GNU_args_size
        return reader.unsigned_leb(), true;
      default:
        return false;
    }
  }

  uint64_t code_factor_;
  int64_t data_factor_;
  uint64_t address_, wanted_;
  std::vector<FrameRules> stack_;
};

}  // namespace

void CallFrames::add_debug_frame(std::span<const uint8_t> section) { add(section, false, 0); }
void CallFrames::add_eh_frame(std::span<const uint8_t> section, uint64_t address) {
  add(section, true, address);
}

void CallFrames::add(std::span<const uint8_t> section, bool eh, uint64_t section_address) {
  std::map<uint64_t, uint32_t> known;  // offset of a CIE -> its index
  ByteReader reader(section);
  while (reader.more()) {
    const uint64_t start = reader.at();
    uint64_t length = reader.number(4);
    int size = 4;
    if (length == 0xffffffff) {
      length = reader.number(8);
      size = 8;
    }
    if (length == 0) continue;  // the end of one object's part
    const uint64_t id_at = reader.at();
    if (reader.bytes(length).empty()) return;
    ByteReader entry(section.first(id_at + length), id_at);
    if (eh) size = 4;
    const uint64_t id = entry.number(size);
    const uint64_t common_id = eh ? 0 : size == 8 ? ~uint64_t{0} : 0xffffffff;
    if (id == common_id) {
      Common common;
      uint64_t version = entry.number(1);
      std::string_view augmentation = entry.text();
      if (version != 1 && version != 3 && version != 4) continue;
      if (!augmentation.empty() && augmentation[0] != 'z') continue;
      if (version == 4 && (entry.number(1) != 8 || entry.number(1) != 0)) continue;
      common.code_factor = entry.unsigned_leb();
      common.data_factor = entry.signed_leb();
      common.return_register = version == 1 ? entry.number(1) : entry.unsigned_leb();
      bool readable = true;
      if (!augmentation.empty()) {
        common.augmented = true;
        ByteReader data(entry.bytes(entry.unsigned_leb()));
        for (char c : augmentation.substr(1)) {
          if (c == 'R') common.encoding = static_cast<uint8_t>(data.number(1));
          if (c == 'L') data.number(1);
          if (c == 'P')
            readable = encoded(data, static_cast<uint8_t>(data.number(1)) & kFormatMask, 0) && readable;
        }
      }
      if (!entry.good() || !readable) continue;
      common.instructions = rest_of(entry);
      known.emplace(start, static_cast<uint32_t>(commons_.size()));
      commons_.push_back(std::move(common));
      continue;
    }
    auto common = known.find(eh ? id_at - id : id);
    if (common == known.end()) continue;
    const Common& c = commons_[common->second];
    auto low = encoded(entry, c.encoding, section_address);
    auto bytes = encoded(entry, c.encoding & kFormatMask, 0);
    if (!low || !bytes || c.encoding == kOmitted) continue;
    if (c.augmented) entry.bytes(entry.unsigned_leb());
    if (!entry.good()) continue;
    functions_.push_back({*low, *low + *bytes, common->second, rest_of(entry)});
  }
}

void CallFrames::append(const CallFrames& part) {
  auto base = static_cast<uint32_t>(commons_.size());
  commons_.insert(commons_.end(), part.commons_.begin(), part.commons_.end());
  for (Function function : part.functions_) {
    function.common += base;
    functions_.push_back(std::move(function));
  }
}

std::optional<FrameRules> CallFrames::rules_at(uint64_t address) const {
  for (const Function& function : functions_) {
    if (address < function.low || address >= function.high) continue;
    const Common& common = commons_[function.common];
    Runner runner(common.code_factor, common.data_factor, function.low, address);
    runner.rules.return_register = common.return_register;
    if (!runner.run(common.instructions)) return std::nullopt;
    runner.initial = runner.rules;
    if (!runner.run(function.instructions)) return std::nullopt;
    return runner.rules;
  }
  return std::nullopt;
}

}  // namespace trapdoor
