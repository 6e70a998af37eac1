#include "engine/program/dwarf_write.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <string>

#include "engine/program/byte_writer.h"
#include "engine/program/dwarf_describe.h"
#include "engine/program/dwarf_format.h"

namespace trapdoor {
namespace {

using namespace dwarf;

// Which unit each row and each function belongs to.
class Sorter {
 public:
  explicit Sorter(const Program& program) : program_(program) {
    find_code();
    for (const DebugScope& scope : program.debug.scopes) {
      if (scope.kind != ScopeKind::function) continue;
      for (const AddressRange& range : scope.ranges) functions_.push_back({range, &scope});
    }
    std::sort(functions_.begin(), functions_.end(),
              [](const auto& a, const auto& b) { return a.range.low < b.range.low; });
  }

  std::vector<WrittenUnit> run() {
    for (size_t i = 0; i < program_.lines.size(); i++) take(i);
    for (uint32_t i = 0; i < program_.debug.scopes.size(); i++) {
      const DebugScope& scope = program_.debug.scopes[i];
      if (scope.kind != ScopeKind::function || scope.ranges.empty() || scope.name.empty()) continue;
      auto unit = numbers_.find(scope.file);
      if (unit != numbers_.end()) units_[unit->second].functions.push_back(i);
    }
    return std::move(units_);
  }

 private:
  struct Piece {
    AddressRange range;
    const DebugScope* function;
  };

  const DebugScope* function_at(uint64_t address) const {
    auto after = std::upper_bound(functions_.begin(), functions_.end(), address,
                                  [](uint64_t a, const Piece& piece) { return a < piece.range.low; });
    if (after == functions_.begin() || !(after - 1)->range.holds(address)) return nullptr;
    return (after - 1)->function;
  }

  // Executable sections as stretches that do not touch.
  void find_code() {
    for (const Section& section : program_.sections) {
      if (section.executable && section.size > 0)
        code_.push_back({section.address, section.address + section.size});
    }
    std::sort(code_.begin(), code_.end(),
              [](const AddressRange& a, const AddressRange& b) { return a.low < b.low; });
    size_t kept = 0;
    for (const AddressRange& range : code_) {
      if (kept > 0 && range.low <= code_[kept - 1].high) {
        code_[kept - 1].high = std::max(code_[kept - 1].high, range.high);
      } else {
        code_[kept++] = range;
      }
    }
    code_.resize(kept);
  }

  // Where the row's code ends: at the next row, or with the code. The row's own address when it is in no code.
  uint64_t end_of(size_t index) const {
    const uint64_t address = program_.lines[index].address;
    auto after = std::upper_bound(code_.begin(), code_.end(), address,
                                  [](uint64_t a, const AddressRange& range) { return a < range.low; });
    if (after == code_.begin() || !(after - 1)->holds(address)) return address;
    bool last = index + 1 == program_.lines.size();
    return last ? (after - 1)->high : std::min((after - 1)->high, program_.lines[index + 1].address);
  }

  void take(size_t index) {
    const LineRow& row = program_.lines[index];
    const uint64_t end = end_of(index);
    if (row.line == 0 || row.file >= program_.files.size() || end <= row.address) return;
    const DebugScope* function = function_at(row.address);
    bool known = function && function->file < program_.files.size();
    WrittenUnit& unit = unit_of(known ? function->file : row.file);
    unit.files.try_emplace(row.file, unit.files.size() + 1);
    if (unit.stretches.empty() || unit.stretches.back().high != row.address)
      unit.stretches.push_back({row.address, end, {}});
    unit.stretches.back().rows.push_back(row);
    unit.stretches.back().high = end;
  }

  WrittenUnit& unit_of(uint32_t file) {
    auto [found, fresh] = numbers_.try_emplace(file, units_.size());
    if (fresh) {
      units_.emplace_back().file = file;
      units_.back().files[file] = 1;
    }
    return units_[found->second];
  }

  const Program& program_;
  std::vector<AddressRange> code_;
  std::vector<Piece> functions_;  // by address
  std::map<uint32_t, size_t> numbers_;
  std::vector<WrittenUnit> units_;
};

constexpr int kLineBase = -5, kLineRange = 14, kOpcodeBase = 13;
constexpr uint8_t kOperands[kOpcodeBase - 1] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

class LineWriter {
 public:
  LineWriter(const Program& program, int address_size) : program_(program), address_size_(address_size) {}

  void write(WrittenUnit& unit) {
    unit.lines_at = out_.size();
    out_.number(0, 4);  // length, filled in below
    out_.number(4, 2);  // version
    out_.number(0, 4);  // length of the header, likewise
    const size_t header = out_.size();
    for (int value : {1, 1, 1, kLineBase, kLineRange, kOpcodeBase})
      out_.number(static_cast<uint64_t>(static_cast<int64_t>(value)), 1);
    for (uint8_t count : kOperands) out_.number(count, 1);
    out_.number(0, 1);  // no folders but the unit's
    write_files(unit);
    out_.set(header - 4, out_.size() - header, 4);
    for (const Stretch& stretch : unit.stretches) write(unit, stretch);
    out_.set(unit.lines_at, out_.size() - unit.lines_at - 4, 4);
  }
  std::vector<uint8_t> take() { return out_.take(); }

 private:
  void write_files(const WrittenUnit& unit) {
    std::vector<uint32_t> order(unit.files.size());
    for (const auto& [file, number] : unit.files) order[number - 1] = file;
    for (uint32_t file : order) {
      const std::string& name = program_.files[file];
      out_.text(name.empty() ? "?" : name);           // no name would end the table
      for (int i = 0; i < 3; i++) out_.number(0, 1);  // folder, time, length
    }
    out_.number(0, 1);
  }

  void long_op(ExtendedLineOperation op, uint64_t value, int size) {
    out_.number(0, 1);
    out_.unsigned_leb(static_cast<uint64_t>(size) + 1);
    out_.number(op, 1);
    out_.number(value, size);
  }

  void write(const WrittenUnit& unit, const Stretch& stretch) {
    long_op(kLineSetAddress, stretch.low, address_size_);
    uint64_t address = stretch.low, file = 1;
    int64_t line = 1;
    for (const LineRow& row : stretch.rows) {
      if (uint64_t number = unit.files.at(row.file); number != file) {
        out_.number(kLineSetFile, 1);
        out_.unsigned_leb(number);
        file = number;
      }
      step(row.line - line, row.address - address);
      line = row.line;
      address = row.address;
    }
    out_.number(kLineAdvancePc, 1);
    out_.unsigned_leb(stretch.high - address);
    long_op(kLineEndSequence, 0, 0);
  }

  // One byte for a short step of both, and that makes the row.
  void step(int64_t lines, uint64_t bytes) {
    bool near_line = lines >= kLineBase && lines < kLineBase + kLineRange;
    if (!near_line) {
      out_.number(kLineAdvanceLine, 1);
      out_.signed_leb(lines);
      lines = 0;
    }
    constexpr uint64_t kFar = 255 / kLineRange;
    if (bytes <= kFar) {
      auto op = static_cast<int64_t>(bytes) * kLineRange + lines - kLineBase + kOpcodeBase;
      if (op <= 255) return out_.number(static_cast<uint64_t>(op), 1);
    }
    out_.number(kLineAdvancePc, 1);
    out_.unsigned_leb(bytes);
    out_.number(static_cast<uint64_t>(lines - kLineBase + kOpcodeBase), 1);
  }

  const Program& program_;
  int address_size_;
  ByteWriter out_;
};

}  // namespace

WrittenDwarf write_dwarf(const Program& program, std::string_view folder, int address_size) {
  std::vector<WrittenUnit> units = Sorter(program).run();
  if (units.empty()) return {};
  LineWriter lines(program, address_size);
  for (WrittenUnit& unit : units) lines.write(unit);
  DwarfDescription description = describe(program, units, folder, address_size);
  return {std::move(description.info), std::move(description.abbrev), lines.take(),
          std::move(description.ranges)};
}

}  // namespace trapdoor
