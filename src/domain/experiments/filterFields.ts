import type { FilterField } from './runFilter.ts';

/** What people write before the dot, as MLflow reads it (`SearchUtils._get_identifier` of MLflow 3). */
const GROUPS: ReadonlyMap<string, FilterField['group']> = new Map([
  ['metrics', 'metrics'],
  ['metric', 'metrics'],
  ['params', 'params'],
  ['param', 'params'],
  ['parameters', 'params'],
  ['parameter', 'params'],
  ['tags', 'tags'],
  ['tag', 'tags'],
  ['attributes', 'attributes'],
  ['attribute', 'attributes'],
  ['attr', 'attributes'],
  ['run', 'attributes'],
]);

/** Attributes that filters may name, with what their values are. */
export const ATTRIBUTE_FIELDS: ReadonlyMap<string, 'text' | 'time' | 'duration' | 'state'> = new Map([
  ['run_name', 'text'],
  ['status', 'state'],
  ['start_time', 'time'],
  ['end_time', 'time'],
  ['duration', 'duration'],
  ['experiment', 'text'],
  ['user_id', 'text'],
  ['run_id', 'text'],
  ['artifact_uri', 'text'],
]);

/** Other names of them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['run name', 'run_name'],
  ['name', 'run_name'],
  ['id', 'run_id'],
  ['user', 'user_id'],
  ['state', 'status'],
  ['created', 'start_time'],
  ['created_at', 'start_time'],
  ['started', 'start_time'],
  ['ended', 'end_time'],
]);

/** Whether the values of a field are numbers. */
export function isNumberField({ group, name }: FilterField): boolean {
  if (group !== 'attributes') return group === 'metrics';
  const kind = ATTRIBUTE_FIELDS.get(name);
  return kind === 'time' || kind === 'duration';
}

/**
 * The field that a word names; undefined when there is no such. All behind the first dot is the name, as in MLflow, and what has no known word before
 * its first dot is an attribute.
 */
export function fieldNamed(word: string, quoted: string | undefined): FilterField | undefined {
  const dot = word.indexOf('.');
  const group = dot < 0 ? undefined : GROUPS.get(word.slice(0, dot).toLowerCase());
  if (group === undefined) return attribute(quoted ?? word);
  const name = word.slice(dot + 1) + (quoted ?? '');
  if (name === '') return undefined;
  return group === 'attributes' ? attribute(name) : { group, name };
}

function attribute(written: string): FilterField | undefined {
  const name = ALIASES.get(written.toLowerCase()) ?? written.toLowerCase();
  return ATTRIBUTE_FIELDS.has(name) ? { group: 'attributes', name } : undefined;
}

const STATES: ReadonlyMap<string, string> = new Map([
  ['finished', 'ok'],
  ['killed', 'cancelled'],
  ['scheduled', 'queued'],
]);

/** A state as the table has it, from MLflow's word or ours. */
export function stateNamed(word: string): string {
  const lower = word.toLowerCase();
  return STATES.get(lower) ?? lower;
}
