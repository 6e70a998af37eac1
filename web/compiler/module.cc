// The page's second module: the C compiler alone (engine/program/compiler.h), bytes in, bytes out (compiler_wire.h).
// It is loaded when a lesson has a C source. Being a file of its own, another build of it can take its place.
#include <emscripten.h>

#include "engine/program/compiler_wire.h"

namespace {
std::vector<uint8_t> answer;
}

extern "C" {

// The answer's size; it stands at compiler_answer() until the next call.
EMSCRIPTEN_KEEPALIVE int compiler_compile(const uint8_t* request, int size) {
  trapdoor::CompileRequest asked = trapdoor::request_of({request, static_cast<size_t>(size)});
  answer = trapdoor::to_bytes(trapdoor::compile_c(asked.files, asked.name));
  return static_cast<int>(answer.size());
}

EMSCRIPTEN_KEEPALIVE const uint8_t* compiler_answer() { return answer.data(); }
}
