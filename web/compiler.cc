// compile_c of the page: asks the compiler's module, which web/machine.js puts beside this one when a lesson needs it.
#include <emscripten.h>

#include <cstdlib>

#include "engine/program/compiler_wire.h"

// The size of the answer, which is put into memory that this module's malloc gave; -1 without a compiler, -2 when it failed.
// (emscripten 3.1.6 takes the last word of a parameter as its name: hence the spaces.)
EM_JS(int, ask_compiler, (const uint8_t* request, int size, uint8_t** answer), {
  const compiler = Module['compiler'];
  if (!compiler) return -1;
  try {
    const there = compiler._malloc(size);
    compiler.HEAPU8.set(HEAPU8.subarray(request, request + size), there);
    const length = compiler._compiler_compile(there, size);
    compiler._free(there);
    const from = compiler._compiler_answer();
    const here = _malloc(length + 1);
    HEAPU8.set(compiler.HEAPU8.subarray(from, from + length), here);
    HEAPU32[answer >> 2] = here;
    return length;
  } catch (error) {  // out of memory, or a mistake of the compiler: the next one starts anew
    Module['compiler'] = null;
    console.error(error);
    return -2;
  }
})

namespace trapdoor {

Compiled compile_c(const CFiles& files, const std::string& name) {
  std::vector<uint8_t> request = to_bytes(files, name);
  uint8_t* answer = nullptr;
  int size = ask_compiler(request.data(), static_cast<int>(request.size()), &answer);
  Compiled compiled;
  if (size >= 0) {
    compiled = compiled_of({answer, static_cast<size_t>(size)});
    std::free(answer);
    return compiled;
  }
  compiled.unavailable = true;
  const char* why = size == -1 ? "the C compiler is not loaded yet" : "the C compiler failed on this file";
  const char* hint =
      size == -1 ? "build again in a moment" : "does the file go on without end? Build again after a change";
  compiled.diagnostics.push_back({name, 0, 0, why, hint, Severity::error});
  return compiled;
}

}  // namespace trapdoor
