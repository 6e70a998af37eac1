#include "engine/program/stabs.h"

#include <map>
#include <unordered_map>

#include "engine/program/byte_reader.h"
#include "engine/program/dwarf.h"
#include "engine/program/dwarf_format.h"
#include "engine/program/dwarf_unit.h"
#include "engine/program/stab_types.h"

namespace trapdoor {
namespace {

using namespace stabs;

enum Kind : uint8_t {
  kHeader = 0x00,
  kGlobal = 0x20,
  kFunction = 0x24,
  kStatic = 0x26,
  kZeroed = 0x28,
  kRegister = 0x40,
  kLine = 0x44,
  kSource = 0x64,
  kLocal = 0x80,
  kIncluded = 0x84,
  kParameter = 0xa0,
  kOpenBlock = 0xc0,
  kCloseBlock = 0xe0,
};
constexpr uint64_t kEntrySize = 12;

struct Stab {
  uint8_t kind = 0;
  uint16_t extra = 0;
  uint32_t value = 0;
  std::string_view text;
};

void put_number(std::vector<uint8_t>& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

class StabsReader {
 public:
  StabsReader(uint8_t frame_register, const std::function<bool(uint64_t)>& is_code, Program& program)
      : frame_register_(frame_register), is_code_(is_code), program_(program), types_(program.debug) {
    for (const Symbol& symbol : program.symbols) symbols_.emplace(symbol.name, symbol.address);
  }

  void take(const Stab& entry) {
    switch (entry.kind) {
      case kSource:
        return take_source(entry);
      case kIncluded:
        file_ = file_of(entry.text);
        return;
      case kFunction:
        return take_function(entry);
      case kLine:
        return take_line(entry);
      case kOpenBlock:
        return open_block(entry.value);
      case kCloseBlock:
        return close_block(entry.value);
      case kLocal:
      case kParameter:
      case kRegister:
      case kGlobal:
      case kStatic:
      case kZeroed:
        return take_symbol(entry);
      default:
        return;
    }
  }

  void finish() { end_function(0); }

 private:
  // A name that ends in / is the folder that the compiler ran in: what follows is called as it was given to it. No name ends a
  // source.
  void take_source(const Stab& entry) {
    end_function(entry.value);
    if (entry.text.ends_with('/')) return;
    if (entry.text.empty()) {
      if (open_lines_) program_.lines.push_back({entry.value, 0, 0});
      open_lines_ = false;
      return;
    }
    types_.forget();
    file_ = file_of(entry.text);
  }

  uint32_t file_of(std::string_view name) {
    constexpr size_t kLongest = 1000;
    if (name.empty() || name.size() > kLongest) return kNone;
    return dwarf::file_index(program_, files_, std::string(name));
  }

  void take_function(const Stab& entry) {
    end_function(entry.text.empty() ? start_ + entry.value : entry.value);
    size_t colon = entry.text.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    open_lines_ = false;
    DebugScope scope;
    scope.name = entry.text.substr(0, colon);
    scope.file = file_;
    scope.line = entry.extra;
    std::string_view type = entry.text.substr(colon + 1);
    if (!type.empty()) {
      scope.external = type[0] == 'F';
      scope.returns = types_.read(
          type.substr(1));  // even of a function that is not in the program: it may define a number
    }
    start_ = entry.value;
    in_program_ = is_code_(start_);
    in_function_ = true;
    last_line_ = start_;
    line_at_start_ = false;
    if (!in_program_) return;
    blocks_.assign(1, static_cast<uint32_t>(program_.debug.scopes.size()));
    program_.debug.scopes.push_back(std::move(scope));
    opened_ = false;
  }

  // `next`: where the next one begins, in case nothing has said where this one ends.
  void end_function(uint64_t next) {
    if (in_function_ && in_program_) {
      DebugScope& scope = program_.debug.scopes[blocks_.front()];
      if (scope.ranges.empty() && next > start_) end_at(next);
      // A compiler says no line again that is the one of the function before.
      if (!line_at_start_ && scope.file != kNone && scope.line != 0)
        program_.lines.push_back({start_, scope.file, scope.line});
    }
    in_function_ = in_program_ = false;
    blocks_.clear();
  }

  void end_at(uint64_t end) {
    DebugScope& scope = program_.debug.scopes[blocks_.front()];
    scope.ranges = {{start_, end}};
    if (end > last_line_) program_.lines.push_back({end, 0, 0});
  }

  // Lines inside a function count from its beginning.
  void take_line(const Stab& entry) {
    uint64_t address = in_function_ ? start_ + entry.value : entry.value;
    if (in_function_ ? !in_program_ : !is_code_(address)) return;
    if (address < last_line_ && in_function_) return;
    last_line_ = address;
    line_at_start_ = line_at_start_ || address == start_;
    open_lines_ = !in_function_;
    bool known = file_ != kNone && entry.extra != 0;
    program_.lines.push_back({address, known ? file_ : 0, known ? entry.extra : 0u});
  }

  // The outermost block is the function's own.
  void open_block(uint32_t at) {
    if (!in_program_) return;
    if (!opened_) {
      opened_ = true;
      blocks_.push_back(blocks_.front());
      return;
    }
    constexpr size_t kDeepest = 1000;
    if (blocks_.size() > kDeepest) return;
    DebugScope scope;
    scope.kind = ScopeKind::block;
    scope.parent = blocks_.back();
    scope.ranges = {{start_ + at, start_ + at}};
    blocks_.push_back(static_cast<uint32_t>(program_.debug.scopes.size()));
    program_.debug.scopes.push_back(std::move(scope));
  }

  void close_block(uint32_t at) {
    if (!in_program_ || blocks_.size() < 2) return;
    if (blocks_.size() == 2) {
      end_at(start_ + at);
    } else {
      program_.debug.scopes[blocks_.back()].ranges[0].high = start_ + at;
    }
    blocks_.pop_back();
  }

  void take_symbol(const Stab& entry) {
    size_t colon = entry.text.find(':');
    if (colon == std::string_view::npos || colon + 1 >= entry.text.size()) return;
    std::string name(entry.text.substr(0, std::min<size_t>(colon, 1000)));
    std::string_view rest = entry.text.substr(colon + 1);
    const char letter = rest[0];
    if (letter == 't' || letter == 'T') {
      types_.define(rest.substr(1), name);
      return;
    }
    if (name.empty() || name[0] == '.' || name == " ") return;
    bool has_letter = letter >= 'A' && letter <= 'z';
    DebugVariable variable;
    variable.name = std::move(name);
    variable.type = types_.read(has_letter ? rest.substr(1) : rest);
    variable.parameter = entry.kind == kParameter;
    variable.external = letter == 'G';
    variable.file = file_;
    variable.line = entry.extra;
    std::optional<std::vector<uint8_t>> where = location(entry, variable.name);
    if (where) variable.locations = {{{}, std::move(*where)}};
    bool inside =
        entry.kind == kLocal || entry.kind == kParameter || entry.kind == kRegister || letter == 'V';
    if (!inside) {
      program_.debug.globals.push_back(std::move(variable));
    } else if (in_program_) {
      program_.debug.scopes[blocks_.back()].variables.push_back(std::move(variable));
    }
  }

  std::optional<std::vector<uint8_t>> location(const Stab& entry, const std::string& name) const {
    std::vector<uint8_t> out;
    uint64_t address = entry.value;
    switch (entry.kind) {
      case kRegister:
        if (entry.value > 31) return std::nullopt;
        return std::vector<uint8_t>{static_cast<uint8_t>(dwarf::kOpReg0 + entry.value)};
      case kLocal:
      case kParameter: {  // const4s offset, breg 0, plus
        out.push_back(0x0d);
        put_number(out, entry.value, 4);
        out.push_back(static_cast<uint8_t>(dwarf::kOpBreg0 + frame_register_));
        out.push_back(0);
        out.push_back(dwarf::kOpPlus);
        return out;
      }
      case kGlobal: {
        auto found = symbols_.find(name);
        if (found == symbols_.end()) return std::nullopt;
        address = found->second;
        break;
      }
      default:
        break;
    }
    out.push_back(dwarf::kOpAddr);
    put_number(out, address, 8);
    return out;
  }

  uint8_t frame_register_;
  const std::function<bool(uint64_t)>& is_code_;
  Program& program_;
  TypeReader types_;
  std::unordered_map<std::string, uint64_t> symbols_;
  std::map<std::string, uint32_t> files_;
  uint32_t file_ = kNone;
  uint64_t start_ = 0, last_line_ = 0;
  bool in_function_ = false, in_program_ = false, opened_ = false;
  bool line_at_start_ = false;    // of the function
  bool open_lines_ = false;       // lines outside functions wait for their end
  std::vector<uint32_t> blocks_;  // scopes around, outermost first; the function is there twice
};

}  // namespace

void read_stabs(std::span<const uint8_t> stab, std::span<const uint8_t> strings, uint8_t frame_register,
                const std::function<bool(uint64_t address)>& is_code, Program& program) {
  if (stab.empty()) return;
  StabsReader reader(frame_register, is_code, program);
  ByteReader entries(stab);
  uint64_t base = 0, next_base = 0;
  // Short entries may share one long text.
  uint64_t budget = 100'000 + 64 * (stab.size() + strings.size());
  while (entries.left() >= kEntrySize) {
    Stab entry;
    uint64_t text = entries.number(4);
    entry.kind = static_cast<uint8_t>(entries.number(1));
    entries.number(1);
    entry.extra = static_cast<uint16_t>(entries.number(2));
    entry.value = static_cast<uint32_t>(entries.number(4));
    if (entry.kind == kHeader) {  // begins an object's texts; value: their size
      base = next_base;
      next_base += entry.value;
      continue;
    }
    if (text != 0) entry.text = ByteReader(strings, base + text).text();
    uint64_t cost = 50 + 4 * entry.text.size();
    if (cost > budget) break;
    budget -= cost;
    reader.take(entry);
  }
  reader.finish();
  sort_lines(program);
}

}  // namespace trapdoor
