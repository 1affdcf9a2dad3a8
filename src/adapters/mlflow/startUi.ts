import { randomInt } from 'node:crypto';
import { get } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { RunningUi, StartUi, UiStore } from '../../domain/experiments/mlflowUi.ts';
import { isListening } from '../process/isListening.ts';
import { run } from '../process/run.ts';
import { pythons } from './pythons.ts';

export interface UiParts {
  /** Paths of the folders of the workspace, whose own Python comes first. */
  readonly folders: () => readonly string[];
  readonly environment: () => NodeJS.ProcessEnv;
  /** The bundled guard: the server ends with the editor, however that ends. */
  readonly guard?: URL;
}

const HOST = '127.0.0.1';
/** Ports that nobody is given by name. Source: RFC 6335, section 6. */
const FIRST_PORT = 49_152;
const LAST_PORT = 65_535;
/** Milliseconds: a cold start of MLflow reads some thousand files. */
const START_MS = 120_000;
const ASK_MS = 250;
const ANSWER_MS = 5000;
/** Tells whether MLflow is there without loading it, which takes seconds. */
const HAS_MLFLOW = 'import importlib.metadata as m; print(m.version("mlflow"))';
const IS_WINDOWS = process.platform === 'win32';

/** `python -m mlflow ui` on a free port of this machine. */
export function startUi({ folders, environment, guard }: UiParts): StartUi {
  return async (store, { onLine }, signal) => {
    const python = await findPython(pythons(folders(), environment(), process.platform), environment(), signal);
    if (!python.ok) return python;
    const port = await freePort();
    const url = `http://${HOST}:${port}`;
    const stop = new AbortController();
    // One worker of the four that it has by default: there is one user, and each loads MLflow anew.
    const address = ['--host', HOST, '--port', String(port), '--workers', '1'];
    const args = ['-m', 'mlflow', 'ui', '--backend-store-uri', uriOf(store), ...address];
    const env = { ...environment(), MLFLOW_ALLOW_FILE_STORE: 'true', PYTHONUNBUFFERED: '1' };
    onLine([python.value, ...args].join(' '));
    const cwd = dirname(store.path);
    const ended = run(python.value, { args, cwd, env, onLine, ...(guard ? { guard } : {}) }, stop.signal);
    const up = await untilUp(url, ended, signal);
    if (!up.ok) {
      stop.abort();
      return up;
    }
    return ok({ url, ended: ended.then(() => undefined), dispose: () => stop.abort() } satisfies RunningUi);
  };
}

function uriOf({ form, path }: UiStore): string {
  const { href, pathname } = pathToFileURL(path);
  if (form === 'fileStore') return href;
  // A path of Windows has three slashes before its drive, others four.
  return IS_WINDOWS ? `sqlite://${decodeURIComponent(pathname)}` : `sqlite:///${path}`;
}

async function findPython(
  candidates: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result<string>> {
  const without: string[] = [];
  for (const python of candidates) {
    const said = await run(python, { args: ['-c', HAS_MLFLOW], env, timeoutMs: START_MS }, signal);
    if (signal.aborted) return fail(CANCELLED);
    if (!said.ok) continue;
    if (said.value.exitCode === 0) return ok(python);
    without.push(python);
  }
  return fail(nobodyHasIt(without));
}

function nobodyHasIt(without: readonly string[]): Failure {
  const [first] = without;
  if (first === undefined) {
    return {
      code: 'tool-missing',
      message: t('MLflow’s pages need Python, and there is none.'),
      nextStep: t('Install Python and MLflow (pip install mlflow), or make an environment .venv in the folder.'),
    };
  }
  return {
    code: 'tool-missing',
    message: t('MLflow is not installed in {0}.', without.join(', ')),
    nextStep: t('Install it: {0} -m pip install mlflow', first),
  };
}

/** One at which nobody answers. Nothing of Trainyard ever listens, so that it is not asked for by listening. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (!(await isListening({ host: HOST, port }))) return port;
  }
}

/** Asks until it answers, it has ended, or too much time has passed. */
async function untilUp(url: string, ended: ReturnType<typeof run>, signal: AbortSignal): Promise<Result<void>> {
  let end: Awaited<typeof ended> | undefined;
  // Only remembered: what it means is told below.
  void ended.then((outcome) => (end = outcome));
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (signal.aborted) return fail(CANCELLED);
    if (end) return fail(endedEarly(end));
    if (await isUp(url)) return ok(undefined);
    await later(ASK_MS);
  }
  return fail({ code: 'timeout', message: t('MLflow’s pages did not come up within {0} s.', START_MS / 1000) });
}

function endedEarly(outcome: Awaited<ReturnType<typeof run>>): Failure {
  if (!outcome.ok) return outcome.failure;
  const { stderr, stdout } = outcome.value;
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return {
    code: 'rejected',
    message: t('mlflow ui ended: {0}', lines.at(-1)?.trim() ?? ''),
    detail: lines.slice(-20).join('\n'),
  };
}

function isUp(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(`${url}/health`, { timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    // It does not listen yet.
    asked.on('error', () => resolve(false));
  });
}
