/** Points and how they become pixels: `x * scaleX + offsetX`. `y` holds logarithms already where the axis has them. */
export interface PixelMap {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly scaleX: number;
  readonly offsetX: number;
  readonly scaleY: number;
  readonly offsetY: number;
}

/** A line in pixels, thinned to what can be told apart: per column where it enters, its extremes, and where it leaves. One for all lines, used again. */
export class LinePixels {
  x = new Float64Array(4096);
  y = new Float64Array(4096);
  count = 0;

  /** The points from `from` up to and without `to`. */
  trace({ x, y, scaleX, offsetX, scaleY, offsetY }: PixelMap, from: number, to: number): void {
    this.count = 0;
    this.#reserve((to - from) * 2 + 8);
    let column = NaN;
    let [left, low, high, last] = [0, NaN, NaN, NaN];
    const flush = () => {
      if (Number.isNaN(low)) return;
      if (low !== high) {
        this.#add(left, low);
        this.#add(left, high);
      }
      this.#add(left, last);
      low = NaN;
    };
    for (let at = from; at < to; at++) {
      const top = (y[at] ?? 0) * scaleY + offsetY;
      const place = (x[at] ?? 0) * scaleX + offsetX;
      if (!Number.isFinite(top)) {
        flush();
        this.#add(place, NaN);
        column = NaN;
        continue;
      }
      const half = Math.floor(place * 2);
      if (half === column) {
        if (Number.isNaN(low)) [low, high] = [top, top];
        else if (top < low) low = top;
        else if (top > high) high = top;
        [left, last] = [place, top];
        continue;
      }
      flush();
      this.#add(place, top);
      column = half;
    }
    flush();
  }

  #add(x: number, y: number): void {
    this.x[this.count] = x;
    this.y[this.count] = y;
    this.count += 1;
  }

  #reserve(size: number): void {
    if (this.x.length >= size) return;
    this.x = new Float64Array(size * 2);
    this.y = new Float64Array(size * 2);
  }
}
