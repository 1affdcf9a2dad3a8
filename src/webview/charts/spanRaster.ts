import type { PixelMap } from './linePixels.ts';

/**
 * Draws many lines at once into pixels: of each column it keeps how far a line reaches and fills that span, with soft ends. The browser's own strokes cost
 * what a line has corners; this costs what the picture has columns: 500 lines of 2,000 points take some milliseconds instead of hundreds.
 */
export class SpanRaster {
  readonly image: ImageData;
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #height: number;
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  /** Size in device pixels. */
  constructor(width: number, height: number) {
    this.image = new ImageData(width, height);
    this.#words = new Uint32Array(this.image.data.buffer);
    this.#width = width;
    this.#height = height;
    this.#low = new Float64Array(width);
    this.#high = new Float64Array(width);
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Everything in one colour, as 0xAABBGGRR. */
  fill(color: number): void {
    this.#words.fill(color);
  }

  column(left: number, color: number): void {
    const at = Math.round(left);
    if (at < 0 || at >= this.#width) return;
    for (let row = 0; row < this.#height; row++) this.#words[row * this.#width + at] = color;
  }

  row(top: number, color: number): void {
    const at = Math.round(top);
    if (at < 0 || at >= this.#height) return;
    this.#words.fill(color, at * this.#width, (at + 1) * this.#width);
  }

  /** A line of the points from `from` up to and without `to`; its width in device pixels. */
  line(map: PixelMap, [from, to]: readonly [number, number], color: number, thickness: number): void {
    this.#low.fill(Infinity);
    this.#high.fill(-Infinity);
    const { x, y, scaleX, offsetX, scaleY, offsetY } = map;
    let beforeLeft = 0;
    let beforeTop = NaN;
    // Most points stand in the column of the one before: how far these reach is kept here until the column ends.
    let column = -1;
    let low = Infinity;
    let high = -Infinity;
    for (let at = from; at < to; at++) {
      const left = (x[at] ?? 0) * scaleX + offsetX;
      const top = (y[at] ?? 0) * scaleY + offsetY;
      // NaN and the infinities alike are no part of a line.
      if (top - top === 0) {
        const here = Math.floor(left);
        if (here !== column) {
          this.#reach(column, low, high);
          if (beforeTop - beforeTop === 0) this.#segment(beforeLeft, beforeTop, left, top);
          column = here;
          low = high = top;
        } else if (top < low) low = top;
        else if (top > high) high = top;
      }
      beforeLeft = left;
      beforeTop = top;
    }
    this.#reach(column, low, high);
    this.#paint(color, thickness / 2);
  }

  #segment(left: number, top: number, right: number, bottom: number): void {
    const first = Math.floor(left);
    const last = Math.floor(right);
    const slope = (bottom - top) / (right - left);
    const begin = Math.max(first, 0);
    const end = Math.min(last, this.#width - 1);
    for (let column = begin; column <= end; column++) {
      const enter = column === first ? top : top + (column - left) * slope;
      const leave = column === last ? bottom : top + (column + 1 - left) * slope;
      if (enter < leave) this.#reach(column, enter, leave);
      else this.#reach(column, leave, enter);
    }
  }

  #reach(column: number, low: number, high: number): void {
    if (column < 0 || column >= this.#width) return;
    if (low < (this.#low[column] ?? 0)) this.#low[column] = low;
    if (high > (this.#high[column] ?? 0)) this.#high[column] = high;
  }

  #paint(color: number, half: number): void {
    const { width, height } = this.image;
    for (let column = 0; column < width; column++) {
      const low = Math.max(-1, (this.#low[column] ?? 0) - half);
      const high = Math.min(height + 1, (this.#high[column] ?? 0) + half);
      if (!(high > low)) continue;
      const first = Math.floor(low);
      const last = Math.floor(high);
      if (first === last) {
        this.#blend(column, first, color, high - low);
        continue;
      }
      this.#blend(column, first, color, first + 1 - low);
      this.#blend(column, last, color, high - last);
      const end = Math.min(last, height);
      for (let row = Math.max(0, first + 1); row < end; row++) this.#words[row * width + column] = color;
    }
  }

  #blend(column: number, row: number, color: number, share: number): void {
    if (row < 0 || row >= this.#height) return;
    const at = row * this.#width + column;
    const below = this.#words[at] ?? 0;
    const part = Math.round(share * 256);
    const rest = 256 - part;
    const redBlue = (((color & 0xff00ff) * part + (below & 0xff00ff) * rest) >>> 8) & 0xff00ff;
    const green = (((color & 0xff00) * part + (below & 0xff00) * rest) >>> 8) & 0xff00;
    this.#words[at] = (0xff000000 | redBlue | green) >>> 0;
  }
}
