import { t } from '../../domain/base/text.ts';
import type { Fix } from '../lint/finding.ts';
import { LIST, MAP } from '../yaml/nodeTable.ts';
import { INTEGER, NUMBER, plainNumber, STRING } from '../yaml/plainScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { fitsFormat, fitsInteger } from './formats.ts';
import { isPlaceholder } from './isPlaceholder.ts';
import { nearestName } from './nearestName.ts';
import { patternName } from './patternNames.ts';
import { isQuantity, nearestQuantity } from './quantitySyntax.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import type { SchemaNode } from './schemaNode.ts';
import type { SchemaPool } from './schemaPool.ts';

/** A scalar of the right type that its schema does not allow; undefined when it is allowed or nobody can tell. */
export function scalarFinding(
  tree: YamlTree,
  node: number,
  of: { readonly schema: SchemaNode; readonly pool: SchemaPool; readonly isBuiltIn: boolean },
): SchemaFinding | undefined {
  const { schema, pool, isBuiltIn } = of;
  const type = tree.scalarType(node);
  if (type === INTEGER || type === NUMBER) return numberFinding(tree, node, of);
  if (type !== STRING) return undefined;
  const text = tree.scalarText(node);
  // Kubernetes takes an empty text for “not set” in its own kinds.
  if (text === undefined || (text === '' && isBuiltIn)) return undefined;
  const finding =
    schema.source.q === 'quantity'
      ? quantityFinding(tree, node, text)
      : textFinding(tree, node, { schema, pool, text });
  return finding && !isPlaceholder(text) ? finding : undefined;
}

/** Digits that fit into any number. */
const FEW_DIGITS = 9;

function numberFinding(
  tree: YamlTree,
  node: number,
  { schema, isBuiltIn }: { readonly schema: SchemaNode; readonly isBuiltIn: boolean },
): SchemaFinding | undefined {
  const { f: format, n: bounds, e: choices } = schema.source;
  const source = tree.source(node);
  if (!bounds && !choices && source.length <= FEW_DIGITS) return octalMode(tree, node, source);
  const value = plainNumber(source);
  if (value === undefined) return undefined;
  if (choices && !choices.includes(value)) return enumFinding(tree, node, { choices, text: source });
  const outside = bounds && outsideOf(bounds, value, source);
  if (outside) return outside;
  if (isBuiltIn && format !== undefined && !fitsInteger(format, value))
    return invalid(t('“{0}” does not fit into {1}.', source, format));
  return octalMode(tree, node, source);
}

function outsideOf(
  [least, most, excludesLeast, excludesMost]: NonNullable<SchemaNode['source']['n']>,
  value: number,
  source: string,
): SchemaFinding | undefined {
  if (least !== null && (excludesLeast === true ? value <= least : value < least))
    return invalid(t('“{0}” is too small: the least is {1}.', source, least));
  if (most !== null && (excludesMost === true ? value >= most : value > most))
    return invalid(t('“{0}” is too large: the most is {1}.', source, most));
  return undefined;
}

const MODES = new Set(['mode', 'defaultMode']);
/** Modes that people mean; none of them makes sense when it is read as a decimal number. */
const USUAL_MODES = new Set(
  '400 440 444 500 550 555 600 640 644 660 664 666 700 711 740 750 755 770 775 777'.split(' '),
);

function octalMode(tree: YamlTree, node: number, source: string): SchemaFinding | undefined {
  if (source.length !== 3 || !USUAL_MODES.has(source) || !MODES.has(tree.key(node))) return undefined;
  return {
    rule: 'yaml-octal-mode',
    message: t('“{0}” is a decimal number, mode {1} in octal. Is “0{0}” meant?', source, Number(source).toString(8)),
    fixes: () => [
      {
        title: t('Write “{0}”', `0${source}`),
        edits: [{ start: tree.start(node), end: tree.end(node), newText: `0${source}` }],
        isSafe: false,
      },
    ],
  };
}

function quantityFinding(tree: YamlTree, node: number, text: string): SchemaFinding | undefined {
  const rule = 'k8s-quantity-syntax';
  if (!isQuantity(text)) {
    const near = nearestQuantity(text);
    return {
      rule,
      message:
        near === undefined
          ? t('“{0}” is no amount: a number and a unit such as “Gi”, “M” or “m” is.', text)
          : t('“{0}” is no amount. Is “{1}” meant?', text, near),
      fixes: () => (near === undefined ? [] : [write(tree, node, near)]),
    };
  }
  if (!text.endsWith('m') || !/^(?:memory|storage|ephemeral-storage|hugepages-.+)$/.test(tree.key(node)))
    return undefined;
  const near = `${text.slice(0, -1)}Mi`;
  return {
    rule,
    message: t('“{0}” is thousandths of a byte. Is “{1}” meant?', text, near),
    fixes: () => [write(tree, node, near)],
  };
}

function textFinding(
  tree: YamlTree,
  node: number,
  { schema, pool, text }: { readonly schema: SchemaNode; readonly pool: SchemaPool; readonly text: string },
): SchemaFinding | undefined {
  const { e: choices, f: format, l: lengths, m: pattern } = schema.source;
  if (choices && !schema.allowed.has(text)) return enumFinding(tree, node, { choices, text });
  if (format !== undefined && !fitsFormat(format, text))
    return invalid(t('“{0}” is no valid {1}.', shortened(text), format));
  if (lengths) {
    const length = Array.from(text).length;
    const finding = lengthFinding(length, lengths, UNITS.text);
    if (finding) return finding;
  }
  if (pattern !== undefined && pool.matches(text, pattern) === false) return invalid(patternMessage(text, pattern));
  return undefined;
}

function patternMessage(text: string, pattern: string): string {
  const name = patternName(pattern);
  return name === undefined
    ? t('“{0}” does not fit the pattern {1}.', shortened(text), pattern)
    : t('“{0}” is not allowed here: it takes {1}.', shortened(text), name);
}

/** How many entries a map or a list has, where its schema limits that. */
export function sizeFinding(tree: YamlTree, node: number, schema: SchemaNode): SchemaFinding | undefined {
  const lengths = schema.source.l;
  const kind = tree.kind(node);
  if (!lengths || (kind !== MAP && kind !== LIST)) return undefined;
  let count = 0;
  for (let child = tree.firstChild(node); child >= 0; child = tree.next(child)) count++;
  return lengthFinding(count, lengths, kind === MAP ? UNITS.map : UNITS.list);
}

const UNITS = {
  text: {
    short: (least: number, count: number) => t('The text is too short: {1} of at least {0} characters.', least, count),
    long: (most: number, count: number) =>
      t('The text is too long: {1} characters; at most {0} are allowed.', most, count),
  },
  list: {
    short: (least: number, count: number) => t('The list is too short: {1} of at least {0} items.', least, count),
    long: (most: number, count: number) => t('The list is too long: {1} items; at most {0} are allowed.', most, count),
  },
  map: {
    short: (least: number, count: number) => t('The map is too small: {1} of at least {0} entries.', least, count),
    long: (most: number, count: number) =>
      t('The map is too large: {1} entries; at most {0} are allowed.', most, count),
  },
};

function lengthFinding(
  count: number,
  [least, most]: readonly [number, number | null],
  says: (typeof UNITS)['text'],
): SchemaFinding | undefined {
  if (count < least) return invalid(says.short(least, count));
  return most !== null && count > most ? invalid(says.long(most, count)) : undefined;
}

function enumFinding(
  tree: YamlTree,
  node: number,
  { choices, text }: { readonly choices: NonNullable<SchemaNode['source']['e']>; readonly text: string },
): SchemaFinding {
  const names = choices.filter((choice) => choice !== '').map(String);
  const near = nearestName(text, names);
  const message =
    near === undefined
      ? t(
          '“{0}” is none of {1}.',
          shortened(text),
          names
            .slice(0, MOST_NAMED)
            .map((name) => `“${name}”`)
            .join(', '),
        )
      : t('“{0}” is not allowed here. Is “{1}” meant?', shortened(text), near);
  return {
    rule: 'k8s-enum',
    message,
    fixes: () => {
      const ordered = near === undefined ? names : [near, ...names.filter((name) => name !== near)];
      return ordered.slice(0, MOST_NAMED).map((name) => ({ ...write(tree, node, name), isSafe: name === near }));
    },
  };
}

/** Values that a message or a menu names. */
const MOST_NAMED = 12;

function invalid(message: string): SchemaFinding {
  return { rule: 'k8s-pattern-format', message };
}

function write(tree: YamlTree, node: number, newText: string): Fix {
  const isPlainWord =
    /^[A-Za-z0-9][\w./-]*$/.test(newText) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(newText);
  const text = isPlainWord ? newText : JSON.stringify(newText);
  return {
    title: t('Write “{0}”', newText),
    edits: [{ start: tree.start(node), end: tree.end(node), newText: text }],
    isSafe: true,
  };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
