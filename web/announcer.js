// Announcer: tells a screen reader about traps, returns to another mode and stops; at most one sentence each second.

const kPause = 1000; // milliseconds

export class Announcer {
  constructor(element) {
    this.element = element;
    this.last = {};
    this.spoken_at = 0;
  }

  refresh(state) {
    const sentence = this.sentence(state);
    this.last = { trap: state.trap?.tick, mode: state.mode?.name, stopped: state.stopped, tick: state.tick };
    if (!sentence) return;
    clearTimeout(this.timer);
    const wait = Math.max(0, this.spoken_at + kPause - performance.now());
    this.timer = setTimeout(() => {
      this.element.textContent = sentence;
      this.spoken_at = performance.now();
    }, wait);
  }

  sentence(state) {
    if (this.last.tick === undefined || !state.mode) return '';
    const tick = `tick ${state.tick.toLocaleString('en')}`;
    if (state.trap && state.trap.tick !== this.last.trap && state.tick > this.last.tick) {
      return `${state.trap.name}, from ${state.trap.from} to ${state.trap.to} mode, ${tick}`;
    }
    if (state.mode.name !== this.last.mode) return `${state.mode.name} mode, ${tick}`;
    if (state.stopped && state.stopped !== this.last.stopped) return `Stopped: ${state.stopped}`;
    return '';
  }
}
