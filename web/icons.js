// Icons: the transport signs as SVG paths in a box of 16 by 16; the canvas draws the same.

const kPaths = {
  'to-start': 'M3 3h2v10H3zM13 3v10L6 8z',
  'previous-trap': 'M2 3h3v4H2zM2 9h3v4H2zM13 3v10L6 8z',
  back: 'M11.5 3v10L4.5 8z',
  play: 'M4.5 2.5v11L12.5 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M4.5 3v10L11.5 8z',
  'next-trap': 'M11 3h3v4h-3zM11 9h3v4h-3zM3 3v10L10 8z',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', kPaths[name]);
  svg.append(path);
  return svg;
}
