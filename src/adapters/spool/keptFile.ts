import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import type { KeptEnd, KeptLog, KeptRun, LogAbout } from '../../domain/logs/keptLog.ts';
import { runEndOf } from '../../domain/runs/runEnd.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, stringOf, stringsOf } from '../http/json.ts';

const NAME = 'about.json';

type KeptFile = Pick<KeptLog, 'about' | 'first' | 'last'>;

/** Says beside a spool whose log it is. Only the user can read it, as the text itself. */
export async function writeAbout(folder: string, { about, first, last }: KeptFile): Promise<void> {
  await writeFile(join(folder, NAME), JSON.stringify({ about, first, last }), { mode: 0o600 });
}

/** Undefined: the folder was not described, or by something else. */
export async function readAbout(folder: string): Promise<KeptFile | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(join(folder, NAME), 'utf8'));
  } catch (error) {
    // A window that is killed while it writes leaves half a file.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
  const root = asRecord(parsed);
  const about = aboutOf(recordOf(root, 'about'));
  return about && { about, first: stringOf(root, 'first') ?? '', last: stringOf(root, 'last') ?? '' };
}

function aboutOf(record: JsonRecord | undefined): LogAbout | undefined {
  const [engineId, resource] = [stringOf(record, 'engineId'), stringOf(record, 'resource')];
  if (engineId === undefined || resource === undefined) return undefined;
  const sources = stringsOf(record, 'sources');
  return {
    engineId,
    resource,
    ...(sources.length > 0 ? { sources } : {}),
    ...(record?.get('hasEnded') === true ? { hasEnded: true } : {}),
    ...definedOf({
      runId: stringOf(record, 'runId'),
      run: runOf(recordOf(record, 'run')),
      exitCode: numberOf(record, 'exitCode'),
    }),
  };
}

function runOf(record: JsonRecord | undefined): KeptRun | undefined {
  const text = (name: string) => stringOf(record, name) ?? '';
  if (!record || text('name') === '' || Number.isNaN(Date.parse(text('createdAt')))) return undefined;
  return {
    name: text('name'),
    workload: text('workload'),
    kind: text('kind') === 'serve' ? 'serve' : 'run',
    createdAt: text('createdAt'),
    image: text('image'),
    namespace: text('namespace'),
    objectKind: text('objectKind') === 'Deployment' ? 'Deployment' : 'Job',
    objectName: text('objectName'),
    ...definedOf({ specPath: stringOf(record, 'specPath'), end: endOf(recordOf(record, 'end')) }),
  };
}

function endOf(record: JsonRecord | undefined): KeptEnd | undefined {
  const [state, at] = [stringOf(record, 'state'), stringOf(record, 'at')];
  if (!record || (state !== 'ok' && state !== 'failed' && state !== 'cancelled')) return undefined;
  const isTime = at !== undefined && !Number.isNaN(Date.parse(at));
  return { ...runEndOf(Object.fromEntries(record)), state, ...definedOf({ at: isTime ? at : undefined }) };
}
