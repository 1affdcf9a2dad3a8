import { delimiter } from 'node:path';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { run } from '../process/run.ts';
import { fingerprintOf, lastWords, type PluginSettings } from './credentialPlugin.ts';
import { findProgram } from './findProgram.ts';
import type { KubeContext } from './kubeconfig.ts';

/** Whose token it is: contexts of the same user share it. */
export const renewalKey = ({ connection }: KubeContext): string => JSON.stringify([connection.path, connection.user]);

/**
 * Lets the user's own kubectl ask for the version of the server. When the token has expired it renews it and writes it back. Many providers give
 * a new refresh token with every renewal and take the old one back: whoever renews must write into the kubeconfig, and kubectl is who does that
 * for the user anyway.
 *
 * Failures: `tool-missing` (no kubectl), `forbidden` (the user does not want it), `timeout`, `unauthorized` (it failed).
 */
export async function renewByKubectl(context: KubeContext, settings: PluginSettings): Promise<Result<void>> {
  const { connection } = context;
  const { mergedFiles } = connection;
  const user = plainLine(connection.user);
  const path = await findProgram('kubectl', settings.environment());
  if (path === undefined) return fail(expired(user));
  // Names as they are, each within one argument: nothing in them can become an option.
  const args = [
    ...(mergedFiles === undefined ? [`--kubeconfig=${connection.path}`] : []),
    `--cluster=${connection.cluster}`,
    `--user=${connection.user}`,
    '--request-timeout=15s',
    'get',
    '--raw',
    '/version',
  ];
  const command = { path, args, env: [], file: connection.path };
  const why = t('It renews the OIDC token of {0}, and writes it into the kubeconfig as it does in a terminal.', user);
  if (!(await settings.mayRun({ ...command, why, fingerprint: fingerprintOf(command) }))) return fail(unwanted(user));
  // The same files as ours, so that the context finds what it needs of others, and none that was left out.
  const merged = mergedFiles === undefined ? {} : { KUBECONFIG: mergedFiles.join(delimiter) };
  const options = { args, env: { ...settings.environment(), ...merged }, timeoutMs: settings.timeoutMs };
  const outcome = await run(path, options, new AbortController().signal);
  if (!outcome.ok) return outcome;
  const { exitCode, stderr } = outcome.value;
  return exitCode === 0 ? ok(undefined) : fail(failed(user, stderr));
}

/** What is said when the token cannot be renewed from here. */
export function expired(user: string): Failure {
  return {
    code: 'unauthorized',
    about: 'login',
    message: t('The OIDC token of the user {0} has expired', user),
    nextStep: t('Log in again, for example by running kubectl once with this context in a terminal.'),
  };
}

function unwanted(user: string): Failure {
  return {
    code: 'forbidden',
    about: 'login',
    message: t('The OIDC token of the user {0} has expired, and you did not allow kubectl to renew it', user),
    nextStep: t('Connect again to be asked again.'),
  };
}

function failed(user: string, stderr: string): Failure {
  const { said, line } = lastWords(stderr);
  return {
    ...expired(user),
    message: t('{0} could not renew the OIDC token of the user {1}: {2}', 'kubectl', user, line),
    detail: said,
  };
}
