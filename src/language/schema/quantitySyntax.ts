/** resource.ParseQuantity: a number, then a binary or decimal unit or an exponent. */
const QUANTITY = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][-+]?\d+)?$/;
/** A number and letters behind it: somebody meant an amount. */
const NUMBER_AND_UNIT = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*([A-Za-z]*)$/;
/** What people write for binary units; the decimal ones of disks are too rare in manifests to be guessed. */
const UNITS: Readonly<Record<string, string>> = { k: 'Ki', m: 'Mi', g: 'Gi', t: 'Ti', p: 'Pi', e: 'Ei' };

/** Whether the API server reads the text as an amount of a resource. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text.trim());
}

/** The amount that was probably meant: `16Gi` for `16GB`, `16 Gi` and `16gi`. Undefined when nothing is near. */
export function nearestQuantity(text: string): string | undefined {
  const [, number, unit = ''] = NUMBER_AND_UNIT.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  if (isQuantity(number + unit)) return number + unit;
  const letter = unit.charAt(0).toLowerCase();
  const rest = unit.slice(1).toLowerCase();
  const meant = UNITS[letter];
  return meant !== undefined && ['', 'b', 'i', 'ib', 'byte', 'bytes'].includes(rest) ? number + meant : undefined;
}
