import { parsedJson } from '../../domain/base/parsedJson.ts';
import type { BuildkitStatus, BuildkitTransfer, BuildkitVertex } from './builderStatus.ts';

type Fields = ReadonlyMap<string, unknown>;

/**
 * One line of `docker buildx build --progress=rawjson` (buildx 0.13 and later): BuildKit's SolveStatus as JSON, bytes in base64, every member
 * optional. Other lines (errors and hints of the command line itself) are undefined.
 */
export function parseRawJson(line: string): BuildkitStatus | undefined {
  if (!line.startsWith('{')) return undefined;
  const message = fieldsOf(parsedJson(line));
  if (!message) return undefined;
  return {
    vertexes: listOf(message.get('vertexes')).flatMap(vertexOf),
    statuses: listOf(message.get('statuses')).flatMap(transferOf),
    logs: listOf(message.get('logs')).flatMap((log) => {
      const vertex = log.get('vertex');
      const data = log.get('data');
      if (typeof vertex !== 'string' || typeof data !== 'string') return [];
      return [{ vertex, stream: numberOf(log.get('stream')), data: Buffer.from(data, 'base64') }];
    }),
    warnings: listOf(message.get('warnings')).map(warningOf),
  };
}

/** What `--metadata-file` says of the result; names differ between stores, so both digests are kept. */
export interface BuildxMetadata {
  readonly configDigest?: string;
  readonly imageDigest?: string;
}

export function parseBuildxMetadata(text: string): BuildxMetadata {
  const fields = fieldsOf(parsedJson(text));
  const configDigest = fields?.get('containerimage.config.digest');
  const imageDigest = fields?.get('containerimage.digest');
  return {
    ...(typeof configDigest === 'string' ? { configDigest } : {}),
    ...(typeof imageDigest === 'string' ? { imageDigest } : {}),
  };
}

function vertexOf(fields: Fields): readonly BuildkitVertex[] {
  const digest = fields.get('digest');
  if (typeof digest !== 'string') return [];
  const name = fields.get('name');
  const startedAt = dateOf(fields.get('started'));
  const finishedAt = dateOf(fields.get('completed'));
  const error = fields.get('error');
  return [
    {
      digest,
      name: typeof name === 'string' ? name : digest,
      isCached: fields.get('cached') === true,
      ...(startedAt ? { startedAt } : {}),
      ...(finishedAt ? { finishedAt } : {}),
      ...(typeof error === 'string' && error !== '' ? { error } : {}),
    },
  ];
}

function transferOf(fields: Fields): readonly BuildkitTransfer[] {
  const vertex = fields.get('vertex');
  const id = fields.get('id');
  if (typeof vertex !== 'string' || typeof id !== 'string') return [];
  return [{ vertex, id, current: numberOf(fields.get('current')), total: numberOf(fields.get('total')) }];
}

function warningOf(fields: Fields): { readonly text: string; readonly line?: number } {
  const short = fields.get('short');
  const text = typeof short === 'string' ? Buffer.from(short, 'base64').toString('utf8') : '';
  const line = numberOf(fieldsOf(listOf(fields.get('range'))[0]?.get('start'))?.get('line'));
  return line > 0 ? { text, line } : { text };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => fieldsOf(item) ?? []) : [];
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
