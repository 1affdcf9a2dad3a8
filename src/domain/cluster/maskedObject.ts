import { type JsonObject, type JsonValue, listAt, objectAt, textAt } from './jsonValue.ts';

const MASK = '••••••';
/** kubectl keeps the whole applied object in it, with the values. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SECRET_NAME = /passw(?:or)?d|token|secret|credential|api_?key|private_?key/i;

/** Whether a variable is called like one that holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The same object without values of secrets: those of a Secret, and of environment variables that are called like one. */
export function maskedObject(object: JsonObject): JsonObject {
  const kind = textAt(object, 'kind');
  if (kind === 'Secret') return maskedSecret(object);
  return deepMap(object);
}

function maskedSecret(object: JsonObject): JsonObject {
  const meta = objectAt(object, 'metadata');
  const annotations = Object.entries(objectAt(meta, 'annotations')).filter(([name]) => name !== APPLIED);
  return {
    ...object,
    metadata: { ...meta, annotations: Object.fromEntries(annotations) },
    ...('data' in object ? { data: maskedValues(objectAt(object, 'data')) } : {}),
    ...('stringData' in object ? { stringData: maskedValues(objectAt(object, 'stringData')) } : {}),
  };
}

/** That a value is empty is no secret, and often the reason why something fails. */
function maskedValues(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value === '' || value === undefined ? '' : MASK]),
  );
}

function deepMap(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (name === 'env' && Array.isArray(value)) return [name, listAt(object, name).map(maskedVariable)];
      if (name === APPLIED) return [name, undefined];
      return [name, value === undefined ? undefined : mapValue(value)];
    }),
  );
}

function mapValue(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(mapValue);
  return typeof value === 'object' && value !== null ? deepMap(value) : value;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function maskedVariable(variable: JsonObject): JsonObject {
  const isSecret = isSecretName(textAt(variable, 'name') ?? '') && textAt(variable, 'value') !== undefined;
  return isSecret ? { ...variable, value: MASK } : variable;
}
