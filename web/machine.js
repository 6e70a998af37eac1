// Machine: the engine behind its functions (web/api.h): text goes in, JSON text comes out; files go in as bytes.

import { Compiling } from './compiling.js';

export class Machine {
  static async load(canvas) {
    const { default: create_playground } = await import('./playground.js');
    return new Machine(await create_playground({ canvas }));
  }

  constructor(module) {
    this.module = module;
    const wrap = (name) => (...texts) => this.with_texts(texts, (places) => module.UTF8ToString(module[`_${name}`](...places)));
    this.calls = {
      open: wrap('td_open'),
      prove: wrap('td_prove'),
      command: wrap('td_command'),
      set_source: wrap('td_set_source'),
      state: wrap('td_state'),
      mirror: wrap('td_mirror'),
      interface: wrap('td_interface'),
      open_files: wrap('td_open_files'),
      complete: wrap('td_complete'),
      save_state: wrap('td_save_state'),
      give: (name, role, size) => this.with_texts([name, role], ([at_name, at_role]) => module._td_give(at_name, at_role, size)),
    };
    this.compiling = this.module.compiler = new Compiling();
    this.state_revision = '';
    this.mirror_revision = '';
  }

  /** Puts texts into the engine's memory for one call. (Not onto its stack, as emscripten would: a text may be larger.) */
  with_texts(texts, call) {
    const places = texts.map((text) => {
      const bytes = new TextEncoder().encode(text);
      const at = this.module._malloc(bytes.length + 1);
      this.module.HEAPU8.set(bytes, at);
      this.module.HEAPU8[at + bytes.length] = 0;
      return at;
    });
    try {
      return call(places);
    } finally {
      for (const at of places) this.module._free(at);
    }
  }

  open(files) { return JSON.parse(this.calls.open(JSON.stringify(files))); }
  /** What `trapdoor check` says of the open lesson: { lines: [{ passed, text }], diagnostics }. Takes a while. */
  prove() { return JSON.parse(this.calls.prove()); }
  /** Runs [{ name, role, bytes }] on a machine as wished: { ram, harts, append, board }; with `look` only says what each is. */
  open_files(files, wish) {
    for (const { name, role, bytes } of files) {
      const at = this.calls.give(name, role, bytes.length); // may grow the memory: look at it only now
      this.module.HEAPU8.set(bytes, at);
    }
    return JSON.parse(this.calls.open_files(JSON.stringify(wish)));
  }
  /** This moment as a file: { ok, message, bytes, tick }. */
  save_state() {
    const answer = JSON.parse(this.calls.save_state());
    if (answer.ok) answer.bytes = this.module.HEAPU8.slice(answer.address, answer.address + answer.size);
    return answer;
  }
  /** What could stand at the end of a command that is being typed: { start, candidates }. */
  complete(text) { return JSON.parse(this.calls.complete(text)); }
  command(text) { return JSON.parse(this.calls.command(text)); }
  set_source(file, text) { return JSON.parse(this.calls.set_source(file, text)); }
  interface(text) { return JSON.parse(this.calls.interface(text)); }

  /** Waits for the C compiler and does something again that asked for it, until nothing is left to compile. */
  async again(act) {
    let answer;
    do {
      await this.compiling.settled();
      answer = act();
    } while (this.compiling.pending > 0);
    return answer;
  }

  /** What the machine shows now; null when nothing changed since the last call. */
  state() {
    const text = this.calls.state(this.state_revision);
    if (text === '') return null;
    const state = JSON.parse(text);
    this.state_revision = String(state.revision);
    return state;
  }

  /** The items on the canvas; null when they are the same as at the last call. */
  mirror() {
    const text = this.calls.mirror(this.mirror_revision);
    if (text === '') return null;
    const mirror = JSON.parse(text);
    this.mirror_revision = String(mirror.revision);
    return mirror;
  }
}
