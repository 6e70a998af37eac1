// Grip: a bar between two areas that a pointer drags or the arrow keys move. Its place is kept.

import * as storage from './storage.js';

const kGrips = {
  left: { label: 'Width of lesson and editor', vertical: true, property: '--left', low: 20, high: 60, first: 31 },
  editor: { label: 'Height of the lesson', vertical: false, property: '--prose', low: 15, high: 85, first: 54 },
};

export function drag_grip(grip, app) {
  const row = kGrips[grip.dataset.grip];
  let value = Number(storage.read(`grip:${grip.dataset.grip}`) ?? row.first);
  grip.role = 'separator';
  grip.tabIndex = 0;
  grip.ariaLabel = row.label;
  grip.ariaOrientation = row.vertical ? 'vertical' : 'horizontal';
  grip.ariaValueMin = String(row.low);
  grip.ariaValueMax = String(row.high);
  const move = (to) => {
    value = Math.min(row.high, Math.max(row.low, to));
    app.style.setProperty(row.property, `${value}%`);
    grip.ariaValueNow = String(Math.round(value));
    storage.write(`grip:${grip.dataset.grip}`, String(value));
  };
  move(value);
  grip.addEventListener('pointerdown', (event) => {
    grip.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  grip.addEventListener('pointermove', (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const box = app.getBoundingClientRect();
    move(row.vertical ? (event.clientX - box.left) / box.width * 100 : (event.clientY - box.top) / box.height * 100);
  });
  grip.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -2, ArrowUp: -2, ArrowRight: 2, ArrowDown: 2 }[event.key];
    if (step) move(value + step);
    if (step) event.preventDefault();
  });
}
