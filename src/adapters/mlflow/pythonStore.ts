import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, stringOf } from '../http/json.ts';
import { run } from '../process/run.ts';
import { pythons } from './pythons.ts';
import type { StorePlace } from './storeJob.ts';

/** An import of mlflow takes seconds on a cold disk, and a file store of thousands of runs is walked for one of them. */
const CHANGE_MS = 120_000;

export interface PythonStoreParts {
  readonly place: StorePlace;
  /** media/mlflowStore.py of the extension. */
  readonly script: URL;
  /** Folders of the workspace, whose environments are tried. */
  readonly folders: () => readonly string[];
  readonly environment: () => NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** Makes one change with the mlflow of this machine; `undefined` where it gives nothing back. */
export type ChangeStore = (act: string, what: object, signal: AbortSignal) => Promise<Result<string | undefined>>;

/**
 * Changes a local store as its owner's own programs do: with the `mlflow` of the first interpreter that has it. Names go as JSON over standard input.
 * Failures: `tool-missing` (no interpreter with mlflow), `unsupported` (the database is of another version), and what mlflow says.
 */
export function pythonStore(parts: PythonStoreParts): ChangeStore {
  let known: string | undefined;
  const { place, folders, environment, platform } = parts;
  return async (act, what, signal) => {
    const input = JSON.stringify({ ...place, act, with: what });
    const candidates =
      known === undefined ? pythons([dirname(place.path), ...folders()], environment(), platform) : [known];
    for (const python of candidates) {
      const said = await ask(python, { ...parts, input }, signal);
      if (!said.ok && said.failure.code === 'tool-missing') continue;
      if (said.ok) known = python;
      return said;
    }
    known = undefined;
    return fail(noMlflow(place.path));
  };
}

async function ask(
  python: string,
  { place, script, environment, input }: PythonStoreParts & { readonly input: string },
  signal: AbortSignal,
): Promise<Result<string | undefined>> {
  const { MLFLOW_TRACKING_URI: _tracking, MLFLOW_REGISTRY_URI: _registry, ...env } = environment();
  const ended = await run(
    python,
    {
      args: [fileURLToPath(script)],
      // Where no module of the project is taken for one of Python.
      cwd: tmpdir(),
      env: {
        ...env,
        MLFLOW_DISABLE_TELEMETRY: 'true',
        PYTHONIOENCODING: 'utf-8',
        // Since 3.13 mlflow writes to folders only when it is told to.
        ...(place.form === 'fileStore' ? { MLFLOW_ALLOW_FILE_STORE: 'true' } : {}),
      },
      input,
      timeoutMs: CHANGE_MS,
    },
    signal,
  );
  if (!ended.ok) return ended.failure.code === 'not-found' ? fail({ ...ended.failure, code: 'tool-missing' }) : ended;
  const { stdout, stderr } = ended.value;
  const outcome = asRecord(parsedJson(stdout.trim().split('\n').at(-1) ?? ''));
  if (!outcome) return fail(unread(python, stderr));
  const problem = stringOf(outcome, 'problem');
  if (problem === undefined) return ok(stringOf(outcome, 'value'));
  return fail(failureOf(problem, stringOf(outcome, 'text') ?? '', place.path));
}

const CODES: ReadonlyMap<string, Failure['code']> = new Map<string, Failure['code']>([
  ['RESOURCE_ALREADY_EXISTS', 'conflict'],
  ['RESOURCE_DOES_NOT_EXIST', 'not-found'],
  ['INVALID_PARAMETER_VALUE', 'invalid'],
]);

function failureOf(problem: string, text: string, path: string): Failure {
  if (problem === 'no-mlflow') return { ...noMlflow(path), detail: text };
  if (problem === 'schema')
    return {
      code: 'unsupported',
      message: t('{0} is of another version of MLflow than the mlflow of your Python.', path),
      nextStep: t('Use the version that wrote it, or run “mlflow db upgrade” after a backup.'),
      detail: text,
    };
  const said = plainLine(text.split('\n')[0] ?? '').trim();
  return { code: CODES.get(problem) ?? 'rejected', message: said === '' ? problem : said, detail: text };
}

function noMlflow(path: string): Failure {
  return {
    code: 'tool-missing',
    message: t('{0} is changed with mlflow, and no Python with it was found.', path),
    nextStep: t('Install mlflow in the environment .venv of the project, or start VS Code in the one that has it.'),
  };
}

function unread(python: string, stderr: string): Failure {
  return {
    code: 'rejected',
    message: t('{0} did not say what came of the change; look before you try again.', python),
    detail: stderr.trim().slice(-2000),
  };
}
