import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { t } from '../../domain/base/text.ts';
import { credentialKey } from '../../domain/images/imageRef.ts';
import { run } from '../process/run.ts';

/** What proves to a registry who asks. Lives in memory for one request; never logged, never part of a failure. */
export type RegistryCredentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identityToken'; readonly token: string };

export interface CredentialSources {
  /** Folder of the docker command line's config.json. Default: DOCKER_CONFIG, else ~/.docker. */
  readonly configFolder?: string;
  /** Environment that helpers are found and run with, and the proxy. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds: a helper may ask the user to unlock a key ring. */
const HELPER_MS = 60_000;
/** The user name of helpers that hand out an identity token. */
const TOKEN_USER = '<token>';

/**
 * Credentials for a registry as the docker command line finds them: `credHelpers` for this registry, then `credsStore`, then `auths`.
 * Undefined when there are none. Failures: `tool-missing` (a helper is configured and not there), `rejected` (it failed), `invalid` (config.json).
 */
export async function credentialsFor(
  registry: string,
  sources: CredentialSources,
  signal: AbortSignal,
): Promise<Result<RegistryCredentials | undefined>> {
  const config = await readConfig(sources);
  if (!config.ok) return config;
  const key = credentialKey(registry);
  const helper = textOf(
    fieldsOf(config.value.get('credHelpers')).get(key) ?? fieldsOf(config.value.get('credHelpers')).get(registry),
  );
  const store = helper ?? textOf(config.value.get('credsStore'));
  if (store !== undefined) {
    const found = await askHelper(store, key, sources, signal);
    if (!found.ok || found.value || helper !== undefined) return found;
  }
  return ok(authOf(fieldsOf(config.value.get('auths')), key, registry));
}

/** Whether the docker command line has logged in to a registry here: it writes each down, also those whose secrets a helper keeps. Starts none. */
export async function hasLogin(registry: string, sources: CredentialSources): Promise<boolean> {
  const config = await readConfig(sources);
  if (!config.ok) return false;
  const key = credentialKey(registry);
  const names = ['auths', 'credHelpers'].flatMap((field) => Array.from(fieldsOf(config.value.get(field)).keys()));
  return names.some((name) => name === key || hostOf(name) === registry);
}

/** Credentials that stand in the text of a docker configuration itself, as a Secret for pulling holds it. Starts no helper. */
export function credentialsIn(text: string, registry: string): RegistryCredentials | undefined {
  return authOf(fieldsOf(fieldsOf(parsedJson(text)).get('auths')), credentialKey(registry), registry);
}

/** The value of `X-Registry-Auth`. A secret: it goes into the request and nowhere else. */
export function registryAuthHeader(registry: string, credentials: RegistryCredentials | undefined): string {
  const serveraddress = credentialKey(registry);
  return base64Url(JSON.stringify(credentials ? authConfig(serveraddress, credentials) : {}));
}

/** The value of `X-Registry-Config` for a build: credentials by registry. */
export function registryConfigHeader(found: ReadonlyMap<string, RegistryCredentials>): string {
  const entries = Array.from(found, ([registry, credentials]) => {
    const key = credentialKey(registry);
    return [key, authConfig(key, credentials)] as const;
  });
  return base64Url(JSON.stringify(Object.fromEntries(entries)));
}

function authConfig(serveraddress: string, credentials: RegistryCredentials): object {
  return credentials.kind === 'identityToken'
    ? { identitytoken: credentials.token, serveraddress }
    : { username: credentials.username, password: credentials.password, serveraddress };
}

type Fields = ReadonlyMap<string, unknown>;

async function readConfig({ configFolder, env = process.env }: CredentialSources): Promise<Result<Fields>> {
  const path = join(configFolder ?? env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
  try {
    return ok(fieldsOf(JSON.parse(await readFile(path, 'utf8'))));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(new Map());
    // The parser's message quotes the file, and the file holds passwords.
    return fail({
      code: 'invalid',
      message: t('{0} cannot be read, so no credentials for registries are known.', path),
      nextStep: t('Correct the file: it must be JSON that you may read.'),
      location: { path },
    });
  }
}

async function askHelper(
  store: string,
  key: string,
  { env = process.env }: CredentialSources,
  signal: AbortSignal,
): Promise<Result<RegistryCredentials | undefined>> {
  // The name comes from a file: without this a path could be smuggled in.
  if (!/^[\w.-]+$/.test(store))
    return fail({ code: 'invalid', message: t('{0} is not the name of a credential helper.', store) });
  const program = `docker-credential-${store}`;
  const outcome = await run(program, { args: ['get'], input: key, env, timeoutMs: HELPER_MS }, signal);
  if (!outcome.ok) return outcome;
  const { exitCode, stdout } = outcome.value;
  if (exitCode !== 0) {
    if (/credentials not found|no credentials/i.test(stdout + outcome.value.stderr)) return ok(undefined);
    return fail({
      code: 'rejected',
      message: t('The credential helper {0} failed for {1}.', program, key),
      nextStep: t('Run “docker login” for this registry again.'),
    });
  }
  const answer = fieldsOf(parsedJson(stdout));
  const username = textOf(answer.get('Username'));
  const secret = textOf(answer.get('Secret'));
  if (username === undefined || secret === undefined) {
    return fail({
      code: 'rejected',
      message: t('The credential helper {0} gave an answer that cannot be read.', program),
    });
  }
  if (username === '' && secret === '') return ok(undefined);
  return ok(
    username === TOKEN_USER
      ? { kind: 'identityToken', token: secret }
      : { kind: 'password', username, password: secret },
  );
}

/** Old files write registries as URLs. */
function authOf(auths: Fields, key: string, registry: string): RegistryCredentials | undefined {
  for (const [name, value] of auths) {
    if (name !== key && hostOf(name) !== registry) continue;
    const entry = fieldsOf(value);
    const token = textOf(entry.get('identitytoken'));
    if (token !== undefined && token !== '') return { kind: 'identityToken', token };
    const plain = Buffer.from(textOf(entry.get('auth')) ?? '', 'base64').toString('utf8');
    const colon = plain.indexOf(':');
    if (colon > 0)
      return {
        kind: 'password',
        username: plain.slice(0, colon),
        password: plain.slice(colon + 1).replace(/\0+$/, ''),
      };
    const username = textOf(entry.get('username'));
    const password = textOf(entry.get('password'));
    if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
  }
  return undefined;
}

function hostOf(name: string): string {
  return name.replace(/^https?:\/\//, '').split('/')[0] ?? name;
}

function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** With padding: engines read the configuration of a build with a decoder that insists on it. */
const base64Url = (text: string): string =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
