// Real MLflow servers, and MLflow's own Python client as the judge of what is in them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { openServer, type ServerParts } from '../../src/adapters/mlflow/openServer.ts';
import type { ServerTracker } from '../../src/adapters/mlflow/serverTracker.ts';
import type { SecretStore } from '../../src/domain/experiments/secretStore.ts';
import type { TrackerRef } from '../../src/domain/experiments/tracker.ts';
import { skipFor } from '../harness/testReport.mjs';

const never = new AbortController().signal;

export interface MlflowUnderTest {
  readonly name: string;
  readonly url: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The servers of `npm run testbed -- up trackers`; where one is missing, the test or suite is skipped, which is a failure under CI. */
export function mlflowOf(which: 'newest' | 'old' | 'auth', suite: Context): MlflowUnderTest {
  const value = (name: string) => process.env[name] ?? skipFor(suite, `${name} is not set`);
  if (which === 'old') {
    const [url, python] = [value('TRAINYARD_TEST_MLFLOW2_URL'), value('TRAINYARD_TEST_MLFLOW2_PYTHON')];
    return { name: 'MLflow 2', url, python, environment: {} };
  }
  const python = value('TRAINYARD_TEST_MLFLOW_PYTHON');
  if (which === 'newest') return { name: 'MLflow 3', url: value('TRAINYARD_TEST_MLFLOW_URL'), python, environment: {} };
  const environment = {
    MLFLOW_TRACKING_USERNAME: value('TRAINYARD_TEST_MLFLOW_USER'),
    MLFLOW_TRACKING_PASSWORD: value('TRAINYARD_TEST_MLFLOW_PASSWORD'),
  };
  return { name: 'MLflow 3 with login and prefix', url: value('TRAINYARD_TEST_MLFLOW_AUTH_URL'), python, environment };
}

/** A run in the words of the Python client; numbers that JSON has not are texts. */
export interface JudgedRun {
  readonly run: JudgedFacts;
  /** Step, value and time of each metric's points. */
  readonly history: Readonly<Record<string, readonly (readonly [number, number | string, number])[]>>;
}

export interface JudgedFacts {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: string;
  readonly stage: string;
  readonly start: number;
  readonly end: number | null;
  readonly uri: string;
  readonly params: readonly (readonly [string, string])[];
  readonly metrics: readonly (readonly [string, number | string])[];
  readonly tags: readonly (readonly [string, string])[];
}

/** Writes an experiment with everything that runs can hold. */
export function seededBy(server: MlflowUnderTest): SeededExperiment {
  return JSON.parse(saidBy(server, ['seed']));
}

/** All runs of an experiment, the newest first. */
export function toldBy(server: MlflowUnderTest, experiment: string): readonly JudgedRun[] {
  return JSON.parse(saidBy(server, ['tell', experiment]));
}

function saidBy({ url, python, environment }: MlflowUnderTest, words: readonly string[]): string {
  const env = { ...process.env, ...environment, MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: 'true' };
  const script = join(import.meta.dirname, 'mlflowJudge.py');
  const said = execFileSync(python, [script, ...words], { encoding: 'utf8', env, maxBuffer: 1024 ** 3 });
  // The client of MLflow 2 prints greetings before it.
  return said.trim().split('\n').at(-1) ?? '';
}

export interface SeededExperiment {
  readonly experiment: string;
  readonly parent: string;
  readonly deleted: string;
}

export function serverRef(url: string, foundBy: TrackerRef['foundBy'] = 'user'): TrackerRef {
  return { id: `mlflow:${url}`, kind: 'mlflow', label: new URL(url).host, place: { form: 'server', url }, foundBy };
}

/** Secrets of one test. */
export class MapSecrets implements SecretStore {
  readonly kept = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.kept.get(key);
  }

  async set(key: string, value: string): Promise<void> {
    this.kept.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.kept.delete(key);
  }
}

export function serverParts(parts: Partial<ServerParts> = {}): ServerParts {
  return { environment: () => ({}), home: '/nonexistent', secrets: new MapSecrets(), ...parts };
}

/** Throws when it cannot be opened. */
export async function openedServer(url: string, parts: Partial<ServerParts> = {}): Promise<ServerTracker> {
  const opened = await openServer(serverRef(url), serverParts(parts), never);
  if (!opened.ok) throw new Error(`${opened.failure.message} (${opened.failure.detail})`);
  return opened.value;
}
