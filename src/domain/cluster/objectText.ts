import { isObject, plainObject } from '../deploy/plainData.ts';
import { maskedObject } from './maskedObject.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Fields of `metadata` that the server keeps and nobody edits. */
const SERVER_FIELDS = new Set(['managedFields', 'selfLink']);

/** An object as it is shown: without what only the server needs to know. Values of secrets are masked, wherever they stand in it. */
export function shownObject(object: unknown): unknown {
  if (!isObject(object)) return object;
  return maskedObject(plainObject(withoutServerFields(object)));
}

/** An object as it is edited: without its status too, which is the server's own. */
export function editedObject(object: unknown): JsonRecord | undefined {
  if (!isObject(object) || !isObject(object['metadata'])) return undefined;
  return without(withoutServerFields(object), new Set(['status']));
}

/** What it is comes first, as in every manifest; servers send it in another order. */
function withoutServerFields(object: JsonRecord): JsonRecord {
  const { metadata } = object;
  const ordered = { ...pick(object, 'apiVersion'), ...pick(object, 'kind'), ...object };
  return isObject(metadata) ? { ...ordered, metadata: without(metadata, SERVER_FIELDS) } : ordered;
}

const pick = (object: JsonRecord, key: string): JsonRecord => (key in object ? { [key]: object[key] } : {});

function without(record: JsonRecord, fields: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !fields.has(key)));
}
