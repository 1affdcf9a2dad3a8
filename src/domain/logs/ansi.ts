/** How a piece of a line looks. Colours are 0 to 15, the sixteen of the editor's theme. */
export interface AnsiStyle {
  readonly foreground?: number;
  readonly background?: number;
  readonly isBold?: boolean;
  readonly isDim?: boolean;
  readonly isItalic?: boolean;
  readonly isUnderlined?: boolean;
  readonly isStruck?: boolean;
  readonly isInverse?: boolean;
}

export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
}

const PLAIN: AnsiStyle = {};

/**
 * Every terminal sequence and control character: CSI, OSC/DCS/SOS/PM/APC up to their end (or to the end of the line, when the end is missing),
 * other escapes, C0 but for the tabulator, DEL and C1. Log lines may change colours here and nothing else (docs/security.md S6).
 */
/* oxlint-disable no-control-regex -- control characters are what this is about */
const SEQUENCE =
  /(?:\x1b\[|\x9b)([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e]?)|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|(?=\x1b)|$)|\x1b[\x20-\x2f]*[\x30-\x7e]?|[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
/* oxlint-enable no-control-regex */

/** The text without any terminal sequence or control character. */
export function stripAnsi(text: string): string {
  return CONTROL.test(text) ? text.replace(SEQUENCE, '') : text;
}

/** The text in pieces of one look each. Colours last to the end of the line, as each line stands for itself. */
export function ansiSpans(text: string): readonly AnsiSpan[] {
  if (!CONTROL.test(text)) return text === '' ? [] : [{ text, style: PLAIN }];
  const spans: AnsiSpan[] = [];
  let style = PLAIN;
  let from = 0;
  const add = (piece: string) => {
    if (piece === '') return;
    const last = spans.at(-1);
    if (last && last.style === style) spans[spans.length - 1] = { text: last.text + piece, style };
    else spans.push({ text: piece, style });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  add(text.slice(from));
  return spans;
}

type Mutable = { -readonly [K in keyof AnsiStyle]: AnsiStyle[K] };

/** What a single code switches on, and what switches it off again. */
const SWITCHES = new Map<number, Partial<AnsiStyle>>([
  [1, { isBold: true }],
  [2, { isDim: true }],
  [3, { isItalic: true }],
  [4, { isUnderlined: true }],
  [7, { isInverse: true }],
  [9, { isStruck: true }],
  [21, { isUnderlined: true }],
  [22, { isBold: false, isDim: false }],
  [23, { isItalic: false }],
  [24, { isUnderlined: false }],
  [27, { isInverse: false }],
  [29, { isStruck: false }],
]);

function applySgr(before: AnsiStyle, parameters: string): AnsiStyle {
  if (/[<=>?]/.test(parameters)) return before;
  const codes = parameters.split(/[;:]/).map(Number);
  let style: Mutable = { ...before };
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 0) style = {};
    else if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes.slice(index + 1));
      index += used;
      if (color !== undefined) style = { ...style, [code === 38 ? 'foreground' : 'background']: color };
    } else if (SWITCHES.has(code)) style = { ...style, ...SWITCHES.get(code) };
    else setColor(style, code);
  }
  return style;
}

function setColor(style: Mutable, code: number): void {
  if (code === 39) delete style.foreground;
  else if (code === 49) delete style.background;
  else if (code >= 30 && code <= 37) style.foreground = code - 30;
  else if (code >= 40 && code <= 47) style.background = code - 40;
  else if (code >= 90 && code <= 97) style.foreground = code - 82;
  else if (code >= 100 && code <= 107) style.background = code - 92;
}

/** `5;n` or `2;r;g;b`. The nearest of the theme's sixteen: only those have enough contrast in every theme. */
function extendedColor(codes: readonly number[]): { readonly color: number | undefined; readonly used: number } {
  const [mode, a = 0, b = 0, c = 0] = codes;
  if (mode === 2) return { color: nearest(a, b, c), used: 4 };
  if (mode !== 5) return { color: undefined, used: codes.length };
  if (a < 16) return { color: a, used: 2 };
  if (a >= 232) return { color: nearest((a - 232) * 10 + 8, (a - 232) * 10 + 8, (a - 232) * 10 + 8), used: 2 };
  const level = (n: number) => (n === 0 ? 0 : n * 40 + 55);
  const cube = a - 16;
  return { color: nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), used: 2 };
}

const PALETTE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 188, 121],
  [229, 229, 16],
  [36, 114, 200],
  [188, 63, 188],
  [17, 168, 205],
  [204, 204, 204],
  [102, 102, 102],
  [241, 76, 76],
  [35, 209, 139],
  [245, 245, 67],
  [59, 142, 234],
  [214, 112, 214],
  [41, 184, 219],
  [255, 255, 255],
];

function nearest(red: number, green: number, blue: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, [r, g, b]] of PALETTE.entries()) {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
