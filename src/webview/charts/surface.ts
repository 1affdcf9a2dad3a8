/** Where text stands to its point. */
export interface TextStyle {
  readonly color: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'top' | 'middle' | 'bottom';
  /** Quarter turns to the left. */
  readonly isUpward?: boolean;
}

export interface ShapeStyle {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  /** Lengths of dashes and gaps; none: unbroken. */
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Something to draw on, in CSS pixels: a canvas on the screen, or a file. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  rect(box: Box, style: ShapeStyle): void;
  /** The first `count` points; NaN breaks the line. A fill closes it. */
  polyline(x: ArrayLike<number>, y: ArrayLike<number>, count: number, style: ShapeStyle): void;
  circle(x: number, y: number, radius: number, style: ShapeStyle): void;
  text(x: number, y: number, text: string, style: TextStyle): void;
  /** Width of a text. */
  measure(text: string): number;
  /** Draws what is inside of the box alone. */
  clipped(box: Box, draw: () => void): void;
}
