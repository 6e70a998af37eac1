// Builder: C and assembly sources, and objects, in; a Program out. What did not change since the last time is not made
// again. Laws: 1. What was kept changes how long it takes and nothing else.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/machine/isa.h"
#include "engine/program/compiler.h"
#include "engine/program/linker.h"

namespace trapdoor {

// C, assembly, or an object file: what a Builder takes.
bool is_source(const std::string& file);
bool is_c(const std::string& file);

struct BuildJob {
  std::vector<std::string> files;  // in this order; the entry stands in the first
  uint64_t text_address = 0x8000'0000;
  std::vector<std::pair<std::string, uint64_t>> symbols = {};  // of other programs
};

struct BuiltProgram {
  Program program;  // meaningful when ok
  std::vector<DebugSections> debug;
  Diagnostics diagnostics;
  bool ok = false;
  bool unavailable = false;  // a C source, and the C compiler is not loaded
};

class Builder {
 public:
  // Devices are names that every source knows: see c_headers. Requires isa.assembly.
  Builder(const Isa& isa, std::vector<Symbol> devices);
  // `sources` holds all files by name: those of the job and what they include. Requires is_source of the job's files.
  BuiltProgram build(const BuildJob& job, const std::map<std::string, std::string>& sources);
  uint64_t made() const { return made_; }  // how many objects were not taken from the store

 private:
  struct Made {
    std::vector<std::pair<std::string, std::string>> used;  // name, text at the time
    ObjectFile object;
    Diagnostics diagnostics;
    bool ok = false, unavailable = false;
  };
  const Made& object_of(const std::string& file, const std::map<std::string, std::string>& sources);
  Made make(const std::string& file, const std::map<std::string, std::string>& sources);
  Made make_c(const std::string& file, const std::map<std::string, std::string>& sources);
  Made make_assembly(const std::string& file, const std::map<std::string, std::string>& sources);
  Made make_library(const std::vector<std::string>& names);
  void keep(Made&, const std::vector<uint8_t>& bytes, const std::string& file);

  const Isa& isa_;
  std::vector<Symbol> devices_;
  CFiles headers_;
  std::map<std::string, Made> store_;
  std::vector<std::string> library_names_;
  Made library_;
  uint64_t made_ = 0;
};

}  // namespace trapdoor
