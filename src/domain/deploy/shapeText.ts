import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Shape, TextFormat, Unit } from './shape.ts';
import type { SpecNode } from './specNode.ts';

/** What may stand in a place: "a whole number from 1 to 65535". */
export function expectedText(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.format === undefined ? t('text') : formatText(shape.format);
    case 'scalar':
      return t('text, a number, true or false');
    case 'integer':
      return shape.minimum === shape.maximum
        ? String(shape.minimum)
        : t('a whole number from {0} to {1}', shape.minimum, shape.maximum);
    case 'boolean':
      return t('true or false');
    case 'quantity':
      return unitText(shape.unit);
    case 'choice':
      return orList(shape.values.map((choice) => choice.value));
    case 'list':
      return t('a list');
    case 'map':
      return t('names with values');
    case 'record':
      return t('the fields of a {0}', shape.title);
    case 'either':
      return orList(shape.of.map(expectedText));
    default:
      return assertNever(shape);
  }
}

function unitText(unit: Unit): string {
  switch (unit) {
    case 'cores':
      return t('cores like 2, 0.5 or 500m');
    case 'bytes':
      return t('a size like 2Gi or 512Mi');
    case 'duration':
      return t('a duration like 90s or 2h');
    default:
      return assertNever(unit);
  }
}

function formatText(format: TextFormat): string {
  return FORMAT_TEXTS[format]();
}

const FORMAT_TEXTS: Readonly<Record<TextFormat, () => string>> = {
  name: () => t('a name of small letters, digits and hyphens, at most 40'),
  variable: () => t('the name of a variable (letters, digits, underscores)'),
  parameterName: () => t('a name of letters, digits, underscores, dots and hyphens'),
  overrideKey: () => t('a key like optimizer.lr'),
  flag: () => t('a flag like --lr'),
  image: () => t('an image like ghcr.io/org/name:tag'),
  platform: () => t('a platform like linux/amd64'),
  containerPath: () => t('an absolute path in the container, like /data'),
  innerPath: () => t('a path inside the folder of this file'),
  hostPath: () => t('a path'),
  volume: () => t('a name of letters, digits, dots, underscores and hyphens'),
  kubernetesName: () => t('a Kubernetes name (small letters, digits, hyphens and dots)'),
  secretKey: () => t('a key of letters, digits, dots, underscores and hyphens'),
  portName: () => t('a name of at most 15 small letters, digits and hyphens'),
  hostName: () => t('a host name like model.example.com'),
  ip: () => t('an IP address'),
  urlPath: () => t('a path like /healthz'),
  uri: () => t('an address with its scheme, like http://host:5000'),
  user: () => t('host, image, or uid:gid in numbers'),
  secretId: () => t('a name of letters, digits, dots, underscores and hyphens'),
  line: () => t('one line of text'),
};

/** "a, b or c". */
export function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return t('{0} or {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');
}

/** What stands there: "a list", "the number 3", "“fast”". */
export function foundText(node: SpecNode): string {
  switch (node.kind) {
    case 'list':
      return t('a list');
    case 'map':
      return t('names with values');
    case 'null':
      return t('nothing');
    case 'number':
      return t('the number {0}', clip(node.text));
    case 'string':
    case 'boolean':
      return `“${clip(node.text)}”`;
    default:
      return assertNever(node);
  }
}

/** A text of the file in a message: one line, not longer than can be read at a glance. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
