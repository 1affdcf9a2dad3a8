// The stand-in for a Neptune server, and neptune-query as the judge of what is in it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openNeptuneServer } from '../../src/adapters/neptune/openNeptuneServer.ts';
import type { Result } from '../../src/domain/base/failure.ts';
import { neptuneServer } from '../../src/domain/experiments/neptuneServer.ts';
import type { ExperimentTracker } from '../../src/domain/experiments/ports.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';
import { loginKey, loginText } from '../../src/domain/experiments/trackerLogin.ts';
import { MapSecrets } from './mlflowServer.ts';
import { trackerEnv } from './trackerEnv.ts';

const run = promisify(execFile);

export type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a server with the API token that the user has typed for it; '' for none. */
export async function openedNeptune(
  url: string,
  token: string,
  environment: Environment = {},
  foundBy: TrackerRef['foundBy'] = 'user',
): Promise<Result<ExperimentTracker>> {
  const ref = neptuneServer(url, foundBy);
  assert.ok(ref);
  const secrets = new MapSecrets();
  if (token !== '') await secrets.set(loginKey(url), loginText({ kind: 'bearer', token }));
  return await openNeptuneServer(ref, { secrets, environment: () => environment }, new AbortController().signal);
}

export async function neptuneAt(url: string, token: string): Promise<ExperimentTracker> {
  const tracker = await openedNeptune(url, token);
  assert.ok(tracker.ok, JSON.stringify(tracker));
  return tracker.value;
}

/** What the client reads of a project. Numbers that JSON has not are texts, times milliseconds since 1970. */
export interface JudgedProject {
  readonly runs: readonly string[];
  readonly values: Readonly<Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>>;
  /** Step, value and time of each point. */
  readonly series: Readonly<
    Record<string, Readonly<Record<string, readonly (readonly [number, number | string, number])[]>>>
  >;
  readonly texts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly files: Readonly<Record<string, { readonly size: number; readonly text: string }>>;
}

export async function judgedProject(project: string): Promise<JudgedProject> {
  const folder = mkdtempSync(join(tmpdir(), 'neptune-files-'));
  const script = new URL('../testbed/python/neptune/neptuneReads.py', import.meta.url).pathname;
  const env = {
    ...process.env,
    NEPTUNE_API_TOKEN: trackerEnv('NEPTUNE_TOKEN'),
    NEPTUNE_QUERY_RETRY_HARD_TIMEOUT: '30',
  };
  try {
    const told = await run(trackerEnv('DAGSHUB_PYTHON'), ['-B', script, project, folder], {
      env,
      maxBuffer: 1024 ** 3,
    });
    return JSON.parse(told.stdout.trimEnd().split('\n').at(-1) ?? '') as JudgedProject;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
