#include "engine/base/pages.h"

#include <algorithm>
#include <cstring>

namespace trapdoor {
namespace {
alignas(64) const uint8_t kZeroPage[kPageSize] = {};
}

Pages::Pages(uint64_t size_bytes) : size_((size_bytes + kPageSize - 1) & ~(kPageSize - 1)) {
  groups_.resize((page_count() + kGroup - 1) / kGroup);
}

const uint8_t* Pages::page(uint64_t i) const {
  const auto& group = groups_[i / kGroup];
  if (!group) return kZeroPage;
  const auto& page = group->pages[i % kGroup];
  return page ? page->bytes : kZeroPage;
}

uint8_t* Pages::writable(uint64_t i) {
  auto& group = groups_[i / kGroup];
  if (!group) {
    group = std::make_shared<Group>();
  } else if (group.use_count() > 1) {
    group = std::make_shared<Group>(*group);
  }
  auto& page = group->pages[i % kGroup];
  if (!page) {
    page = std::make_shared<Page>();
  } else if (page.use_count() > 1) {
    page = std::make_shared<Page>(*page);
  }
  return page->bytes;
}

const uint8_t* Pages::blank() { return kZeroPage; }

bool Pages::touched(uint64_t i) const { return identity(i) != nullptr; }

const void* Pages::identity(uint64_t i) const {
  const auto& group = groups_[i / kGroup];
  return group ? group->pages[i % kGroup].get() : nullptr;
}

bool Pages::owned(uint64_t i) const {
  const auto& group = groups_[i / kGroup];
  return group && group.use_count() == 1 && group->pages[i % kGroup].use_count() == 1;
}

bool Pages::read(uint64_t offset, std::span<std::byte> out) const {
  if (offset > size_ || out.size() > size_ - offset) return false;
  for (size_t done = 0; done < out.size();) {
    uint64_t at = offset + done;
    size_t n = std::min<size_t>(out.size() - done, kPageSize - at % kPageSize);
    std::memcpy(out.data() + done, page(at >> kPageShift) + at % kPageSize, n);
    done += n;
  }
  return true;
}

bool Pages::write(uint64_t offset, std::span<const std::byte> in) {
  if (offset > size_ || in.size() > size_ - offset) return false;
  for (size_t done = 0; done < in.size();) {
    uint64_t at = offset + done;
    size_t n = std::min<size_t>(in.size() - done, kPageSize - at % kPageSize);
    std::memcpy(writable(at >> kPageShift) + at % kPageSize, in.data() + done, n);
    done += n;
  }
  return true;
}

uint64_t Pages::unshared_with(const Pages& other) const {
  uint64_t count = 0;
  for (uint64_t g = 0; g < groups_.size(); g++) {
    if (groups_[g] == other.groups_[g]) continue;
    for (uint64_t i = g * kGroup; i < std::min((g + 1) * kGroup, page_count()); i++) {
      const void* mine = identity(i);
      if (mine && mine != other.identity(i)) count++;
    }
  }
  return count;
}

bool Pages::operator==(const Pages& other) const {
  if (size_ != other.size_) return false;
  for (uint64_t g = 0; g < groups_.size(); g++) {
    if (groups_[g] == other.groups_[g]) continue;
    for (uint64_t i = g * kGroup; i < std::min((g + 1) * kGroup, page_count()); i++) {
      const uint8_t *a = page(i), *b = other.page(i);
      if (a != b && std::memcmp(a, b, kPageSize) != 0) return false;
    }
  }
  return true;
}

}  // namespace trapdoor
