// FileAssembler: bytes, values, code and stretches into the current section.
#include <algorithm>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

bool FileAssembler::reserve(uint64_t bytes) {
  if (job_.stopped) return false;
  bool zero = section().kind == SectionKind::zero;
  uint64_t limit = zero ? kMaxZeroBytes : job_.options.max_output_bytes;
  uint64_t used = zero ? section().fixed_size : job_.output_bytes;
  if (bytes > limit || used > limit - bytes) {
    error(0, "this program is too big: more than " + std::to_string(limit) + " bytes");
    job_.stopped = true;
    return false;
  }
  if (!zero) job_.output_bytes += bytes;
  return true;
}

void FileAssembler::emit_bytes(std::string_view bytes) {
  if (!reserve(bytes.size())) return;
  InputSection& now = section();
  if (now.kind == SectionKind::zero) {
    if (std::any_of(bytes.begin(), bytes.end(), [](char c) { return c != 0; })) {
      return error(0, "section " + now.name + " holds only zeros, and this is not zero", "put it into .data");
    }
  } else {
    now.bytes.insert(now.bytes.end(), bytes.begin(), bytes.end());
  }
  now.fixed_size += bytes.size();
}

void FileAssembler::emit_value(const Expr& value, int size, int column) {
  char bytes[8] = {};
  if (value.is_constant()) {
    auto number = static_cast<uint64_t>(value.constant);
    int64_t rest = size < 8 ? value.constant >> (8 * size - 1) : 0;  // 0, -1 and (unsigned) 1 fit
    if (rest > 1 || rest < -1) {
      warn(column, "this number does not fit " + std::to_string(size) + " byte" + (size > 1 ? "s" : "") +
                       "; its low part is stored");
    }
    for (int i = 0; i < size; i++) bytes[i] = static_cast<char>(number >> (8 * i));
    return emit_bytes({bytes, static_cast<size_t>(size)});
  }
  if (section().kind == SectionKind::zero) {
    return error(column, "section " + section().name + " holds only zeros, and this is not zero",
                 "put it into .data");
  }
  Fixup fixup;
  fixup.point = point();
  fixup.value = value;
  fixup.spot = spot_at(column);
  fixup.size = static_cast<uint8_t>(size);
  section().fixups.push_back(fixup);
  emit_bytes({bytes, static_cast<size_t>(size)});
}

// `size` is at most 8; like GNU as, only the low 4 bytes of the value count.
void FileAssembler::emit_repeated(uint64_t count, uint64_t value, int size) {
  if (count == 0 || size == 0) return;
  if (count > kMaxZeroBytes) count = kMaxZeroBytes + 1;  // too big for any section
  uint64_t total = count * static_cast<uint64_t>(size);
  if (!reserve(total)) return;
  InputSection& now = section();
  if (now.kind == SectionKind::zero) {
    if (value != 0)
      error(0, "section " + now.name + " holds only zeros, and this is not zero", "put it into .data");
  } else {
    size_t at = now.bytes.size();
    now.bytes.resize(at + total);
    if (value != 0) {
      for (; at < now.bytes.size(); at += static_cast<size_t>(size)) {
        for (int i = 0; i < size; i++)
          now.bytes[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (8 * i));
      }
    }
  }
  now.fixed_size += total;
}

void FileAssembler::note_row() {
  InputSection& now = section();
  if (!now.rows.empty()) {
    const Spot& last = now.rows.back().spot;
    if (last.file == spot_.file && last.line == spot_.line) return;
  }
  now.rows.push_back({point(), spot_});
}

void FileAssembler::emit_snippet(const Snippet& code) {
  Point start = point();
  emit_bytes({reinterpret_cast<const char*>(code.bytes.data()), code.bytes.size()});
  if (job_.stopped) return;
  for (Fixup fixup : code.fixups) {
    fixup.point.offset += start.offset;
    fixup.point.section = start.section;
    fixup.point.stretch = start.stretch;
    section().fixups.push_back(fixup);
  }
}

void FileAssembler::emit_stretch(Stretch stretch) {
  InputSection& now = section();
  stretch.at = now.fixed_size;
  stretch.spot = spot_;
  if (++stretches_ > kMaxStretches) {
    error(0, "this program has too many branches and alignments to lay out");
    job_.stopped = true;
  }
  if (!reserve(stretch.kind == StretchKind::align ? stretch.align - 1 : 8)) return;
  now.sizes_before.push_back(now.sizes_before.back() + stretch.size);
  now.unknown_before.push_back(now.unknown_before.back() + 1);
  now.stretches.push_back(std::move(stretch));
}

// A gap whose size is known becomes plain bytes.
void FileAssembler::emit_align(const Stretch& stretch) {
  InputSection& now = section();
  now.align = std::max(now.align, stretch.align);
  if (stretch.align <= 1) return;
  if (now.unknown_before.back() != 0) return emit_stretch(stretch);
  uint64_t gap = gap_of(stretch, now.fixed_size + now.sizes_before.back());
  if (gap == 0) return;
  if (now.kind == SectionKind::zero) return emit_repeated(gap, stretch.code_fill ? 0 : stretch.fill, 1);
  std::vector<uint8_t> bytes(gap);
  fill_gap(job_.assembly, stretch, bytes);
  emit_bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

uint64_t gap_of(const Stretch& stretch, uint64_t at) {
  uint64_t gap = (stretch.align - at % stretch.align) % stretch.align;
  return stretch.most != 0 && gap > stretch.most ? 0 : gap;
}

// Like GNU as: what is left over of a wide fill value comes first, as zeros.
void fill_gap(const Assembly& assembly, const Stretch& stretch, std::span<uint8_t> gap) {
  if (stretch.code_fill) return assembly.pad(gap);
  size_t at = gap.size() % stretch.fill_size;
  for (size_t i = 0; at + i < gap.size(); i++)
    gap[at + i] = static_cast<uint8_t>(stretch.fill >> (8 * (i % stretch.fill_size)));
}

}  // namespace trapdoor::assembler
