#include "engine/time/state_file.h"

#include <algorithm>
#include <cstring>

#include "engine/base/plain.h"

namespace trapdoor {
namespace {

constexpr char kMagic[8] = {'T', 'R', 'A', 'P', 'D', 'O', 'O', 'R'};
constexpr size_t kHeadSize = sizeof kMagic + sizeof(uint32_t) + sizeof(uint64_t);

class Writer {
 public:
  std::vector<std::byte> out;
  void bytes(std::span<const std::byte> in) { out.insert(out.end(), in.begin(), in.end()); }
  template <Plain T>
  void plain(const T& value) {
    bytes(bytes_of(value));
  }
  void sized(std::span<const std::byte> in) {
    plain(uint64_t{in.size()});
    bytes(in);
  }
  void pages(const Pages& pages) {
    std::vector<uint64_t> worth;
    for (uint64_t i = 0; i < pages.page_count(); i++) {
      const uint8_t* page = pages.page(i);
      if (pages.touched(i) && std::any_of(page, page + kPageSize, [](uint8_t b) { return b != 0; }))
        worth.push_back(i);
    }
    plain(pages.size_bytes());
    plain(uint64_t{worth.size()});
    for (uint64_t i : worth) {
      plain(i);
      bytes(std::as_bytes(std::span(pages.page(i), kPageSize)));
    }
  }
};

// Every read says whether it succeeded; after a failure nothing succeeds any more.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> in) : in_(in) {}
  bool bytes(std::span<std::byte> out) {
    if (in_.size() < out.size()) {
      in_ = {};
      return false;
    }
    std::copy_n(in_.begin(), out.size(), out.begin());
    in_ = in_.subspan(out.size());
    return true;
  }
  template <Plain T>
  bool plain(T& value) {
    return bytes(bytes_of(value));
  }
  bool sized(std::span<std::byte> out) {
    uint64_t size = 0;
    return plain(size) && size == out.size() && bytes(out);
  }
  bool text(std::string& out) {
    uint64_t size = 0;
    if (!plain(size) || size > in_.size()) return false;
    out.resize(size);
    return bytes(std::as_writable_bytes(std::span(out.data(), out.size())));
  }
  bool pages(Pages& out) {
    uint64_t size = 0, count = 0;
    if (!plain(size) || size != out.size_bytes() || !plain(count) || count > out.page_count()) return false;
    for (uint64_t n = 0, last = 0; n < count; n++) {
      uint64_t i = 0;
      if (!plain(i) || i >= out.page_count() || (n > 0 && i <= last) || in_.size() < kPageSize) return false;
      bytes(std::as_writable_bytes(std::span(out.writable(i), kPageSize)));
      last = i;
    }
    return true;
  }
  bool finished() const { return in_.empty(); }

 private:
  std::span<const std::byte> in_;
};

std::string number(uint64_t value) { return std::to_string(value); }

}  // namespace

uint64_t hash_of(std::span<const std::byte> bytes, uint64_t seed) {
  for (std::byte b : bytes) seed = (seed ^ static_cast<uint64_t>(b)) * 0x100000001b3;
  return seed;
}

std::vector<std::byte> write_state(const Machine& machine, const Snapshot& snapshot, uint64_t program) {
  Writer body;
  body.sized(std::as_bytes(std::span(machine.board().name.data(), machine.board().name.size())));
  body.plain(snapshot.ram.size_bytes());
  body.plain(uint64_t{snapshot.harts.size()});
  body.plain(program);
  body.plain(snapshot.machine.now);
  body.plain(snapshot.machine);
  for (const Cpu& cpu : snapshot.harts) body.plain(cpu);
  body.sized(snapshot.devices);
  body.pages(snapshot.ram);
  for (const Pages& pages : snapshot.storage) body.pages(pages);

  Writer file;
  file.bytes(std::as_bytes(std::span(kMagic)));
  file.plain(kStateFileVersion);
  file.plain(hash_of(body.out));
  file.bytes(body.out);
  return std::move(file.out);
}

std::optional<Snapshot> read_state(std::span<const std::byte> bytes, const Machine& machine,
                                   const Snapshot& shape, uint64_t program, std::string& error) {
  auto refuse = [&](std::string reason) {
    error = std::move(reason);
    return std::nullopt;
  };
  if (bytes.size() < kHeadSize || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0)
    return refuse("this is not a Trapdoor state file");
  Reader head(bytes.subspan(sizeof kMagic));
  uint32_t version = 0;
  uint64_t checksum = 0;
  head.plain(version);
  head.plain(checksum);
  if (version != kStateFileVersion) {
    return refuse("the state file has version " + number(version) + ", this program reads version " +
                  number(kStateFileVersion));
  }
  if (hash_of(bytes.subspan(kHeadSize)) != checksum)
    return refuse("the state file is damaged: its checksum is wrong");

  Reader in(bytes.subspan(kHeadSize));
  std::string board;
  uint64_t ram_size = 0, harts = 0, of_program = 0;
  Tick tick = 0;
  if (!in.text(board) || !in.plain(ram_size) || !in.plain(harts) || !in.plain(of_program) ||
      !in.plain(tick)) {
    return refuse("the state file is damaged: it ends too early");
  }
  if (board != machine.board().name)
    return refuse("the state is of the board " + board + ", this machine is " +
                  std::string(machine.board().name));
  if (ram_size != shape.ram.size_bytes()) {
    return refuse("the state has " + number(ram_size) + " bytes of RAM, this machine " +
                  number(shape.ram.size_bytes()));
  }
  if (harts != shape.harts.size())
    return refuse("the state has " + number(harts) + " harts, this machine " + number(shape.harts.size()));
  if (of_program != program)
    return refuse("the state belongs to another program than the one that is loaded");

  Snapshot snapshot;
  snapshot.harts.resize(shape.harts.size());
  snapshot.devices.resize(shape.devices.size());
  snapshot.ram = Pages(ram_size);
  bool good = in.plain(snapshot.machine);
  for (Cpu& cpu : snapshot.harts) good = good && in.plain(cpu);
  good = good && in.sized(snapshot.devices) && in.pages(snapshot.ram);
  for (const Pages& pages : shape.storage) {
    Reader ahead = in;
    uint64_t size = 0;
    if (good && ahead.plain(size) && size != pages.size_bytes()) {
      return refuse("the state has a disk of " + number(size) + " bytes, where this machine has one of " +
                    number(pages.size_bytes()));
    }
    snapshot.storage.emplace_back(pages.size_bytes());
    good = good && in.pages(snapshot.storage.back());
  }
  good = good && in.finished() && snapshot.machine.now == tick && snapshot.machine.hart < harts;
  if (!good) return refuse("the state file is damaged: its contents do not fit this machine");
  return snapshot;
}

}  // namespace trapdoor
