import type { Box, ShapeStyle, Surface, TextStyle } from './surface.ts';

/** Of a canvas on the screen or of one in memory: they draw alike. */
type DrawingContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws on a canvas whose context is scaled to device pixels already. */
export class CanvasSurface implements Surface {
  readonly width: number;
  readonly height: number;
  readonly #context: DrawingContext;

  constructor(context: DrawingContext, size: { readonly width: number; readonly height: number }, font: string) {
    this.#context = context;
    this.width = size.width;
    this.height = size.height;
    context.font = font;
    context.lineJoin = 'round';
  }

  rect({ left, top, width, height }: Box, style: ShapeStyle): void {
    this.#path(style, (context) => context.rect(left, top, width, height));
  }

  polyline(x: ArrayLike<number>, y: ArrayLike<number>, count: number, style: ShapeStyle): void {
    this.#path(style, (context) => {
      let isBroken = true;
      for (let at = 0; at < count; at++) {
        const [left, top] = [x[at] ?? 0, y[at] ?? NaN];
        if (Number.isNaN(top)) {
          isBroken = true;
          continue;
        }
        if (isBroken) context.moveTo(left, top);
        else context.lineTo(left, top);
        isBroken = false;
      }
    });
  }

  circle(x: number, y: number, radius: number, style: ShapeStyle): void {
    this.#path(style, (context) => context.arc(x, y, radius, 0, Math.PI * 2));
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const context = this.#context;
    context.save();
    context.fillStyle = style.color;
    context.textAlign = style.align ?? 'left';
    context.textBaseline = style.baseline ?? 'middle';
    context.translate(x, y);
    if (style.isUpward === true) context.rotate(-Math.PI / 2);
    context.fillText(text, 0, 0);
    context.restore();
  }

  measure(text: string): number {
    return this.#context.measureText(text).width;
  }

  clipped({ left, top, width, height }: Box, draw: () => void): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(left, top, width, height);
    this.#context.clip();
    draw();
    this.#context.restore();
  }

  #path({ fill, stroke, width, dash, opacity }: ShapeStyle, trace: (context: DrawingContext) => void): void {
    const context = this.#context;
    context.globalAlpha = opacity ?? 1;
    context.beginPath();
    trace(context);
    if (fill !== undefined) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke !== undefined) {
      context.strokeStyle = stroke;
      context.lineWidth = width ?? 1;
      context.setLineDash(dash ? [...dash] : []);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
