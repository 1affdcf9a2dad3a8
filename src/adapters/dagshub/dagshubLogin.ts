import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAGSHUB } from '../../domain/experiments/dagshubRepository.ts';
import type { TrackerLogin } from '../../domain/experiments/trackerLogin.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where DagsHub's client is configured. Everything is looked at again for each request. */
export interface DagshubSources {
  readonly environment: () => Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly now: () => number;
}

/** The DagsHub that is meant when nothing else is said. */
export function dagshubOrigin(environment: Environment): string {
  const own = environment['DAGSHUB_CLIENT_HOST'] ?? '';
  return URL.canParse(own) && /^https?:/i.test(own) ? new URL(own).origin : DAGSHUB;
}

/**
 * The login that DagsHub's client would use for a host: its variables, which belong to `DAGSHUB_CLIENT_HOST` alone, then its file of tokens.
 * Source: dagshub/auth/token_auth.py and tokens.py of the client 0.7.3.
 */
export async function dagshubLogin(origin: string, sources: DagshubSources): Promise<TrackerLogin | undefined> {
  const environment = sources.environment();
  if (origin === dagshubOrigin(environment)) {
    const token = environment['DAGSHUB_USER_TOKEN'];
    if (token) return { kind: 'bearer', token };
    const [user, password] = [environment['DAGSHUB_USERNAME'], environment['DAGSHUB_PASSWORD']];
    if (user && password) return { kind: 'basic', user, password };
  }
  const path = environment['DAGSHUB_CLIENT_TOKENS_CACHE'] || cachePath(sources);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    // Who has never logged in has none, and gets the server's 401 with what to do.
    return undefined;
  }
  const token = cachedTokens(text, origin).find(({ expiry }) => !isPast(expiry, sources.now()))?.token;
  return token === undefined ? undefined : { kind: 'bearer', token };
}

/** As the package appdirs puts it. */
function cachePath({ environment, home, platform }: DagshubSources): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'dagshub', 'tokens');
  if (platform === 'win32') {
    const local = environment()['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    return join(local, 'dagshub', 'dagshub', 'Cache', 'tokens');
  }
  return join(environment()['XDG_CACHE_HOME'] || join(home, '.cache'), 'dagshub', 'tokens');
}

interface CachedToken {
  readonly token: string;
  readonly expiry: string;
}

/** Of the flat YAML that the client writes: hosts, and a list of tokens for each. Exported for tests. */
export function cachedTokens(text: string, origin: string): readonly CachedToken[] {
  const tokens: { token: string; expiry: string }[] = [];
  let isOurs = false;
  for (const line of text.split(/\r?\n/)) {
    const host = /^(["']?)(\S.*?)\1:\s*$/.exec(line)?.[2];
    if (host !== undefined) {
      isOurs = host.replace(/\/+$/, '') === origin;
      continue;
    }
    const [, dash = '', key, value = ''] = /^\s*(-\s+)?(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (!isOurs || key === undefined) continue;
    if (dash !== '') tokens.push({ token: '', expiry: '' });
    const last = tokens.at(-1);
    const plain = value.replace(/^(["'])(.*)\1$/, '$2');
    if (last && key === 'access_token') last.token = plain;
    if (last && key === 'expiry') last.expiry = plain;
  }
  return tokens.filter(({ token }) => token !== '');
}

/** Tokens that apps are given have the word never. */
function isPast(expiry: string, now: number): boolean {
  const time = Date.parse(expiry);
  return !Number.isNaN(time) && time < now;
}
