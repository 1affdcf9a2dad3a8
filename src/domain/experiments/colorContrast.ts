/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour as themes write it: `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)`. What has no such form is black. Opacity is left out. */
export function parseColor(text: string): Rgb {
  const hex = /^#([\da-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const long = hex.length < 6 ? hex.replace(/./g, '$&$&') : hex;
    const byte = (at: number) => Number.parseInt(long.slice(at, at + 2), 16);
    return [byte(0), byte(2), byte(4)];
  }
  const [red = 0, green = 0, blue = 0] = (/^rgba?\(([^)]*)\)/i.exec(text.trim())?.[1]?.match(/[\d.]+/g) ?? []).map(
    Number,
  );
  return [red, green, blue];
}

/** Relative luminance by WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance), from 0 to 1. */
export function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours by WCAG 2, from 1 to 21. */
export function contrast(first: Rgb, second: Rgb): number {
  const [a, b] = [luminance(first), luminance(second)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
