// State file: one moment of a machine as bytes, for keeping and sending.
// Layout (little-endian): magic "TRAPDOOR", u32 version, u64 checksum of all that follows; text board; u64
// RAM size in bytes, harts, program, tick; the machine's state; each hart's words; the devices' states; RAM;
// each storage. A text or a byte string is a u64 length and its bytes. Memory is u64 size, u64 count, and
// count times u64 page, 4096 bytes. Laws: 1. Reading never trusts the bytes: whatever they are, the answer is
// a snapshot that fits or a reason.
//       2. read(write(x)) == x.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

inline constexpr uint32_t kStateFileVersion = 1;

// `program`: an identity of what was loaded, for refusing a state of another program; see hash_of.
std::vector<std::byte> write_state(const Machine&, const Snapshot&, uint64_t program);
// `shape`: a snapshot of the machine that the state is for (its sizes are what must fit).
std::optional<Snapshot> read_state(std::span<const std::byte> bytes, const Machine&, const Snapshot& shape,
                                   uint64_t program, std::string& error);

// FNV-1a; good for telling things apart, not for security.
uint64_t hash_of(std::span<const std::byte> bytes, uint64_t seed = 0xcbf29ce484222325);

}  // namespace trapdoor
