import { t } from '../base/text.ts';
import {
  fieldOf,
  isObject,
  listAt,
  listOf,
  objectAt,
  type PlainData,
  type PlainObject,
  plainObject,
  textAt,
} from '../deploy/plainData.ts';

const MASK = '••••••';
/** kubectl keeps the whole applied object in it, with the values. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRET_NAME = /passw(?:or)?d|token|secret|credential|api_?key|private_?key/i;

/** Whether a variable is called like one that holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The same object without values of secrets: those of a Secret, and of environment variables that are called like one. */
export function maskedObject(object: PlainObject): PlainObject {
  const kind = textAt(object, 'kind');
  if (kind === 'Secret') return maskedSecret(object);
  return deepMap(object);
}

/**
 * Two versions of an object without values of secrets. Values that are masked on both sides and differ are told apart by a word, for a difference that
 * nobody sees would be one that nobody looks at.
 */
export function maskedVersions(before: PlainObject, after: PlainObject): readonly [PlainObject, PlainObject] {
  const masked = maskedObject(after);
  return [maskedObject(before), plainObject(marked({ before, after, masked }))];
}

interface Versions {
  readonly before: unknown;
  readonly after: unknown;
  readonly masked: unknown;
}

function marked({ before, after, masked }: Versions): unknown {
  if (masked === MASK)
    return after === MASK || before === undefined || before === after ? MASK : t('{0} (changed)', MASK);
  if (Array.isArray(masked) && Array.isArray(after)) {
    const others = listOf(before);
    return masked.map((entry, index) => {
      const name = fieldOf(after[index], 'name');
      const other = name === undefined ? others[index] : others.find((one) => fieldOf(one, 'name') === name);
      return marked({ before: other, after: after[index], masked: entry });
    });
  }
  if (!isObject(masked)) return masked;
  return Object.fromEntries(
    Object.entries(masked).map(([name, value]) => [
      name,
      marked({ before: fieldOf(before, name), after: fieldOf(after, name), masked: value }),
    ]),
  );
}

function maskedSecret(object: PlainObject): PlainObject {
  const meta = objectAt(object, 'metadata');
  const annotations = Object.entries(objectAt(meta, 'annotations')).filter(([name]) => name !== APPLIED);
  const kept = 'annotations' in meta ? { annotations: Object.fromEntries(annotations) } : {};
  return {
    ...object,
    ...('metadata' in object ? { metadata: { ...meta, ...kept } } : {}),
    ...('data' in object ? { data: maskedValues(objectAt(object, 'data')) } : {}),
    ...('stringData' in object ? { stringData: maskedValues(objectAt(object, 'stringData')) } : {}),
  };
}

/** That a value is empty is no secret, and often the reason why something fails. */
function maskedValues(data: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value === '' ? '' : MASK]));
}

function deepMap(object: PlainObject): PlainObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]): readonly (readonly [string, PlainData])[] => {
      if (name === 'env' && Array.isArray(value)) return [[name, listAt(object, name).map(maskedVariable)]];
      return name === APPLIED ? [] : [[name, mapValue(value)]];
    }),
  );
}

function mapValue(value: PlainData): PlainData {
  if (isList(value)) return value.map(mapValue);
  return typeof value === 'object' && value !== null ? deepMap(value) : value;
}

function isList(value: PlainData): value is readonly PlainData[] {
  return Array.isArray(value);
}

function maskedVariable(variable: PlainObject): PlainObject {
  const isSecret = isSecretName(textAt(variable, 'name') ?? '') && textAt(variable, 'value') !== undefined;
  return isSecret ? { ...variable, value: MASK } : variable;
}
