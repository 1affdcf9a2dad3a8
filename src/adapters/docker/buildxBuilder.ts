import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { EngineEndpoint } from '../../domain/engines/engine.ts';
import type { BuildEvent } from '../../domain/images/buildProgress.ts';
import type { BuildPlan, BuildSecret } from '../../domain/images/buildPlan.ts';
import { run } from '../process/run.ts';
import { dockerEnvironment } from './builderEnvironment.ts';
import { BuildkitEvents } from './builderStatus.ts';
import { parseBuildxMetadata, parseRawJson } from './buildxRecords.ts';

/** The command line with its plugin, as found on this machine. */
export interface Buildx {
  /** Empty when it does not say. */
  readonly version: string;
}

const PROBE_MS = 10_000;
/** The bundle passes its own file. */
const GUARD_FILE = new URL('../process/guard.ts', import.meta.url);

/**
 * Undefined when there is no `docker buildx`, or one that cannot report its progress as data (before 0.13). Asked by its help text: builds of
 * distributions and of others often say nothing useful as their version.
 */
export async function findBuildx(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Buildx | undefined> {
  const ask = async (...args: readonly string[]) => await run('docker', { args, env, timeoutMs: PROBE_MS }, signal);
  const [help, said] = await Promise.all([ask('buildx', 'build', '--help'), ask('buildx', 'version')]);
  if (!help.ok || help.value.exitCode !== 0 || !help.value.stdout.includes('rawjson')) return undefined;
  const version = said.ok ? /\bv?(\d+\.\d+\.\d+)/.exec(said.value.stdout)?.[1] : undefined;
  return { version: version === '0.0.0' ? '' : (version ?? '') };
}

/** How `docker buildx build` ended: digests to find the image by, or the words of the error. */
export interface BuildxBuild {
  readonly configDigest?: string;
  readonly imageDigest?: string;
  readonly error?: string;
  /** All that the command line said besides its progress: on an error, the place in the Dockerfile. */
  readonly output: string;
}

/**
 * Builds with `docker buildx build`; the command line reads the context itself. Nothing is tagged, so that an abort at any moment leaves no tag.
 * `folder` is for files of this build and removed by the caller. Failures: `tool-missing`, `cancelled`.
 */
export async function buildWithBuildx(
  request: {
    readonly plan: BuildPlan;
    readonly endpoint: EngineEndpoint;
    readonly folder: string;
    readonly env: NodeJS.ProcessEnv;
    readonly guardFile?: URL;
  },
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Result<BuildxBuild>> {
  const { plan, endpoint, folder, guardFile = GUARD_FILE } = request;
  const metadata = join(folder, 'metadata.json');
  const events = new BuildkitEvents();
  const output: string[] = [];
  const outcome = await run(
    'docker',
    {
      args: buildxArguments(plan, metadata),
      env: await dockerEnvironment(endpoint, folder, request.env),
      // An engine builds on for as long as the command line asks it to; a killed window must not leave one behind.
      guard: guardFile,
      onLine: (line) => {
        const status = parseRawJson(line);
        if (status) for (const event of events.of(status)) onEvent(event);
        else output.push(line);
      },
    },
    signal,
  );
  if (!outcome.ok) return outcome;
  const text = output.join('\n');
  if (outcome.value.exitCode !== 0) return ok({ error: errorOf(output), output: text });
  return ok({ ...parseBuildxMetadata(await readFile(metadata, 'utf8')), output: text });
}

/**
 * The command as data. `--builder default` is the engine that DOCKER_HOST names, whatever builder the user has made the current one.
 * Names from outside stand behind an option that takes a value, or after `--`.
 */
export function buildxArguments(plan: BuildPlan, metadataFile: string): readonly string[] {
  return [
    'buildx',
    'build',
    '--builder=default',
    '--progress=rawjson',
    `--metadata-file=${metadataFile}`,
    `--file=${plan.dockerfile}`,
    ...Array.from(plan.args, ([name, value]) => `--build-arg=${name}=${value}`),
    ...Array.from(plan.labels, ([name, value]) => `--label=${name}=${value}`),
    ...plan.secrets.map((secret) => `--secret=${secretArgument(secret)}`),
    ...(plan.target === undefined ? [] : [`--target=${plan.target}`]),
    ...(plan.platform === undefined ? [] : [`--platform=${plan.platform}`]),
    ...(plan.network === undefined ? [] : [`--network=${plan.network}`]),
    ...(plan.useCache ? [] : ['--no-cache']),
    ...(plan.pullBase ? ['--pull'] : []),
    '--',
    plan.contextFolder,
  ];
}

/** The option is read as CSV: a field with a comma or a quote is quoted. */
function secretArgument(secret: BuildSecret): string {
  const fields =
    secret.kind === 'file'
      ? ['type=file', `id=${secret.id}`, `src=${secret.path}`]
      : ['type=env', `id=${secret.id}`, `env=${secret.variable}`];
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

function errorOf(output: readonly string[]): string {
  const at = output.findLastIndex((line) => /^(?:ERROR|error): /.test(line));
  return (at < 0 ? output.slice(-3) : output.slice(at)).join('\n').trim();
}
