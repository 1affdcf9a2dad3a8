/** Powers of ten and of 1024 behind a number. Source: Kubernetes API reference, "Quantity". */
const FACTORS: ReadonlyMap<string, number> = new Map([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
  ['Ti', 1024 ** 4],
  ['Pi', 1024 ** 5],
  ['Ei', 1024 ** 6],
]);
const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,3})|(n|u|m|k|Ki|[MGTPE]i?)?)$/;

/** The amount behind `500m`, `16Gi`, `1e3`, `0.5`; JSON numbers are taken as they are. Undefined when it is no quantity. */
export function parseQuantity(text: unknown): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) ? text : undefined;
  if (typeof text !== 'string') return undefined;
  const [whole, digits = '', exponent, suffix = ''] = FORM.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const number = Number(digits);
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  // Thousandths are divided by 1000 and not multiplied by 0.001, which is not exact.
  if (suffix === 'm') return number / 1e3;
  if (suffix === 'u') return number / 1e6;
  if (suffix === 'n') return number / 1e9;
  return number * (FACTORS.get(suffix) ?? 1);
}

const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;
const DECIMAL = ['E', 'P', 'T', 'G', 'M', 'k'] as const;

/**
 * The shortest exact way to write an amount as the API takes it: `16Gi`, `500m`, `2`. Never rounds above a thousandth; finer parts are
 * rounded up, as the API server does.
 */
export function formatQuantity(amount: number, base: 'binary' | 'decimal'): string {
  if (!Number.isInteger(amount)) {
    const thousandths = Math.ceil(Number((amount * 1000).toPrecision(12)));
    return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
  }
  if (amount === 0) return '0';
  for (const suffix of base === 'binary' ? BINARY : DECIMAL) {
    const count = amount / (FACTORS.get(suffix) ?? 1);
    if (Number.isInteger(count)) return `${count}${suffix}`;
  }
  return String(amount);
}
