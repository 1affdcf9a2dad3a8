import { delimiter, parse } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import { helmFailure, type HelmVersion, helmVersionOf } from '../../domain/helm/helmCommands.ts';
import type { HelmOptions, HelmProgram } from '../../domain/helm/ports.ts';
import { run } from '../process/run.ts';
import { findProgram } from './findProgram.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const VERSION_MS = 10_000;
/** A dry run prints the chart with all its files. */
const KEEP_BYTES = 48 * 1024 * 1024;

/** Nobody but the administrator can put a folder here that helm would take for the chart `repository/name`. */
const ROOT = parse(process.execPath).root;

/** Runs the helm of this machine, with arguments and no shell. */
export function helmProgram(environment: Environment): HelmProgram {
  const start = async (
    args: readonly string[],
    options: { readonly env: Environment; readonly timeoutMs: number },
    signal: AbortSignal,
  ): Promise<Result<string>> => {
    const path = await findProgram('helm', environment);
    if (path === undefined) return missing();
    const ended = await run(path, { args, keepBytes: KEEP_BYTES, cwd: ROOT, ...options }, signal);
    if (!ended.ok) return ended;
    const { exitCode, stdout, stderr, isCut } = ended.value;
    if (exitCode !== 0) return fail(helmFailure(exitCode, stderr));
    return isCut ? fail({ code: 'unsupported', message: t('helm printed more than can be shown.') }) : ok(stdout);
  };
  return {
    version: async (signal): Promise<Result<HelmVersion>> => {
      const args = ['version', '--template', '{{.Version}}'];
      const printed = await start(args, { env: plainEnvironment(environment), timeoutMs: VERSION_MS }, signal);
      if (!printed.ok) return printed;
      const version = helmVersionOf(printed.value);
      if (version && version.major >= 3) return ok(version);
      return fail({
        code: 'unsupported',
        message: t(
          'The helm of this machine is too old or not known: {0}',
          version?.text ?? printed.value.slice(0, 40),
        ),
        nextStep: t('Install helm 3.13 or newer.'),
      });
    },
    runLocally: async (args, timeoutMs, signal) =>
      await start(args, { env: plainEnvironment(environment), timeoutMs }, signal),
    run: async (connection, args, { store, timeoutMs }: HelmOptions, signal) => {
      const files = filesOf(connection);
      if (!files.ok) return files;
      const driver = store === undefined ? {} : { HELM_DRIVER: store === 'secrets' ? 'secret' : 'configmap' };
      const env = { ...plainEnvironment(environment), ...driver, KUBECONFIG: files.value.join(delimiter) };
      return await start([`--kube-context=${connection.label}`, ...args], { env, timeoutMs }, signal);
    },
  };
}

/** Without what would lead helm to another cluster, or as somebody else, whatever context it is given; and without talk of its inside, which can hold secrets. */
function plainEnvironment(environment: Environment): Environment {
  const isOther = (name: string) => /^HELM_(KUBE\w*|NAMESPACE|DEBUG)$/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOther(name)));
}

/** The kubeconfigs in which helm finds the same context as Trainyard. */
function filesOf({ id, label, path, mergedFiles }: ClusterConnection): Result<readonly string[]> {
  const nextStep = t('Write a kubeconfig with a context of its own name for it.');
  if (id === 'kube:in-cluster')
    return fail({ code: 'unsupported', message: t('helm needs a kubeconfig, and this context has none.'), nextStep });
  if (mergedFiles === undefined) return ok([path]);
  // Helm would take the first of that name.
  if (id !== `kube:${label}`) {
    const message = t('Several kubeconfigs have a context named {0}, and helm cannot be told which is meant.', label);
    return fail({ code: 'unsupported', message, nextStep });
  }
  return ok(mergedFiles);
}

function missing(): Result<never> {
  return fail({
    code: 'tool-missing',
    message: t('helm was not found.'),
    nextStep: t('Install it (https://helm.sh/docs/intro/install), or add its folder to PATH and restart the editor.'),
  });
}
