/** What a value of a YAML file may be; several at once. */
export interface YamlShape {
  readonly takesText?: true;
  readonly takesNumber?: true;
  readonly takesBoolean?: true;
  /** Anything; not looked at further. */
  readonly takesAll?: true;
  /** The words that a text may be. */
  readonly words?: readonly string[];
  readonly items?: YamlShape;
  /** Of a map with known fields. */
  readonly fields?: Readonly<Record<string, YamlShape>>;
  readonly required?: readonly string[];
  /** Of a map with keys of any name. */
  readonly values?: YamlShape;
  /** Other fields than those known are allowed. */
  readonly isOpen?: true;
}

/** Any value. */
export const ANY: YamlShape = { takesAll: true };
/** A text that a program does not make of a number. */
export const TEXT: YamlShape = { takesText: true };
/** A text, and what a program makes one of: numbers and booleans. */
export const SCALAR: YamlShape = { takesText: true, takesNumber: true, takesBoolean: true };
export const NUMBER: YamlShape = { takesNumber: true };
export const BOOLEAN: YamlShape = { takesBoolean: true };

/** A list. */
export function listOf(items: YamlShape): YamlShape {
  return { items };
}

/** A map with keys of any name. */
export function mapOf(values: YamlShape): YamlShape {
  return { values };
}

/** A map with known fields; names that end in `!` are required. */
export function record(fields: Readonly<Record<string, YamlShape>>, more: Pick<YamlShape, 'isOpen'> = {}): YamlShape {
  const names = Object.keys(fields);
  return {
    ...more,
    fields: Object.fromEntries(names.map((name) => [bare(name), fields[name] ?? ANY])),
    required: names.filter((name) => name.endsWith('!')).map(bare),
  };
}

/** One of some words. */
export function word(...words: readonly string[]): YamlShape {
  return { takesText: true, words };
}

/** Any of several shapes; at most one of them has fields, one items. */
export function either(first: YamlShape, second: YamlShape, third: YamlShape = {}): YamlShape {
  return { ...first, ...second, ...third };
}

function bare(name: string): string {
  return name.endsWith('!') ? name.slice(0, -1) : name;
}
