import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, stringOf } from '../http/json.ts';
import type { RegistryCredentials } from './credentials.ts';
import { parsedBody, type RegistryResponse, requestRegistry } from './registryRequest.ts';

/** How a registry wants to be told who asks. Source: OCI distribution, Docker Registry v2 authentication. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

export function challengeOf(header: string | string[] | undefined): Challenge | undefined {
  const text = (Array.isArray(header) ? header[0] : header) ?? '';
  if (/^basic\b/i.test(text)) return { kind: 'basic' };
  if (!/^bearer\b/i.test(text)) return undefined;
  const words = new Map(
    Array.from(text.matchAll(/([a-z]+)="([^"]*)"/gi), ([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const realm = words.get('realm');
  if (realm === undefined) return undefined;
  const [service, scope] = [words.get('service'), words.get('scope')];
  return {
    kind: 'bearer',
    realm,
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
  };
}

export interface Asker {
  readonly credentials: RegistryCredentials | undefined;
  readonly registry: URL;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
}

/** The value of `Authorization` that answers a challenge; undefined: nobody here has anything to say. */
export async function loginHeader(
  challenge: Challenge,
  { credentials, registry, environment }: Asker,
  signal: AbortSignal,
): Promise<Result<string | undefined>> {
  if (challenge.kind === 'basic') {
    return ok(credentials?.kind === 'password' ? basic(credentials) : undefined);
  }
  const realm = safeRealm(challenge.realm, registry);
  if (!realm) return fail(strangeRealm(registry));
  const scope = Object.entries({ service: challenge.service, scope: challenge.scope }).filter(isKnown);
  const answer =
    credentials?.kind === 'identityToken'
      ? await refresh(realm, { token: credentials.token, scope, environment }, signal)
      : await askToken(realm, { credentials, scope, environment }, signal);
  if (!answer.ok) return answer;
  // A login that is not taken is told by the registry itself, by another 401.
  return ok(answer.value.status === 200 ? bearerIn(answer.value) : undefined);
}

/** A password goes over TLS, or stays on this machine. */
function safeRealm(text: string, registry: URL): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const realm = new URL(text);
  const isOwn = registry.protocol === 'http:' && realm.hostname === registry.hostname;
  return realm.protocol === 'https:' || isOwn ? realm : undefined;
}

function bearerIn(answer: RegistryResponse): string | undefined {
  const record = asRecord(parsedBody(answer));
  const token = stringOf(record, 'token') ?? stringOf(record, 'access_token');
  return token === undefined ? undefined : `Bearer ${token}`;
}

type Pairs = readonly (readonly [string, string])[];

function isKnown(pair: [string, string | undefined]): pair is [string, string] {
  return pair[1] !== undefined;
}

async function askToken(
  realm: URL,
  {
    credentials,
    scope,
    environment,
  }: Pick<Asker, 'environment'> & {
    readonly credentials: Extract<RegistryCredentials, { readonly kind: 'password' }> | undefined;
    readonly scope: Pairs;
  },
  signal: AbortSignal,
): Promise<Result<RegistryResponse>> {
  for (const [name, value] of scope) realm.searchParams.set(name, value);
  const authorization = credentials ? { authorization: basic(credentials) } : {};
  return await requestRegistry(
    realm,
    { headers: { accept: 'application/json', ...authorization }, environment },
    signal,
  );
}

async function refresh(
  realm: URL,
  { token, scope, environment }: Pick<Asker, 'environment'> & { readonly token: string; readonly scope: Pairs },
  signal: AbortSignal,
): Promise<Result<RegistryResponse>> {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: 'trainyard' });
  for (const [name, value] of scope) form.set(name, value);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return await requestRegistry(realm, { headers, body: form.toString(), environment }, signal);
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function strangeRealm({ host }: URL): Failure {
  return { code: 'unsupported', message: t('{0} wants the login sent to an address that is not protected.', host) };
}
