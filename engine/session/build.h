// Build: a lesson's sources become bytes in memory and on disks, and one Program that knows all their names.
// Laws: 1. Building twice gives the same bytes. 2. What does not build reports where and is not loaded.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"
#include "engine/program/builder.h"
#include "engine/program/program.h"
#include "engine/session/lesson.h"

namespace trapdoor {

using Sources = std::map<std::string, std::string>;

// Bytes for one place: physical memory, or a device's storage.
struct Placement {
  std::string device;   // empty: RAM
  uint64_t offset = 0;  // physical address, or byte of the storage
  std::vector<std::byte> bytes;
  uint64_t size = 0;  // >= bytes.size(); the rest is zeros, for which there must be room in RAM
};

// Firmware that starts the machine, and what it starts (boards/boot.h). Empty firmware: none of it.
struct BootParts {
  std::vector<std::byte> firmware, kernel, initrd;
  std::string arguments;
};

struct Build {
  std::string name = "program";  // what it was made of, for errors
  uint64_t flaws = 0;            // flaw_bit of each that is on from the start
  Program program;               // of all images; names that two images share are also there as "image:name"
  std::vector<Placement> placements;
  uint64_t entry = 0;  // physical
  BootParts boot;
};

// A C source needs the compiler before anything can be built: what the page loads first.
bool needs_compiler(const Lesson&);

// With a builder, objects it has kept are not made again. It must be for the machine's board: see builder_for.
std::optional<Build> build(const Lesson&, const Sources&, const Machine&, Diagnostics&, Builder* = nullptr);
Builder builder_for(const Board&);
// A program that is its own and only image. `name`: the file's, for errors.
Build build_of(Program, std::string name = "program");

// Puts everything in place on a machine that was just made, and every hart at the entry. False and a
// diagnostic when something does not fit.
bool load(const Build&, Machine&, Diagnostics&);

// An identity of what is loaded, for state files.
uint64_t identity_of(const Build&);

}  // namespace trapdoor
