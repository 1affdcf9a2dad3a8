import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangesKeeper } from '../../domain/runs/gitFacts.ts';
import { unpackChanges } from './packChanges.ts';

/** Runs whose changes are kept here, the newest: at most a few MB each. */
const MOST_FILES = 50;

/** Changes that were too long for the run itself, one file a run, readable by the user alone. */
export function changesOnDisk(folder: string): ChangesKeeper {
  const pathOf = (runId: string) => join(folder, `${runId.replaceAll(/[^\w-]/g, '_')}.patch.gz`);
  return {
    unpack: unpackChanges,
    keep: async (runId, packed) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(pathOf(runId), packed, { mode: 0o600 });
      await removeOldest(folder);
    },
    kept: async (runId) => {
      // Not there any more: only the newest are kept.
      const packed = await readFile(pathOf(runId), 'utf8').catch(() => undefined);
      return packed === undefined ? undefined : await unpackChanges(packed);
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST_FILES) return;
  const times = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  times.sort((a, b) => b.time - a.time);
  for (const { name } of times.slice(MOST_FILES)) await rm(join(folder, name), { force: true });
}
