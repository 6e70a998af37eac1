// The C compiler's worker: bytes of a request in, bytes of the answer out (engine/program/compiler_wire.h), in turn.

let compiler; // the module; made anew after it failed, since its memory may be in any state

onmessage = async ({ data: request }) => {
  try {
    if (!compiler) {
      const { default: create_compiler } = await import('./compiler.js');
      compiler = await create_compiler();
    }
    const there = compiler._malloc(request.length);
    compiler.HEAPU8.set(request, there);
    const length = compiler._compiler_compile(there, request.length);
    compiler._free(there);
    const from = compiler._compiler_answer();
    postMessage({ answer: compiler.HEAPU8.slice(from, from + length) });
  } catch (error) { // out of memory, or a mistake of the compiler
    compiler = null;
    postMessage({ failure: String(error) });
  }
};
