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
    this.#span(Math.round(left), 0, this.height, color);
  }

  row(top: number, color: number): void {
    const begin = Math.round(top) * this.width;
    if (begin >= 0) this.#words.fill(color, begin, begin + this.width);
  }

  /** A line of the points from `from` up to and without `to`, which go from left to right; its width in device pixels. */
  line(map: PixelMap, [from, to]: readonly [number, number], color: number, thickness: number): void {
    const { x, y, scaleX, offsetX, scaleY, offsetY } = map;
    const half = thickness / 2;
    let beforeLeft = 0;
    let beforeTop = NaN;
    // Most points stand in the column of the one before: how far these reach is kept here until the column ends.
    let column = -1;
    let low = 0;
    let high = 0;
    for (let at = from; at < to; at++) {
      const left = (x[at] ?? 0) * scaleX + offsetX;
      const top = (y[at] ?? 0) * scaleY + offsetY;
      // NaN and the infinities alike are no part of a line.
      if (top - top === 0) {
        const here = Math.floor(left);
        if (here !== column) {
          let enter = top;
          if (beforeTop - beforeTop === 0) {
            const slope = (top - beforeTop) / (left - beforeLeft);
            enter = top - (left - here) * slope;
            const leave = beforeTop + (column + 1 - beforeLeft) * slope;
            if (leave < low) low = leave;
            else if (leave > high) high = leave;
            if (here > column + 1) this.#stretch(column + 1, here, { leave, slope, half, color });
          }
          this.#span(column, low - half, high + half, color);
          column = here;
          low = enter < top ? enter : top;
          high = enter < top ? top : enter;
        } else if (top < low) low = top;
        else if (top > high) high = top;
      }
      beforeLeft = left;
      beforeTop = top;
    }
    this.#span(column, low - half, high + half, color);
  }

  /** Columns between two points, which the line goes through. */
  #stretch(from: number, to: number, { leave, slope, half, color }: Stretch): void {
    const end = Math.min(to, this.width);
    for (let column = Math.max(from, 0); column < end; column++) {
      const enter = leave + (column - from) * slope;
      this.#span(column, Math.min(enter, enter + slope) - half, Math.max(enter, enter + slope) + half, color);
    }
  }

  #span(column: number, low: number, high: number, color: number): void {
    const { width, height } = this;
    if (column < 0 || column >= width || !(high > 0) || !(low < height)) return;
    const [words, first, last] = [this.#words, Math.floor(low), Math.floor(high)];
    if (first === last) return this.#blend(column, first, color, high - low);
    this.#blend(column, first, color, first + 1 - low);
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

/** How a line leaves one column towards another: how high, and by how much it changes in each. */
interface Stretch {
  readonly leave: number;
  readonly slope: number;
  readonly half: number;
  readonly color: number;
}
