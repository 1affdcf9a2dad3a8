import type { PixelMap } from './linePixels.ts';

/**
 * Draws many lines at once into pixels: of each column it finds how far a line reaches and fills that span, with soft ends. The browser's own strokes cost
 * what a line has corners; this costs what the picture has columns: 500 lines of 2,000 points take some milliseconds instead of hundreds.
 *
 * Colours are signed words of 0xAABBGGRR. Opaque ones are small integers then, as everything else here where that can be: a plot that is opened is drawn
 * by code that nothing has compiled yet, in which every other number is a new object.
 */
export class SpanRaster {
  readonly image: ImageData;
  readonly #words: Int32Array;
  readonly width: number;
  readonly height: number;

  /** Size in device pixels. */
  constructor(width: number, height: number) {
    this.image = new ImageData(width, height);
    this.#words = new Int32Array(this.image.data.buffer);
    this.width = width;
    this.height = height;
  }

  fill(color: number): void {
    this.#words.fill(color);
  }

  column(left: number, color: number): void {
    this.#span(Math.round(left), 0, this.height, { half: 0, color });
  }

  row(top: number, color: number): void {
    const begin = Math.round(top) * this.width;
    if (begin >= 0) this.#words.fill(color, begin, begin + this.width);
  }

  /** A line of the points from `from` up to and without `to`, which go from left to right; its width in device pixels. */
  line(map: PixelMap, [from, to]: readonly [number, number], color: number, thickness: number): void {
    const { x, y, scaleX, offsetX, scaleY, offsetY } = map;
    // Most points stand in the column of the one before. Until it ends, at `edge`, values are compared as they are, and nothing is computed.
    let column = -1;
    let edge = -Infinity;
    let low = NaN;
    let high = NaN;
    let beforeX = 0;
    let beforeY = NaN;
    const pen = { half: thickness / 2, color };
    for (let at = from; at < to; at++) {
      const place = x[at] ?? 0;
      const value = y[at] ?? 0;
      if (!(value > -Infinity && value < Infinity)) beforeY = NaN;
      else if (place < edge) {
        if (value < low) low = value;
        else if (value > high) high = value;
        beforeX = place;
        beforeY = value;
      } else {
        const here = Math.floor(place * scaleX + offsetX);
        // Where there is no point before, both are NaN and change nothing.
        const slope = (value - beforeY) / (place - beforeX);
        const leave = beforeY + (edge - beforeX) * slope;
        if (leave < low) low = leave;
        else if (leave > high) high = leave;
        this.#span(column, high * scaleY + offsetY, low * scaleY + offsetY, pen);
        if (here > column + 1 && leave - leave === 0)
          this.#stretch([column + 1, here], leave * scaleY + offsetY, (slope / scaleX) * scaleY, pen);
        column = here;
        edge = (here + 1 - offsetX) / scaleX;
        const enter = value - (place - (here - offsetX) / scaleX) * slope;
        low = enter < value ? enter : value;
        high = enter > value ? enter : value;
        beforeX = place;
        beforeY = value;
      }
    }
    this.#span(column, high * scaleY + offsetY, low * scaleY + offsetY, pen);
  }

  /** Columns between two points, through which the line goes from a height by so much in each. */
  #stretch([from, to]: readonly [number, number], top: number, step: number, pen: Pen): void {
    const last = Math.min(to, this.width);
    for (let column = Math.max(from, 0); column < last; column++) {
      const enter = top + (column - from) * step;
      const leave = enter + step;
      this.#span(column, Math.min(enter, leave), Math.max(enter, leave), pen);
    }
  }

  #span(column: number, top: number, bottom: number, { half, color }: Pen): void {
    const { width, height } = this;
    const low = top - half;
    const high = bottom + half;
    if (column < 0 || column >= width || !(high > 0 && low < height)) return;
    const words = this.#words;
    const first = Math.floor(low);
    const last = Math.floor(high);
    this.#blend(column, first, color, Math.min(high, first + 1) - low);
    if (last === first) return;
    this.#blend(column, last, color, high - last);
    const end = Math.min(last, height) * width;
    for (let at = Math.max(0, first + 1) * width + column; at < end; at += width) words[at] = color;
  }

  #blend(column: number, row: number, color: number, share: number): void {
    if (row < 0 || row >= this.height) return;
    const at = row * this.width + column;
    const below = this.#words[at] ?? 0;
    const part = Math.round(share * 64);
    const rest = 64 - part;
    const redBlue = (((color & 0xff00ff) * part + (below & 0xff00ff) * rest) >> 6) & 0xff00ff;
    const green = (((color & 0xff00) * part + (below & 0xff00) * rest) >> 6) & 0xff00;
    this.#words[at] = 0xff000000 | redBlue | green;
  }
}

interface Pen {
  /** Half of the width. */
  readonly half: number;
  readonly color: number;
}
