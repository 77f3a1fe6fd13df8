/** The panel's own signs, drawn in a square of 16: the page loads no font. */
const SHAPES = {
  send: 'M1.7 2.1 14.6 8 1.7 13.9 3.6 8.6 9 8 3.6 7.4z',
  stop: 'M4 4h8v8H4z',
  copy: 'M5 1h7l2 2v8H5zm1 1v8h7V4h-2V2zM2 4h2v1H3v9h7v-1h1v2H2z',
  done: 'm2 8.5 1-1 3 3 7-7 1 1-8 8z',
  add: 'M7.5 2h1v5.5H14v1H8.5V14h-1V8.5H2v-1h5.5z',
  down: 'M7.5 2h1v9.1l3.6-3.5.7.7L8 13 3.2 8.3l.7-.7 3.6 3.5z',
} as const;

export type IconName = keyof typeof SHAPES;

const SVG = 'http://www.w3.org/2000/svg';

/** Says nothing to a screen reader: the control it stands in has a label. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SHAPES[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
