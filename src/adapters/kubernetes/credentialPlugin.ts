import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Clock } from '../../domain/base/clock.ts';
import { type Failure, fail, type Result } from '../../domain/base/failure.ts';
import { plainLine, plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { run } from '../process/run.ts';
import { findProgram } from './findProgram.ts';
import type { CredentialPlugin, KubeCluster, KubeContext } from './kubeconfig.ts';
import { type PluginAnswer, pluginAnswerOf } from './pluginAnswer.ts';

/** A program that a kubeconfig wants to have run, as the user is asked about it. */
export interface PluginCommand {
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** Variables that the kubeconfig sets for it. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** The kubeconfig. */
  readonly file: string;
  /** For what, where the kubeconfig does not name the program itself. */
  readonly why?: string;
  /** Of path, arguments, variables and file: a consent is for exactly these. */
  readonly fingerprint: string;
}

/** Asks the user the first time, and answers from memory later. */
export type MayRun = (command: PluginCommand) => Promise<boolean>;

export interface PluginSettings {
  readonly mayRun: MayRun;
  readonly clock: Clock;
  /** Environment of plugins, asked for each run. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  /** Longest run in milliseconds. */
  readonly timeoutMs: number;
}

/** With the time that ending a process group takes, a plugin is gone after 30 s. */
export const PLUGIN_MS = 28_000;
const VERSIONS = new Set(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']);

export function fingerprintOf({ path, args, env, file }: Omit<PluginCommand, 'fingerprint' | 'why'>): string {
  const parts = [path, file, args, env.map(({ name, value }) => [name, value])];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What credentials of a context are shared by: same program, same cluster where it is told of it. */
export function pluginKey(plugin: CredentialPlugin, { cluster, connection }: KubeContext): string {
  const about = plugin.wantsCluster ? clusterInfo(cluster) : undefined;
  return JSON.stringify([plugin, connection.path, about]);
}

/**
 * Runs a plugin once. No shell, no terminal, nothing on standard input, at most 1 MiB of output, ended with all its children at the limit.
 * Source: kubernetes.io, "client-go credential plugins".
 *
 * Failures: `forbidden` (the user does not want it), `tool-missing`, `timeout`, `unsupported`, `unauthorized` (it failed), `invalid` (what it printed).
 */
export async function runPlugin(
  plugin: CredentialPlugin,
  { cluster, connection }: KubeContext,
  settings: PluginSettings,
): Promise<Result<PluginAnswer>> {
  const name = plainLine(basename(plugin.command));
  const refusal = refusalOf(plugin, name);
  if (refusal) return fail(refusal);
  const path = await findProgram(plugin.command, settings.environment());
  if (path === undefined) return fail(missing(name, plugin));

  const command = { path, args: plugin.args, env: plugin.env, file: connection.path };
  if (!(await settings.mayRun({ ...command, fingerprint: fingerprintOf(command) }))) return fail(unwanted(name));

  const own = plugin.env.map(({ name, value }) => [name, value] as const);
  const env = {
    ...settings.environment(),
    ...Object.fromEntries(own),
    KUBERNETES_EXEC_INFO: execInfo(plugin, cluster),
  };
  const options = { args: plugin.args, env, timeoutMs: settings.timeoutMs, missingNextStep: hintOf(plugin) };
  // Not the signal of whoever needs it first: others wait for the same run.
  const outcome = await run(path, options, new AbortController().signal);
  if (!outcome.ok) return fail(outcome.failure.code === 'timeout' ? hanging(name, outcome.failure) : outcome.failure);
  const { exitCode, stdout, stderr, isCut } = outcome.value;
  if (exitCode !== 0) return fail(failed(name, exitCode, stderr, plugin));
  if (isCut) return fail({ code: 'invalid', message: t('The credential plugin {0} printed more than 1 MiB', name) });
  return pluginAnswerOf(stdout, name, plugin.apiVersion);
}

function refusalOf({ apiVersion, interactiveMode }: CredentialPlugin, name: string): Failure | undefined {
  if (interactiveMode === 'Always') {
    return {
      code: 'unsupported',
      message: t('The credential plugin {0} wants to ask in a terminal', name),
      nextStep: t('Set its interactiveMode to IfAvailable in the kubeconfig file, and log in from a terminal first.'),
    };
  }
  if (VERSIONS.has(apiVersion)) return undefined;
  return {
    code: 'unsupported',
    message: t('The credential plugin {0} has the apiVersion {1}, which is not known', name, apiVersion || '""'),
    nextStep: t('Use client.authentication.k8s.io/v1 in the kubeconfig file.'),
  };
}

function execInfo(plugin: CredentialPlugin, cluster: KubeCluster): string {
  const about = plugin.wantsCluster ? { cluster: clusterInfo(cluster) } : {};
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { interactive: false, ...about },
  });
}

function clusterInfo({ server, isInsecure, tlsServerName, proxyUrl, caData, pluginConfig }: KubeCluster): object {
  return {
    server,
    ...(tlsServerName === undefined ? {} : { 'tls-server-name': tlsServerName }),
    ...(isInsecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(caData === undefined ? {} : { 'certificate-authority-data': caData.toString('base64') }),
    ...(proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl }),
    ...(pluginConfig === undefined ? {} : { config: pluginConfig }),
  };
}

const hintOf = ({ installHint, command }: CredentialPlugin): string =>
  plainText(installHint ?? '').trim() ||
  t('Install {0}, or add its folder to PATH and restart the editor.', plainLine(command));

function missing(name: string, plugin: CredentialPlugin): Failure {
  return {
    code: 'tool-missing',
    about: 'login',
    message: t('The credential plugin {0} was not found', name),
    nextStep: hintOf(plugin),
  };
}

function unwanted(name: string): Failure {
  return {
    code: 'forbidden',
    about: 'login',
    message: t('You did not allow the credential plugin {0}', name),
    nextStep: t('Connect again to be asked again.'),
  };
}

function hanging(name: string, { detail }: Failure): Failure {
  return {
    code: 'timeout',
    about: 'login',
    message: t('The credential plugin {0} did not end within 30 s and was stopped', name),
    nextStep: t('Log in from a terminal first: it may have waited for a browser or for an answer.'),
    ...(detail === undefined ? {} : { detail }),
  };
}

function failed(name: string, exitCode: number, stderr: string, plugin: CredentialPlugin): Failure {
  const { said, line } = lastWords(stderr);
  const last = line || t('exit code {0}', exitCode);
  return {
    code: 'unauthorized',
    about: 'login',
    message: t('The credential plugin {0} failed: {1}', name, last),
    // 126 and 127 are those of a wrapper whose program is not there.
    nextStep:
      exitCode === 126 || exitCode === 127
        ? hintOf(plugin)
        : t('Log in to the cluster again, for example from a terminal.'),
    detail: said,
  };
}

const LONGEST = 2000;

/** What a program said that could not log in, and the last line of it. */
export function lastWords(stderr: string): { readonly said: string; readonly line: string } {
  const said = withoutTokens(plainText(stderr)).trim().slice(-LONGEST);
  return { said, line: plainLine(said.split('\n').at(-1) ?? '') };
}

/** Plugins that log at length print what they got. */
function withoutTokens(text: string): string {
  return text.replace(/\beyJ[\w-]+\.[\w-]+\.?[\w-]*|(?<=\bBearer )\S+/gi, '…');
}
