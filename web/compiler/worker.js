// The C compiler's worker: bytes of a request in, bytes of the answer out (engine/program/compiler_wire.h), in turn.

let compiler;

onmessage = async ({ data: request }) => {
  try {
    if (!compiler) {
      const { default: create_compiler } = await import('./compiler.js');
      compiler = await create_compiler();
    }
    postMessage({ begins: true });
    const there = compiler._malloc(request.length);
    compiler.HEAPU8.set(request, there);
    const length = compiler._compiler_compile(there, request.length);
    compiler._free(there);
    const from = compiler._compiler_answer();
    postMessage({ answer: compiler.HEAPU8.slice(from, from + length) });
  } catch (error) { // not there, out of memory, or a mistake of the compiler: whoever asked ends this worker
    postMessage({ failure: String(error) });
  }
};
