// Appearance: wide or narrow, light or dark, with motion or still; and how the reader arranged the machine.

import * as storage from './storage.js';

const kNarrow = 760; // css pixels

export class Appearance {
  constructor(page) {
    this.page = page;
    this.embedded = page.hasAttribute('embed');
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.still = matchMedia('(prefers-reduced-motion: reduce)');
    this.follow_size();
    for (const wish of [this.dark, this.still]) wish.addEventListener('change', () => this.apply());
    this.apply();
  }

  follow_size() {
    const { app } = this.page;
    const measure = () => { app.dataset.layout = app.clientWidth < kNarrow ? 'narrow' : 'wide'; };
    new ResizeObserver(measure).observe(app);
    measure();
    if (this.embedded) return; // its author's layout
    const keep = () => { if (this.page.state) storage.write('layout', this.page.machine.interface('layout').layout); };
    addEventListener('pagehide', keep);
    document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); }); // a phone throws hidden pages away
  }

  /** Panels and their sizes as they were the last time. */
  read_layout() {
    const layout = this.embedded ? null : storage.read('layout');
    if (layout) this.page.machine.interface(`layout ${layout}`);
  }

  apply() {
    const wish = this.page.getAttribute('theme') ?? storage.read('theme') ?? 'auto';
    const name = wish === 'auto' ? (this.dark.matches ? 'dark' : 'light') : wish;
    this.page.app.dataset.theme = name;
    if (!this.embedded) document.documentElement.dataset.theme = name;
    this.page.machine.interface(`theme ${name}`);
    this.page.machine.interface(`still ${this.still.matches ? 'on' : 'off'}`);
    this.page.toolbar.show_theme(wish);
  }

  choose(theme) {
    storage.write('theme', theme);
    this.apply();
  }
}
