import { parsedJson } from '../base/parsedJson.ts';

/** A structured log line, taken apart for one row. */
export interface JsonLine {
  readonly message: string;
  /** The level as the line names it; pino's numbers in words. */
  readonly level?: string;
  /** All other members, in their order, with values as one-line text. */
  readonly fields: ReadonlyMap<string, string>;
}

const MESSAGE_KEYS = ['message', 'msg', 'event', 'text', 'log'];
const LEVEL_KEYS = ['level', 'severity', 'lvl', 'levelname', 'log_level', 'loglevel'];
const TIME_KEYS = new Set(['time', 'timestamp', 'ts', '@timestamp', 'asctime']);
const PINO_LEVELS = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
]);

/** A line that is one JSON object; undefined for every other line. */
export function jsonLine(text: string): JsonLine | undefined {
  const members = jsonMembers(text);
  if (!members || members.size === 0) return undefined;
  const messageKey = MESSAGE_KEYS.find((key) => typeof members.get(key) === 'string');
  const levelKey = LEVEL_KEYS.find((key) => levelText(members.get(key)) !== undefined);
  const level = levelKey === undefined ? undefined : levelText(members.get(levelKey));
  const fields = [...members].filter(([key]) => key !== messageKey && key !== levelKey && !TIME_KEYS.has(key));
  return {
    message: messageKey === undefined ? '' : String(members.get(messageKey)),
    ...(level === undefined ? {} : { level }),
    fields: new Map(fields.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])),
  };
}

/** The object over several lines, for the unfolded view. */
export function prettyJson(text: string): readonly string[] {
  const members = jsonMembers(text);
  return members ? JSON.stringify(Object.fromEntries(members), undefined, 2).split('\n') : [];
}

/** Members of the one object that the line is. A Map, because names come from outside. */
export function jsonMembers(text: string): ReadonlyMap<string, unknown> | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  const value = parsedJson(trimmed);
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function levelText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? PINO_LEVELS.get(value) : undefined;
}
