import { isIP } from 'node:net';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { NeptuneToken } from '../../domain/experiments/neptuneServer.ts';
import { isLoopback } from '../http/isLoopback.ts';

/**
 * Where a token goes that the user has for a server: to the server whose address he gave, or to the one that the token names when both are of one site.
 * A token for another server goes nowhere; to this machine it goes, for that is how servers are reached that are forwarded.
 * @param url that the user gave
 * @returns the address of the API, with the path that the token has behind the host
 */
export function addressForToken(url: string, token: NeptuneToken): Result<string> {
  const [named, meant] = [new URL(url), new URL(token.url)];
  const path = meant.pathname.replace(/\/+$/, '');
  if (named.origin === meant.origin || isLoopback(hostOf(named))) return ok(`${named.origin}${path}`);
  if (isSameSite(hostOf(named), hostOf(meant)) && meant.protocol === 'https:') return ok(`${meant.origin}${path}`);
  return fail({
    code: 'unauthorized',
    about: 'login',
    message: t('The API token is for {0} and is not sent to {1}', plainLine(meant.host), plainLine(named.host)),
    nextStep: t('Sign in with a token of this server, or add the server that the token is for.'),
  });
}

/** Whether two names are of one site: one is below the other, or both are below one name of at least two parts. */
function isSameSite(one: string, other: string): boolean {
  if (isIP(one) !== 0 || isIP(other) !== 0) return one === other;
  const [parent, otherParent] = [parentOf(one), parentOf(other)];
  return (
    isBelow(one, other) || isBelow(other, one) || (parent === otherParent && parent.split('.').length > LEAST_PARTS)
  );
}

/** `a.example.com` and `b.example.com` may be two customers of one host; below `x.example.com` they are one. */
const LEAST_PARTS = 2;

const isBelow = (lower: string, upper: string) => upper.split('.').length >= LEAST_PARTS && lower.endsWith(`.${upper}`);
const parentOf = (host: string) => host.slice(host.indexOf('.') + 1);
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
