import { parsedJson } from '../base/parsedJson.ts';
import type { BuildPlan, BuildSecret } from './buildPlan.ts';
import type { BuildRecord } from './buildStore.ts';

/** The history as JSON for the workspace's memory. */
export function historyToJson(records: readonly BuildRecord[]): string {
  return JSON.stringify(
    records.map(({ plan, ...record }) => ({
      ...record,
      plan: { ...plan, args: [...plan.args], labels: [...plan.labels] },
    })),
  );
}

/** Reads what this or another version wrote; entries that do not have the shape are left out. */
export function historyFromJson(text: string | undefined): readonly BuildRecord[] {
  if (text === undefined) return [];
  const list = parsedJson(text);
  return Array.isArray(list) ? list.flatMap((item: unknown) => recordOf(item) ?? []) : [];
}

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

const textAt = (fields: Fields, key: string): string | undefined => {
  const value = fields.get(key);
  return typeof value === 'string' ? value : undefined;
};
const numberAt = (fields: Fields, key: string): number | undefined => {
  const value = fields.get(key);
  return typeof value === 'number' ? value : undefined;
};

const STATES = ['running', 'ok', 'failed', 'cancelled'] as const;

function recordOf(value: unknown): BuildRecord | undefined {
  const fields = fieldsOf(value);
  const plan = planOf(fields.get('plan'));
  const state = STATES.find((one) => one === fields.get('state'));
  const [title, engineId, engineLabel] = [
    textAt(fields, 'title'),
    textAt(fields, 'engineId'),
    textAt(fields, 'engineLabel'),
  ];
  const startedAt = numberAt(fields, 'startedAt');
  if (!plan || !state || title === undefined || engineId === undefined || startedAt === undefined) return undefined;
  const finishedAt = numberAt(fields, 'finishedAt');
  const imageId = textAt(fields, 'imageId');
  const failure = fieldsOf(fields.get('failure'));
  const message = textAt(failure, 'message');
  const nextStep = textAt(failure, 'nextStep');
  return {
    id: plan.id,
    title,
    engineId,
    engineLabel: engineLabel ?? engineId,
    state,
    startedAt,
    steps: numberAt(fields, 'steps') ?? 0,
    cached: numberAt(fields, 'cached') ?? 0,
    plan,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(imageId === undefined ? {} : { imageId }),
    ...(message === undefined
      ? {}
      : { failure: { code: 'rejected', message, ...(nextStep === undefined ? {} : { nextStep }) } }),
  };
}

function planOf(value: unknown): BuildPlan | undefined {
  const fields = fieldsOf(value);
  const [id, contextFolder, dockerfile] = [
    textAt(fields, 'id'),
    textAt(fields, 'contextFolder'),
    textAt(fields, 'dockerfile'),
  ];
  if (id === undefined || contextFolder === undefined || dockerfile === undefined) return undefined;
  const target = textAt(fields, 'target');
  const platform = textAt(fields, 'platform');
  const network = (['default', 'host', 'none'] as const).find((one) => one === fields.get('network'));
  return {
    id,
    contextFolder,
    dockerfile,
    tags: listOf(fields.get('tags')).filter((one) => typeof one === 'string'),
    args: pairsOf(fields.get('args')),
    labels: pairsOf(fields.get('labels')),
    secrets: listOf(fields.get('secrets')).flatMap(secretOf),
    useCache: fields.get('useCache') !== false,
    pullBase: fields.get('pullBase') === true,
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(network === undefined ? {} : { network }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function pairsOf(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    listOf(value).flatMap((pair) => {
      const [name, text] = listOf(pair);
      return typeof name === 'string' && typeof text === 'string' ? [[name, text] as const] : [];
    }),
  );
}

function secretOf(value: unknown): readonly BuildSecret[] {
  const fields = fieldsOf(value);
  const [id, path, variable] = [textAt(fields, 'id'), textAt(fields, 'path'), textAt(fields, 'variable')];
  if (id === undefined) return [];
  if (path !== undefined) return [{ id, kind: 'file', path }];
  return variable === undefined ? [] : [{ id, kind: 'environment', variable }];
}
