// compile_c of the page: asks the compiler, which works beside this module in a worker (web/compiling.js).
#include <emscripten.h>

#include <cstdlib>

#include "engine/program/compiler_wire.h"

// The size of the answer, which is put into memory that this module's malloc gave; -1 while it is being made, -2 when the
// compiler failed, -3 without one.
// (emscripten 3.1.6 takes the last word of a parameter as its name: hence the spaces.)
EM_JS(int, ask_compiler, (const uint8_t* request, int size, uint8_t** answer), {
  const compiler = Module['compiler'];
  if (!compiler) return -3;
  const bytes = compiler.answer(HEAPU8.subarray(request, request + size));
  if (!bytes) return bytes == null ? -1 : -2;
  const here = _malloc(bytes.length + 1);
  HEAPU8.set(bytes, here);
  HEAPU32[answer >> 2] = here;
  return bytes.length;
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
  const char* why = size == -1   ? "is being compiled"
                    : size == -2 ? "the C compiler failed on this file"
                                 : "there is no C compiler here";
  const char* hint = size == -2 ? "does the file go on without end? If it does not, load the page again" : "";
  compiled.diagnostics.push_back({name, 0, 0, why, hint, Severity::error});
  return compiled;
}

}  // namespace trapdoor
