// Touch: two fingers on the canvas zoom the timeline and move along it; one finger is a mouse.

export function follow_touch(canvas, machine) {
  const fingers = new Map(); // pointer id -> { x, y }
  let last = null;
  const measure = () => {
    const [a, b] = [...fingers.values()];
    return { apart: Math.max(20, Math.abs(a.x - b.x)), middle: (a.x + b.x) / 2 };
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    fingers.set(event.pointerId, place(event));
    last = fingers.size === 2 ? measure() : null;
  });
  addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, place(event));
    if (fingers.size !== 2 || !last) return;
    const now = measure();
    machine.interface(`pinch ${now.middle} ${now.apart / last.apart} ${now.middle - last.middle}`);
    last = now;
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    last = fingers.size === 2 ? measure() : null;
  };
  addEventListener('pointerup', lift);
  addEventListener('pointercancel', lift);
}
