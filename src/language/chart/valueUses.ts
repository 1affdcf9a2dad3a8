/** A value that a template uses. */
export interface ValueUse {
  /** `['image', 'tag']` of `.Values.image.tag`. */
  readonly path: readonly string[];
  /** From 1. */
  readonly line: number;
  /** What stands there when it is not set, as it is written: `| default 2`. */
  readonly fallback?: string;
}

/** More are no template that somebody wrote. */
const MOST_USES = 5000;
const DEEPEST = 20;
/** `.Values.a.b`, also behind `$`; a name that ends in `.Values` is another's. */
const DOTTED = /(?<![\w)])\$?\.Values((?:\.[A-Za-z_]\w*)+)(?:\s*\|\s*default\s+("[^"\n]*"|[\w.-]+))?/g;
/** `index .Values "a-b" "c"` */
const INDEXED = /\bindex\s+\$?\.Values((?:\.[A-Za-z_]\w*)*)((?:\s+"[^"\n]+")+)/g;

/** The values that a template of Helm uses by name, in the order of the text. What it reaches by `range` and `with` is not followed. */
export function valueUses(text: string): readonly ValueUse[] {
  if (!text.includes('.Values')) return [];
  const found: (Omit<ValueUse, 'line'> & { readonly at: number })[] = [];
  for (const { 1: dotted = '', 2: fallback, index } of text.matchAll(DOTTED)) {
    if (found.length >= MOST_USES) break;
    found.push({ path: names(dotted), at: index, ...(fallback === undefined ? {} : { fallback }) });
  }
  for (const { 1: dotted = '', 2: quoted = '', index } of text.matchAll(INDEXED)) {
    if (found.length >= MOST_USES) break;
    const inner = Array.from(quoted.matchAll(/"([^"]+)"/g), ([, name = '']) => name);
    found.push({ path: [...names(dotted), ...inner].slice(0, DEEPEST), at: index });
  }
  let line = 1;
  let counted = 0;
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...use }) => {
      for (; counted < at; counted++) if (text.charCodeAt(counted) === LF) line++;
      return { ...use, line };
    });
}

const LF = 10;

function names(dotted: string): readonly string[] {
  return dotted.split('.').slice(1, DEEPEST + 1);
}
