import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { definedOf } from '../../domain/base/defined.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { asRecord, stringOf } from '../http/json.ts';
import { Breather } from '../process/breather.ts';
import { foldOperation } from './clientOperations.ts';
import { RunRecord } from './runRecord.ts';
import type { FoundRun } from './foundRun.ts';
import type { NeptuneSource } from './neptuneSources.ts';
import { damagedLine, unreadableFile } from './neptuneFailure.ts';

/**
 * Reads a run as the 1.x client keeps it until it is sent: `{offline,async,sync}/run__ID__…/` with `metadata.json` and `data-N.log`; before 1.0 one level
 * deeper. The folder does not say of which project it is, nor whether the run has ended.
 */
export async function readClientFolder(
  { path: folder, files }: Pick<NeptuneSource, 'path' | 'files'>,
  signal: AbortSignal,
): Promise<FoundRun> {
  const metadata = asRecord(parsedJson(await readFile(join(folder, 'metadata.json'), 'utf8')));
  const record = new RunRecord();
  const id = stringOf(metadata, 'containerId');
  const createdAt = Date.parse(stringOf(metadata, 'createdAt') ?? '');
  const run = {
    id: id ?? folder,
    record,
    client: `neptune ${stringOf(metadata, 'neptuneClientVersion') ?? ''}`.trim(),
    ...definedOf({ createdAt: Number.isNaN(createdAt) ? undefined : createdAt }),
  };
  if (id === undefined) return { ...run, trouble: unreadableFile(join(folder, 'metadata.json')) };
  // The client begins another file when one has 50 MB.
  for (const file of files) {
    const broken = await foldLog(file, { record, uploads: join(folder, 'upload_path'), signal });
    if (broken !== undefined) return { ...run, trouble: damagedLine(file, broken) };
  }
  return run;
}

interface Folding {
  readonly record: RunRecord;
  readonly uploads: string;
  readonly signal: AbortSignal;
}

/** The number of the first line that is damaged and was left out. A last one is not: the client was ended while it wrote, or writes now. */
async function foldLog(file: string, { record, uploads, signal }: Folding): Promise<number | undefined> {
  const stream = createReadStream(file, { encoding: 'utf8', signal });
  const breather = new Breather();
  let number = 0;
  let last: number | undefined;
  let first: number | undefined;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      number += 1;
      first ??= last;
      if (line !== '') last = foldOperation(line, record, uploads) ? undefined : number;
      await breather.breathe();
    }
  } finally {
    stream.destroy();
  }
  return first;
}
