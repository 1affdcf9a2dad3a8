import { parsedJson } from '../base/parsedJson.ts';

/** How a tracker is told who asks. */
export type TrackerLogin =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** A header of its own, which some proxies in front of servers want. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

/** The key of a server's login in a `SecretStore`. Of its origin, so that a login goes to no other server. */
export function loginKey(url: string): string {
  return `trainyard.tracker:${URL.canParse(url) ? new URL(url).origin : url}`;
}

/** As it is kept. */
export function loginText(login: TrackerLogin): string {
  return JSON.stringify(login);
}

/** Undefined: the text is no login. */
export function readLogin(text: string): TrackerLogin | undefined {
  // Kept by another version, or damaged: the same as none.
  return loginOf(parsedJson(text));
}

interface Kept {
  readonly kind?: unknown;
  readonly user?: unknown;
  readonly password?: unknown;
  readonly token?: unknown;
  readonly name?: unknown;
  readonly value?: unknown;
}

function loginOf(value: unknown): TrackerLogin | undefined {
  if (!isKept(value)) return undefined;
  const { kind, user, password, token, name } = value;
  if (kind === 'basic' && typeof user === 'string' && typeof password === 'string') return { kind, user, password };
  if (kind === 'bearer' && typeof token === 'string') return { kind, token };
  if (kind === 'header' && typeof name === 'string' && typeof value.value === 'string')
    return { kind, name, value: value.value };
  return undefined;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null;
}

/** An address without the user and the password in it, which belong into a `SecretStore`. */
export function withoutLogin(address: string): { readonly url: string; readonly login?: TrackerLogin } {
  if (!URL.canParse(address)) return { url: address };
  const url = new URL(address);
  // What is left is as the user wrote it: a URL would add a slash and rewrite the rest.
  const bare = address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/\/+$/, '');
  if (url.username === '' && url.password === '') return { url: bare };
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return { url: bare, login: { kind: 'basic', user, password } };
}
