import type { Box, ShapeStyle, Surface, TextStyle } from './surface.ts';

/** Writes what is drawn as the text of an SVG file. Names of runs come from outside: they are escaped. */
export class SvgSurface implements Surface {
  readonly width: number;
  readonly height: number;
  readonly #measure: (text: string) => number;
  readonly #parts: string[] = [];
  #clips = 0;

  constructor(size: { readonly width: number; readonly height: number }, measure: (text: string) => number) {
    this.width = size.width;
    this.height = size.height;
    this.#measure = measure;
  }

  /** The whole file. `font` is a CSS font as the canvas has it. */
  file(title: string, font: string): string {
    const { width, height } = this;
    const viewBox = `0 0 ${width} ${height}`;
    const root = tag('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox, style: `font:${font}` });
    return `${root}><title>${escapeXml(title)}</title>\n${this.#parts.join('\n')}\n</svg>\n`;
  }

  rect(box: Box, style: ShapeStyle): void {
    this.#shape('rect', boxOf(box), style);
  }

  polyline(x: ArrayLike<number>, y: ArrayLike<number>, count: number, style: ShapeStyle): void {
    let d = '';
    let isBroken = true;
    for (let at = 0; at < count; at++) {
      const top = y[at] ?? NaN;
      if (!Number.isNaN(top)) d += `${isBroken ? 'M' : 'L'}${short(x[at] ?? 0)} ${short(top)}`;
      isBroken = Number.isNaN(top);
    }
    if (d !== '') this.#shape('path', { d }, style);
  }

  circle(cx: number, cy: number, r: number, style: ShapeStyle): void {
    this.#shape('circle', { cx, cy, r }, style);
  }

  text(x: number, y: number, text: string, { color, align, baseline, isUpward }: TextStyle): void {
    const attributes = {
      x,
      y,
      fill: color,
      'text-anchor': { left: 'start', center: 'middle', right: 'end' }[align ?? 'left'],
      'dominant-baseline': { top: 'hanging', middle: 'central', bottom: 'auto' }[baseline ?? 'middle'],
      transform: isUpward === true ? `rotate(-90 ${short(x)} ${short(y)})` : undefined,
    };
    this.#parts.push(`${tag('text', attributes)}>${escapeXml(text)}</text>`);
  }

  measure(text: string): number {
    return this.#measure(text);
  }

  clipped(box: Box, draw: () => void): void {
    const id = `clip${(this.#clips += 1)}`;
    this.#parts.push(`<clipPath id="${id}">${tag('rect', boxOf(box))}/></clipPath><g clip-path="url(#${id})">`);
    draw();
    this.#parts.push('</g>');
  }

  #shape(name: string, place: Attributes, { fill = 'none', stroke, width = 1, dash = [], opacity }: ShapeStyle): void {
    const line = stroke === undefined ? {} : { stroke, 'stroke-width': width, 'stroke-linejoin': 'round' };
    const dashes = dash.length > 0 ? { 'stroke-dasharray': dash.join(' ') } : {};
    this.#parts.push(`${tag(name, { ...place, fill, ...line, ...dashes, opacity })}/>`);
  }
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element without its end. */
function tag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes).map(([key, value = '']) =>
    value === '' ? '' : ` ${key}="${typeof value === 'number' ? short(value) : escapeXml(value)}"`,
  );
  return `<${name}${written.join('')}`;
}

function boxOf({ left: x, top: y, width, height }: Box): Attributes {
  return { x, y, width, height };
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeXml(text: string): string {
  // A file of XML may not hold control characters, and names from a tracker may.
  // oxlint-disable-next-line no-control-regex -- these are the characters that XML forbids
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
