// F6 goes from area to area of the page: the bar, the lesson, the editor, then each panel of the machine. Whoever comes
// back to an area finds the focus where it was.

const kAreas = '.bar, .lesson, .code, .mirror > ul';
const kFocusable = 'button:not([disabled]):not([tabindex="-1"]), a[href], select, input, [contenteditable="true"], [tabindex="0"]';

export function follow_areas(target, app) {
  const last = new WeakMap(); // area -> where the focus was
  const usable = (at) => at?.isConnected && !at.disabled && at.checkVisibility({ visibilityProperty: true });
  const way_in = (area) => {
    if (usable(last.get(area))) return last.get(area);
    return area.matches('[tabindex="0"]') ? area : [...area.querySelectorAll(kFocusable)].find(usable);
  };
  app.addEventListener('focusin', ({ target: at }) => {
    const area = at.closest(kAreas);
    if (area) last.set(area, at);
  });
  target.addEventListener('keydown', (event) => {
    if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey) return;
    const areas = [...app.querySelectorAll(kAreas)].filter((area) => usable(area) && way_in(area));
    if (areas.length === 0) return;
    event.preventDefault();
    const now = areas.findIndex((area) => area.contains(app.getRootNode().activeElement));
    const next = event.shiftKey ? (now < 0 ? areas.length : now) - 1 : now + 1;
    way_in(areas.at(next % areas.length)).focus();
  });
}
