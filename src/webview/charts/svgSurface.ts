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
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="font:${escapeXml(font)}"><title>${escapeXml(title)}</title>\n${this.#parts.join('\n')}\n</svg>\n`;
  }

  rect({ left, top, width, height }: Box, style: ShapeStyle): void {
    this.#add(
      `<rect x="${short(left)}" y="${short(top)}" width="${short(width)}" height="${short(height)}"${shape(style)}/>`,
    );
  }

  polyline(x: ArrayLike<number>, y: ArrayLike<number>, count: number, style: ShapeStyle): void {
    let path = '';
    let isBroken = true;
    for (let at = 0; at < count; at++) {
      const top = y[at] ?? NaN;
      if (!Number.isNaN(top)) path += `${isBroken ? 'M' : 'L'}${short(x[at] ?? 0)} ${short(top)}`;
      isBroken = Number.isNaN(top);
    }
    if (path !== '') this.#add(`<path d="${path}"${shape(style)}/>`);
  }

  circle(x: number, y: number, radius: number, style: ShapeStyle): void {
    this.#add(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"${shape(style)}/>`);
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const anchor = { left: 'start', center: 'middle', right: 'end' }[style.align ?? 'left'];
    const baseline = { top: 'hanging', middle: 'central', bottom: 'auto' }[style.baseline ?? 'middle'];
    const turn = style.isUpward === true ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : '';
    this.#add(
      `<text x="${short(x)}" y="${short(y)}" fill="${escapeXml(style.color)}" text-anchor="${anchor}" dominant-baseline="${baseline}"${turn}>${escapeXml(text)}</text>`,
    );
  }

  measure(text: string): number {
    return this.#measure(text);
  }

  clipped({ left, top, width, height }: Box, draw: () => void): void {
    const id = `clip${(this.#clips += 1)}`;
    this.#add(
      `<clipPath id="${id}"><rect x="${short(left)}" y="${short(top)}" width="${short(width)}" height="${short(height)}"/></clipPath><g clip-path="url(#${id})">`,
    );
    draw();
    this.#add('</g>');
  }

  #add(part: string): void {
    this.#parts.push(part);
  }
}

function shape({ fill, stroke, width, dash, opacity }: ShapeStyle): string {
  return [
    ` fill="${fill === undefined ? 'none' : escapeXml(fill)}"`,
    stroke === undefined ? '' : ` stroke="${escapeXml(stroke)}" stroke-width="${width ?? 1}" stroke-linejoin="round"`,
    dash && dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '',
    opacity === undefined ? '' : ` opacity="${opacity}"`,
  ].join('');
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
