#include "engine/machine/bus.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "engine/machine/machine.h"

namespace trapdoor {
static_assert(std::endian::native == std::endian::little,
              "guest memory is little-endian, as is every host we build for");

Bus::Bus(Machine& machine, uint64_t ram_base, uint64_t ram_size_bytes)
    : machine_(machine), ram_base_(ram_base), ram_(ram_size_bytes), marks_(ram_.page_count()) {}

bool Bus::read(uint64_t address, int size, uint64_t& value) {
  value = 0;
  if (in_ram(address, static_cast<uint64_t>(size))) {
    uint64_t at = address - ram_base_;
    std::memcpy(&value, ram_.page(at >> kPageShift) + at % kPageSize, static_cast<size_t>(size));
    return true;
  }
  uint32_t offset;
  int device = machine_.device_at(address, offset);
  if (device < 0) return false;
  value = machine_.device_read(device, offset, size);
  return true;
}

bool Bus::write(uint64_t address, int size, uint64_t value) {
  if (in_ram(address, static_cast<uint64_t>(size))) {
    uint64_t at = address - ram_base_;
    write_page(at >> kPageShift, at % kPageSize, &value, static_cast<uint64_t>(size));
    return true;
  }
  uint32_t offset;
  int device = machine_.device_at(address, offset);
  if (device < 0) return false;
  machine_.device_write(device, offset, size, value);
  return true;
}

bool Bus::peek(uint64_t address, std::span<std::byte> out) const {
  for (size_t i = 0; i < out.size(); i++) {
    uint64_t at = address + i;
    if (in_ram(at, 1)) {
      uint64_t in_page = (at - ram_base_) % kPageSize;
      size_t n = std::min<size_t>(out.size() - i, kPageSize - in_page);
      std::memcpy(out.data() + i, ram_.page((at - ram_base_) >> kPageShift) + in_page, n);
      i += n - 1;
      continue;
    }
    uint32_t offset;
    int device = machine_.device_at(at, offset);
    if (device < 0) return false;
    // Registers are wider than a byte: look at the whole aligned word and cut the byte out.
    uint64_t word = machine_.device(device).peek(Io(machine_, device), offset & ~3u, 4);
    out[i] = static_cast<std::byte>(word >> (8 * (offset & 3)));
  }
  return true;
}

bool Bus::poke(uint64_t address, std::span<const std::byte> in) {
  if (!in_ram(address, in.size())) return false;
  for (size_t done = 0; done < in.size();) {
    uint64_t at = address - ram_base_ + done;
    size_t n = std::min<size_t>(in.size() - done, kPageSize - at % kPageSize);
    write_page(at >> kPageShift, at % kPageSize, in.data() + done, n);
    done += n;
  }
  return true;
}

uint8_t* Bus::own_page(uint64_t page) {
  const uint8_t* before = ram_.page(page);
  uint8_t* bytes = ram_.writable(page);
  if (bytes != before) {
    copies_ += before != Pages::blank();
    for (int i = 0; i < machine_.hart_count(); i++) machine_.hart(i).page_moved(page, before);
  }
  return bytes;
}

void Bus::mark(uint64_t page, uint16_t mark) {
  if ((marks_[page] & mark) == mark) return;
  bool first = marks_[page] == 0;
  marks_[page] = static_cast<uint16_t>(marks_[page] | mark);
  if (!first) return;
  for (int i = 0; i < machine_.hart_count(); i++) machine_.hart(i).page_marked(ram_.page(page));
}

void Bus::write_page(uint64_t page, uint64_t offset, const void* bytes, uint64_t size) {
  for (uint16_t marks = marks_[page]; marks; marks = static_cast<uint16_t>(marks & (marks - 1))) {
    machine_.hart(std::countr_zero(marks) % 8).page_changing(page, offset, size);
  }
  std::memcpy(own_page(page) + offset, bytes, size);
}

void Bus::replace_ram(Pages ram) {
  ram_ = std::move(ram);
  std::fill(marks_.begin(), marks_.end(), uint16_t{0});
}

}  // namespace trapdoor
