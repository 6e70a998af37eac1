// Mirror: the canvas in words: one element for every item on it, at its place, unseen. Screen readers read them, the
// keyboard reaches them, tests find them by role and name. A line to type into is shown: it is better than a drawn one.

import { Completing } from './completing.js';

const kActs = new Set(['button', 'tab', 'checkbox', 'link', 'option', 'slider', 'separator']);
const kPause = 150; // milliseconds between looks

export class Mirror {
  constructor(element, canvas, machine) {
    this.element = element;
    this.canvas = canvas;
    this.machine = machine;
    this.nodes = new Map(); // id -> element
    this.groups = new Map(); // title -> list element
    this.looked_at = 0;
    // A click beside an input takes the focus from it, as everywhere.
    canvas.addEventListener('pointerdown', () => canvas.focus({ preventScroll: true }));
  }

  refresh() {
    if (performance.now() - this.looked_at < kPause) return;
    this.looked_at = performance.now();
    const mirror = this.machine.mirror();
    if (!mirror) return;
    const items = new Map();
    for (const item of mirror.items) {
      const key = `${item.id} ${item.role}`;
      if (!items.has(key)) items.set(key, item);
    }
    for (const [key, node] of this.nodes) {
      if (items.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    const last = new Map(); // group -> its last node so far: the order of the elements is that of the items
    let next_group = this.element.firstChild;
    for (const [key, item] of items) {
      let node = this.nodes.get(key);
      if (!node) {
        node = this.create(item);
        this.nodes.set(key, node);
      }
      const group = this.group(item.group);
      if (!last.has(group)) {
        if (group !== next_group) this.element.insertBefore(group, next_group);
        next_group = group.nextSibling;
      }
      const place = last.has(group) ? last.get(group).nextSibling : group.firstChild;
      if (node !== place) group.insertBefore(node, place);
      last.set(group, node);
      this.update(node, item);
    }
    for (const [title, list] of this.groups) {
      if (list.childElementCount > 0) {
        this.outline(list);
        continue;
      }
      list.remove();
      this.groups.delete(title);
    }
    this.elided = mirror.elided;
  }

  group(title) {
    let list = this.groups.get(title);
    if (list) return list;
    list = document.createElement('ul');
    list.ariaLabel = title || 'Machine';
    list.addEventListener('keydown', (event) => this.scroll(event, list));
    this.groups.set(title, list);
    this.element.append(list);
    return list;
  }

  /** A list of which a part is out of sight can have the focus itself: the keys then scroll it. */
  scroll(event, list) {
    const step = { ArrowDown: 1, PageDown: 8, End: Infinity, ArrowUp: -1, PageUp: -8, Home: -Infinity }[event.key];
    if (event.target !== list || !step) return;
    event.preventDefault();
    event.stopPropagation();
    const items = [...list.children];
    const seen = items.map((li) => li.item.visible);
    const edge = step > 0 ? seen.lastIndexOf(true) : seen.indexOf(true);
    const next = items[Math.max(0, Math.min(items.length - 1, edge + step))];
    if (next) this.machine.interface(`reveal ${next.dataset.id}`);
  }

  outline(list) {
    const items = [...list.children].map((li) => li.item);
    const seen = items.filter((item) => item.visible).map((item) => item.rect);
    if (seen.length < items.length && seen.length > 0) list.tabIndex = 0;
    else list.removeAttribute('tabindex');
    if (seen.length === 0) return;
    const side = (i, pick) => pick(...seen.map((rect) => rect[i]));
    const [left, top, right, bottom] = [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
    list.style.setProperty('--ring', `${top}px calc(100% - ${right}px) calc(100% - ${bottom}px) ${left}px`);
  }

  create(item) {
    const li = document.createElement('li');
    if (item.completes) {
      li.className = 'line';
      li.completing = new Completing(li, this.machine);
    } else if (item.role === 'textbox') {
      const input = document.createElement('input');
      input.type = 'text';
      input.autocomplete = input.autocapitalize = 'off';
      input.spellcheck = false;
      input.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter') return;
        this.machine.interface(`enter ${li.dataset.id} ${input.value}`);
        input.value = '';
      });
      li.className = 'line';
      li.append(input);
    } else if (kActs.has(item.role)) {
      const button = document.createElement('button');
      button.type = 'button';
      if (item.role === 'checkbox' || item.role === 'link') button.role = item.role;
      if (item.role === 'separator') this.make_splitter(button, li, item);
      if (item.role === 'slider') this.make_slider(button, li);
      button.addEventListener('click', () => this.machine.interface(`click ${li.dataset.id}`));
      li.append(button);
    } else {
      li.append(document.createElement('span'));
      if (item.role === 'heading') {
        li.firstChild.role = 'heading';
        li.firstChild.ariaLevel = '3';
      }
    }
    // What has the focus is ringed on the canvas, and scrolled to there.
    li.addEventListener('focusin', () => this.machine.interface(`focus ${li.dataset.id}`));
    li.addEventListener('focusout', () => this.machine.interface('focus 0'));
    li.addEventListener('keydown', ({ key }) => { if (key === 'Escape') this.machine.interface('focus 0'); });
    return li;
  }

  /** A bar between two areas: the arrow keys move it. */
  make_splitter(button, li, item) {
    button.role = 'separator';
    button.ariaOrientation = item.value;
    const steps = item.value === 'vertical' ? { ArrowLeft: -16, ArrowRight: 16 } : { ArrowUp: -16, ArrowDown: 16 };
    button.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      this.machine.interface(`nudge ${li.dataset.id} ${step}`);
    });
  }

  /** The arrow keys move it by one, the page keys by a tenth of its range. */
  make_slider(button, li) {
    button.role = 'slider';
    button.ariaValueMin = '0';
    button.addEventListener('keydown', (event) => {
      const { now = 0, most = 0 } = li.item;
      const far = Math.max(1, Math.round(most / 10));
      const step = {
        ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far, Home: -most, End: most,
      }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      this.machine.interface(`slide ${li.dataset.id} ${Math.max(0, Math.min(most, now + step))}`);
    });
  }

  update(li, item) {
    const [left, top, right, bottom] = item.rect;
    li.dataset.id = item.id;
    li.item = item;
    li.style.transform = `translate(${left}px, ${top}px)`;
    li.style.width = `${right - left}px`;
    li.style.height = `${bottom - top}px`;
    li.classList.toggle('away', !item.visible);
    const inner = li.firstChild;
    if (item.help) inner.setAttribute('aria-description', item.help);
    const text = item.value && item.role !== 'separator' ? `${item.name}: ${item.value}` : item.name;
    if (li.completing) {
      li.completing.update(item);
    } else if (inner.tagName === 'INPUT') {
      inner.ariaLabel = item.name;
      inner.placeholder = item.value;
    } else if (item.role !== 'separator' && inner.textContent !== text) {
      inner.textContent = text;
    }
    if (item.role === 'separator') {
      inner.ariaLabel = item.name; // what is inside a separator names nothing
      const part = item.value === 'vertical' ? left / this.canvas.clientWidth : top / this.canvas.clientHeight;
      inner.ariaValueNow = String(Math.round(100 * part));
    }
    if (item.role === 'slider') {
      inner.ariaLabel = item.name;
      inner.ariaValueMax = String(item.most ?? 0);
      inner.ariaValueNow = String(item.now ?? 0);
      inner.ariaValueText = item.value;
    }
    if (item.role === 'checkbox') inner.ariaChecked = String(item.pressed);
    else if (item.role === 'tab' || item.role === 'option') inner.ariaPressed = String(item.pressed);
  }
}
