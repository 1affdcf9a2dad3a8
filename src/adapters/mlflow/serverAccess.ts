import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { loginKey, readLogin, type TrackerLogin, withoutLogin } from '../../domain/experiments/trackerLogin.ts';
import { certificateOf } from '../http/clientCertificate.ts';
import { codeOf } from '../http/connectError.ts';
import { loginHeaders } from '../http/loginHeaders.ts';
import type { RestAccess } from '../http/restClient.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Files for TLS that the user has named for a server. */
export interface ServerTls {
  /** Authorities that sign its certificate, PEM. */
  readonly caFile?: string;
  /** Client certificate, PEM; the key stands in the same file when `keyFile` is absent. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly isInsecure?: boolean;
}

/** Where logins and files for TLS come from. All are looked at again for each request, and none is copied. */
export interface AccessSources {
  readonly environment: () => Environment;
  /** Home folder of the user, for `~/.mlflow/credentials`. */
  readonly home: string;
  readonly secrets: SecretStore;
  /** What the user has set for a server. */
  readonly tls?: (url: string) => ServerTls | undefined;
  /** Other places where a login may lie, looked at when the user has typed none. */
  readonly otherLogin?: (signal: AbortSignal) => Promise<TrackerLogin | undefined>;
}

/**
 * What goes with requests to a server: the login that the user has typed for its origin, else those of MLflow's environment and its credentials file.
 * Source of names and order: mlflow/utils/credentials.py and rest_utils.py of 3.18.
 */
export async function serverAccess(
  ref: TrackerRef,
  url: string,
  sources: AccessSources,
  signal: AbortSignal,
): Promise<Result<RestAccess>> {
  const isMeant = isMeantFor(ref, url, sources.environment());
  const environment = isMeant ? sources.environment() : {};
  const typed = await sources.secrets.get(loginKey(url));
  const login =
    (typed === undefined ? undefined : readLogin(typed)) ??
    (await sources.otherLogin?.(signal)) ??
    (isMeant ? await foundLogin(environment, sources.home) : undefined);
  const headers = loginHeaders(login);
  const workspace = environment['MLFLOW_WORKSPACE'];
  if (workspace) headers.set('X-MLFLOW-WORKSPACE', workspace);
  if ([...headers].some(([name, value]) => !/^[\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))) {
    return fail({
      code: 'invalid',
      about: 'login',
      message: t('The login for {0} holds characters that cannot be sent', ref.label),
      nextStep: t('Set the login for this server again.'),
    });
  }
  const tls = sources.tls?.(url) ?? environmentTls(environment);
  const files = await readTls(tls);
  return files.ok ? ok({ headers, isInsecure: tls.isInsecure === true, ...files.value }) : files;
}

/** The environment's login belongs to the environment's server. Without one there, to a server that the user has named, and never to one that was merely found. */
function isMeantFor(ref: TrackerRef, url: string, environment: Environment): boolean {
  const named = environment['MLFLOW_TRACKING_URI'] ?? '';
  if (/^https?:/i.test(named) && URL.canParse(named)) return new URL(named).origin === new URL(url).origin;
  return ref.foundBy === 'user' || ref.foundBy === 'environment';
}

async function foundLogin(environment: Environment, home: string): Promise<TrackerLogin | undefined> {
  const file = await credentialsFile(home);
  const user = environment['MLFLOW_TRACKING_USERNAME'] || file.get('mlflow_tracking_username');
  const password = environment['MLFLOW_TRACKING_PASSWORD'] || file.get('mlflow_tracking_password');
  if (user && password) return { kind: 'basic', user, password };
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  if (token) return { kind: 'bearer', token };
  return withoutLogin(environment['MLFLOW_TRACKING_URI'] ?? '').login;
}

async function credentialsFile(home: string): Promise<ReadonlyMap<string, string>> {
  let text = '';
  try {
    text = await readFile(join(home, '.mlflow', 'credentials'), 'utf8');
  } catch {
    // Most people have none, and who cannot read it gets the server's 401 with what to do.
    return new Map();
  }
  const section = /^\s*\[mlflow\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
  return new Map(
    Array.from(section.matchAll(/^\s*([\w.]+)\s*[=:]\s*(.*?)\s*$/gm), ([, key = '', value = '']) => [
      key.toLowerCase(),
      value,
    ]),
  );
}

function environmentTls(environment: Environment): ServerTls {
  return definedOf({
    caFile: environment['MLFLOW_TRACKING_SERVER_CERT_PATH'] || undefined,
    certFile: environment['MLFLOW_TRACKING_CLIENT_CERT_PATH'] || undefined,
    isInsecure: environment['MLFLOW_TRACKING_INSECURE_TLS']?.toLowerCase() === 'true' || undefined,
  });
}

async function readTls({ caFile, certFile, keyFile = certFile }: ServerTls): Promise<Result<Partial<RestAccess>>> {
  const [ca, cert, key] = [await fileOf(caFile), await fileOf(certFile), await fileOf(keyFile)];
  for (const file of [ca, cert, key]) if (file && !file.ok) return file;
  const certificate = cert?.ok && key?.ok ? certificateOf(cert.value, key.value) : undefined;
  return ok(definedOf({ ca: ca?.ok ? ca.value : undefined, certificate }));
}

async function fileOf(path: string | undefined): Promise<Result<Buffer> | undefined> {
  if (path === undefined) return undefined;
  try {
    return ok(await readFile(path));
  } catch (error) {
    return fail({
      code: 'invalid',
      about: 'certificate',
      message: t('The certificate file {0} cannot be read', path),
      nextStep: t('Correct its path, or restore the file.'),
      detail: codeOf(error),
      location: { path },
    });
  }
}
