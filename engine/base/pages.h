// Pages: copy-on-write memory in 4 KiB pages; RAM and disks are made of it.
// Laws: 1. Copying a Pages shares every page; a page is copied when one owner first writes it.
//       2. An untouched page reads as zero and costs nothing.
//       3. `writable(i)` stays valid until this Pages is copied, assigned or destroyed.
// Cost: a copy is O(size / 256 KiB); 128 MiB that touched 4 MiB hold a little over 4 MiB.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace trapdoor {

inline constexpr uint64_t kPageSize = 4096;
inline constexpr int kPageShift = 12;

class Pages {
 public:
  Pages() = default;
  explicit Pages(uint64_t size_bytes);  // rounded up to whole pages
  Pages(const Pages&) = default;
  Pages& operator=(const Pages&) = default;
  Pages(Pages&&) noexcept = default;
  Pages& operator=(Pages&&) noexcept = default;

  uint64_t size_bytes() const { return size_; }
  uint64_t page_count() const { return size_ >> kPageShift; }

  // The 4096 bytes of page i, never null. Requires i < page_count().
  const uint8_t* page(uint64_t i) const;
  // The same, made this owner's own. Costs a copy when shared.
  uint8_t* writable(uint64_t i);
  // True when page i was ever written (so it is worth saving).
  bool touched(uint64_t i) const;
  // True when this owner can write page i without a copy.
  bool owned(uint64_t i) const;
  // What `page` says of every untouched page.
  static const uint8_t* blank();

  // False, and nothing done, unless offset..offset+size lies inside.
  bool read(uint64_t offset, std::span<std::byte> out) const;
  bool write(uint64_t offset, std::span<const std::byte> in);

  bool operator==(const Pages& other) const;  // by content; shared pages compare in O(1)

  // How many touched pages are not the very same storage as the other's page of that number. Requires equal sizes.
  // Cost: O(size / 256 KiB + groups that differ).
  uint64_t unshared_with(const Pages& other) const;
  // Identity of the storage behind page i, for counting memory once across snapshots; null when untouched.
  const void* identity(uint64_t i) const;

 private:
  struct Page {
    uint8_t bytes[kPageSize];
  };
  // Each copy of all the pages counts the groups, the first write to a group after it counts the group's pages.
  static constexpr uint64_t kGroup = 64;
  struct Group {
    std::shared_ptr<Page> pages[kGroup];
  };
  std::vector<std::shared_ptr<Group>> groups_;
  uint64_t size_ = 0;
};

}  // namespace trapdoor
