#include "engine/program/elf.h"

#include <algorithm>
#include <string>

#include "engine/machine/assembly.h"
#include "engine/program/dwarf.h"
#include "engine/program/elf_bytes.h"

namespace trapdoor {

using namespace elf;

namespace {

constexpr uint64_t kMaxSegments = 1000;
constexpr uint64_t kMaxSegmentBytes = uint64_t{1} << 36;  // in memory; a machine has less

class Loader : ElfBytes {
 public:
  Loader(const Isa& isa, std::string_view name, std::span<const uint8_t> bytes, Diagnostics& diagnostics)
      : ElfBytes{bytes}, isa_(isa), name_(name), diagnostics_(diagnostics) {}

  std::optional<Program> load() {
    if (!check_header() || !load_segments()) return std::nullopt;
    cut_headers();
    load_sections();
    load_debug();
    std::stable_sort(program_.symbols.begin(), program_.symbols.end(), [](const Symbol& a, const Symbol& b) {
      return a.absolute != b.absolute ? b.absolute : a.address < b.address;
    });
    program_.entry = number(kEntry, 8);
    return std::move(program_);
  }

 private:
  bool fail(std::string message, std::string hint = "") {
    diagnostics_.push_back({std::string(name_), 0, 0, std::move(message), std::move(hint)});
    return false;
  }

  bool check_header() {
    if (!looks_like_elf(file))
      return fail("this is not an ELF file", "link a program with ld, or give an assembly source");
    if (file.size() < kHeaderSize)
      return fail("this ELF file is cut off in its header", "was it copied completely?");
    if (file[kClass] != kClass64) {
      return fail(
          "this ELF file is for a 32-bit machine; this one has " + std::to_string(isa_.xlen) + " bits",
          "compile for 64 bits (-march=rv64... -mabi=lp64)");
    }
    if (file[kData] != kLittleEndian)
      return fail("this ELF file is big-endian; this machine is little-endian");
    uint64_t machine = number(kMachine, 2), type = number(kType, 2);
    if (machine != isa_.assembly->elf_machine) {
      return fail("this ELF file is for another machine (number " + std::to_string(machine) +
                      "); this one is " + std::string(isa_.title) + " (number " +
                      std::to_string(isa_.assembly->elf_machine) + ")",
                  "use a cross compiler for " + std::string(isa_.title));
    }
    if (type == kRelocatable)
      return fail("this ELF file is not linked yet", "link it: ld -Ttext=0x80000000 file.o -o file.elf");
    if (type != kExecutable && type != kDynamic)
      return fail("this ELF file is not an executable (type " + std::to_string(type) + ")");
    return true;
  }

  bool load_segments() {
    uint64_t at = number(kProgramOffset, 8), size = number(kProgramEntrySize, 2),
             count = number(kProgramCount, 2);
    if (count != 0 && size < kProgramHeaderSize)
      return fail("this ELF file has program headers of a wrong size");
    if (!inside(at, size * count))
      return fail("this ELF file is cut off in its program headers", "was it copied completely?");
    if (count > kMaxSegments) return fail("this ELF file has too many segments: " + std::to_string(count));
    uint64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
      if (!load_segment(at + i * size, total)) return false;
    }
    if (program_.sections.empty()) return fail("this ELF file loads nothing: it has no segment");
    return true;
  }

  bool load_segment(uint64_t header, uint64_t& total) {
    if (number(header + kSegmentType, 4) != kLoad) return true;
    uint64_t flags = number(header + kSegmentFlags, 4), offset = number(header + kSegmentOffset, 8);
    uint64_t from = number(header + kSegmentVirtual, 8), to = number(header + kSegmentPhysical, 8);
    uint64_t bytes = number(header + kSegmentFileSize, 8), size = number(header + kSegmentMemorySize, 8);
    if (size == 0) return true;
    if (bytes > size) return fail("a segment of this ELF file has more bytes than room in memory");
    if (bytes != 0 && !inside(offset, bytes))  // without bytes the offset says nothing
      return fail("this ELF file is cut off in a segment", "was it copied completely?");
    if (size > kMaxSegmentBytes || to + size < to || from + size < from) {
      return fail("a segment of this ELF file does not fit any memory: " + std::to_string(size) + " bytes");
    }
    total += bytes;
    if (total > file.size()) return fail("segments of this ELF file overlap in the file");
    Section section;
    section.name = "segment" + std::to_string(program_.sections.size());
    section.address = to;
    section.size = size;
    if (offset == 0 && bytes != 0) with_headers_ = program_.sections.size();
    const auto held = file.subspan(bytes == 0 ? 0 : offset, bytes);
    section.bytes.assign(held.begin(), held.end());
    section.writable = (flags & kWrite) != 0;
    section.executable = (flags & kExecute) != 0;
    program_.sections.push_back(std::move(section));
    segment_virtual_.push_back(from);
    named_.push_back(false);
    return true;
  }

  // ld maps the file's own headers in front of the first section, for a loader that pages files in: nothing of the program.
  void cut_headers() {
    if (!with_headers_) return;
    const size_t index = *with_headers_;
    Section& segment = program_.sections[index];
    const std::optional<uint64_t> first = first_section_in(segment_virtual_[index], segment.size);
    if (!first) return;
    if (*first == segment.size) {                 // it holds no section
      if (program_.sections.size() == 1) return;  // and there is nothing else
      program_.sections.erase(program_.sections.begin() + static_cast<std::ptrdiff_t>(index));
      segment_virtual_.erase(segment_virtual_.begin() + static_cast<std::ptrdiff_t>(index));
      named_.pop_back();
      return;
    }
    const auto held = std::min<uint64_t>(*first, segment.bytes.size());
    segment.bytes.erase(segment.bytes.begin(), segment.bytes.begin() + static_cast<std::ptrdiff_t>(held));
    segment.address += *first;
    segment.size -= *first;
    segment_virtual_[index] += *first;
  }

  // How far into the segment its first section begins; its size when none does, nothing when the file names no section that
  // is loaded anywhere.
  std::optional<uint64_t> first_section_in(uint64_t from, uint64_t room) const {
    uint64_t at = number(kSectionOffset, 8), size = number(kSectionEntrySize, 2),
             count = number(kSectionCount, 2), first = room;
    if (count == 0 || size < kSectionHeaderSize || !inside(at, size * count)) return std::nullopt;
    bool any = false;
    for (uint64_t i = 0; i < count; i++) {
      uint64_t header = at + i * size;
      bool loaded =
          (number(header + kSectionFlags, 8) & kSectionAlloc) != 0 && number(header + kSectionSize, 8) != 0;
      any = any || loaded;
      if (loaded) first = std::min(first, number(header + kSectionAddress, 8) - from);
    }
    return any ? std::optional(first) : std::nullopt;
  }

  // Names and symbols are extra: what is wrong with them is left out, not an error.
  void load_sections() {
    uint64_t at = number(kSectionOffset, 8), size = number(kSectionEntrySize, 2),
             count = number(kSectionCount, 2);
    if (count == 0 || size < kSectionHeaderSize || !inside(at, size * count)) return;
    uint64_t names = number(kNameSection, 2);
    for (uint64_t i = 0; i < count; i++) {
      uint64_t header = at + i * size;
      uint64_t type = number(header + kSectionType, 4);
      if (names < count) {
        name_segment(header, at + names * size);
        note_debug_section(header, text(at + names * size, number(header + kSectionName, 4)));
      }
      uint64_t link = number(header + kSectionLink, 4);
      if (type == kSymbolTable && link < count) load_symbols(header, at + link * size);
    }
  }

  void name_segment(uint64_t header, uint64_t names) {
    uint64_t flags = number(header + kSectionFlags, 8), address = number(header + kSectionAddress, 8);
    if ((flags & kSectionAlloc) == 0 || number(header + kSectionSize, 8) == 0) return;
    for (size_t i = 0; i < program_.sections.size(); i++) {
      if (named_[i] || address - segment_virtual_[i] >= program_.sections[i].size) continue;
      std::string name = text(names, number(header + kSectionName, 4));
      if (name.empty()) continue;
      program_.sections[i].name = name;
      named_[i] = true;
    }
  }

  // Compressed sections are passed over, as elf.h says.
  void note_debug_section(uint64_t header, std::string_view name) {
    uint64_t start = number(header + kSectionFileOffset, 8), size = number(header + kSectionSize, 8);
    bool here = number(header + kSectionType, 4) != kNoBits && inside(start, size) &&
                (number(header + kSectionFlags, 8) & kSectionCompressed) == 0;
    if (here) set_debug_section(debug_, name, file.subspan(start, size), number(header + kSectionAddress, 8));
  }

  // Debug information speaks of the addresses that the program uses, not of where its bytes are put.
  void load_debug() {
    auto is_code = [&](uint64_t address) {
      for (size_t i = 0; i < program_.sections.size(); i++) {
        if (program_.sections[i].executable && address - segment_virtual_[i] < program_.sections[i].size)
          return true;
      }
      return false;
    };
    read_debug(debug_, isa_.assembly->debug.frame, is_code, program_);
  }

  void load_symbols(uint64_t header, uint64_t names) {
    uint64_t start = number(header + kSectionFileOffset, 8), size = number(header + kSectionSize, 8);
    if (!inside(start, size)) return;
    for (uint64_t at = start; at + kSymbolSize <= start + size; at += kSymbolSize) {
      uint64_t section = number(at + kSymbolSection, 2), info = number(at + kSymbolInfo, 1);
      bool place = section != kUndefined && section < kReservedSections;
      if ((info & 15) > kFunction || (!place && section != kAbsolute)) continue;
      Symbol symbol;
      symbol.name = text(names, number(at + kSymbolName, 4));
      // .L are a compiler's own labels, $x and $d mark code and data for disassemblers.
      if (symbol.name.empty() || symbol.name.substr(0, 2) == ".L" || symbol.name[0] == '$') continue;
      name_bytes_ += symbol.name.size();
      if (name_bytes_ > 4 * file.size()) return;  // no linker shares names that much
      symbol.address = number(at + kSymbolValue, 8);
      symbol.size = number(at + kSymbolBytes, 8);
      symbol.global = info >> 4 != 0;
      symbol.absolute = !place;
      symbol.kind = static_cast<SymbolKind>(info & 15);
      program_.symbols.push_back(std::move(symbol));
    }
  }

  const Isa& isa_;
  std::string_view name_;
  Diagnostics& diagnostics_;
  Program program_;
  std::vector<uint64_t> segment_virtual_;
  std::vector<bool> named_;
  std::optional<size_t> with_headers_;  // the segment that begins with the file's own headers
  DebugBytes debug_;
  uint64_t name_bytes_ = 0;
};

}  // namespace

bool looks_like_elf(std::span<const uint8_t> file) {
  return file.size() >= sizeof kMagic && std::equal(std::begin(kMagic), std::end(kMagic), file.begin());
}

std::optional<Program> load_elf(const Isa& isa, std::string_view name, std::span<const uint8_t> file,
                                Diagnostics& diagnostics) {
  return Loader(isa, name, file, diagnostics).load();
}

}  // namespace trapdoor
