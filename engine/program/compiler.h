// Compiler: one C source in, an ELF relocatable object out. Today TinyCC behind it; nothing outside c_compiler.cc knows.
//
// Models: C99 with GNU extensions as TinyCC 0.9.27 has them, for RV64GC, ABI lp64d, medium code model, no libraries.
// Leaves out: inline assembly, _Atomic and atomic builtins, _Complex, thread-local storage, optimisation.
// Laws: 1. Nothing but the files given is read, and the same files give the same bytes on every host.
//       2. Any text ends in an object or in errors, within 2 s and 256 MB: what a compile may cost is counted (CompileCost) and
//          has the limits below, which are the same on every host.
//       3. After an error the other functions are still looked at, so that one run shows what can be shown: TinyCC stops at an
//          error, so the source is compiled again without the function or value it stopped in. At most 20 times: each finds at
//          least one more error, and nobody mends more at once.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"

namespace trapdoor {

// Path -> text. #include "x" looks beside the including file, then for any file of that last name; #include <x> is the
// file "/include/x".
using CFiles = std::map<std::string, std::string>;

// Tokens read, expanded and copied in all rounds: a 1,000-line kernel takes 10,000. Bytes at one time, of the compiler alone.
inline constexpr int kMaxCompileRounds = 20;
inline constexpr uint64_t kMaxCompileWork = 3'000'000, kMaxCompileBytes = 32u << 20;

struct CompileCost {
  int rounds = 0;
  uint64_t work = 0, bytes = 0;
};

struct Compiled {
  std::vector<uint8_t> object;  // empty when there is an error
  Diagnostics diagnostics;
  std::vector<std::string> used;  // the files read, the source first
  bool unavailable = false;       // the compiler is not loaded (yet); nothing was tried
  CompileCost cost;               // the page does not ask for it
  bool ok() const { return !object.empty(); }
};

// In the native program this is the compiler itself; in the page it asks the compiler's own module.
Compiled compile_c(const CFiles& files, const std::string& name);

}  // namespace trapdoor
