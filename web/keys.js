// Keys: a key that no field or button wants is a command of the machine; the engine says which (page.keys).

export function follow_keys(target, page) {
  target.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = event.composedPath()[0];
    if (at.closest?.('input, textarea, select, [contenteditable="true"], .cm-editor')) return;
    if (event.key === ' ' && at.closest?.('button, summary, a')) return;
    if (event.key.startsWith('Arrow') && at.closest?.('[role="separator"], [role="tab"], [role="slider"]')) return;
    const row = page.keys?.find((key) => key.key === event.key && (key.key === '?' || key.shift === event.shiftKey));
    if (!row) return;
    event.preventDefault();
    page.command(row.command);
  });
}
