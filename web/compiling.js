// Compiling: asks the C compiler, which works in a worker of its own so that no compile holds up the page. The engine asks
// for an object and gets it, or is told that it is being made; whoever gave the engine the command then waits with
// `settled` and gives it again.

const kKept = 64; // answers
const kPatience = 10_000; // milliseconds for one file, once the compiler is there; its own limits end it long before

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export class Compiling {
  constructor() {
    this.asked = []; // { request, answer: bytes, null while it is made, false when the compiler failed }
    this.waiting = Promise.resolve();
    this.pending = 0;
  }

  /** For the engine (web/compiler.cc): the answer's bytes, null while they are made, false when the compiler failed. */
  answer(request) {
    const known = this.asked.find((row) => same(row.request, request));
    if (known) return known.answer;
    const row = { request: request.slice(), answer: null };
    this.asked.push(row);
    if (this.asked.length > kKept) this.asked.shift();
    this.pending += 1;
    this.waiting = this.waiting.then(async () => {
      row.answer = await this.compile(row.request).catch((error) => { console.error(error); return false; });
      this.pending -= 1;
    });
    return null;
  }

  /** What failed, in a worker that was lost perhaps, is tried again when it is asked for again. */
  forget_failures() { this.asked = this.asked.filter((row) => row.answer !== false); }

  /** When everything asked for so far is answered. */
  async settled() {
    while (this.pending > 0) await this.waiting;
  }

  async compile(request) {
    this.worker ??= start_worker();
    const { worker } = this;
    let timer;
    try {
      return await new Promise((done, fail) => {
        worker.onmessage = ({ data }) => {
          if (data.answer) done(data.answer);
          else if (data.failure) fail(new Error(data.failure));
          else timer = setTimeout(() => fail(new Error('the C compiler took too long')), kPatience); // it begins
        };
        worker.onerror = (event) => fail(new Error(event.message ?? 'the C compiler cannot be loaded'));
        worker.postMessage(request);
      });
    } catch (error) { // the next one starts anew
      worker.terminate();
      this.worker = null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A worker must come from the page's own origin; a course's page may have this script from another. */
function start_worker() {
  const script = new URL('./compiler-worker.js', import.meta.url);
  if (script.origin === location.origin) return new Worker(script, { type: 'module' });
  const text = `import ${JSON.stringify(script.href)};`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { type: 'module' });
}
