// Icons: the transport signs as SVG paths in a box of 16 by 16; the canvas draws the same.

const kPaths = {
  'to-start': 'M3 3h2v10H3zM13 3v10L6 8z',
  'previous-trap': 'M2 3h3v4H2zM2 9h3v4H2zM13 3v10L6 8z',
  back: 'M11.5 3v10L4.5 8z',
  play: 'M4.5 2.5v11L12.5 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M4.5 3v10L11.5 8z',
  lock: 'M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zM6 7h4V5a2 2 0 0 0-4 0z',
  reset: 'M8 3a5 5 0 1 1-4.9 6h1.6A3.5 3.5 0 1 0 8 4.5V7L4.2 3.8 8 .6z',
  'to-now': 'M2 3v10L7.5 8zM8 3v10l4.5-4v4h2V3h-2v4z',
  open: 'M1.5 3h5l1.5 2h6.5v8h-13zM3 6.5v5h10v-5z',
  save: 'M8 1l4 4-1.1 1.1-2.1-2.2V10H7.2V3.9L5.1 6.1 4 5zM2.5 9H4v4h8V9h1.5v5.5h-11z',
  'next-trap': 'M11 3h3v4h-3zM11 9h3v4h-3zM3 3v10L10 8z',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', kPaths[name]);
  svg.setAttribute('class', `icon-${name}`);
  svg.append(path);
  return svg;
}
