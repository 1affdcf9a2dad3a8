type JsonRecord = Readonly<Record<string, unknown>>;

/** Fields of `metadata` that the server keeps and nobody edits. */
const SERVER_FIELDS = new Set(['managedFields', 'selfLink']);
const SECRET_FIELDS = ['data', 'stringData'] as const;
const MASK = '••••••';

/** An object as it is shown: without what only the server needs to know. Values of secrets are masked. */
export function shownObject(object: unknown): unknown {
  if (!isRecord(object)) return object;
  const metadata = isRecord(object['metadata']) ? without(object['metadata'], SERVER_FIELDS) : object['metadata'];
  const shown = { ...object, metadata };
  return object['kind'] === 'Secret' ? masked(shown) : shown;
}

/** An object as it is edited: without its status too, which is the server's own. */
export function editedObject(object: unknown): JsonRecord | undefined {
  if (!isRecord(object) || !isRecord(object['metadata'])) return undefined;
  const metadata = without(object['metadata'], SERVER_FIELDS);
  return { ...without(object, new Set(['status'])), metadata };
}

function masked(secret: JsonRecord): JsonRecord {
  const hidden = SECRET_FIELDS.flatMap((field) => {
    const values = secret[field];
    if (!isRecord(values)) return [];
    return [[field, Object.fromEntries(Object.keys(values).map((key) => [key, MASK]))] as const];
  });
  return { ...secret, ...Object.fromEntries(hidden) };
}

function without(record: JsonRecord, fields: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !fields.has(key)));
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
