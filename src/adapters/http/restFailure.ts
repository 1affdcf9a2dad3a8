import type { IncomingHttpHeaders } from 'node:http';
import type { Failure, FailureCode } from '../../domain/base/failure.ts';
import { plainLine, plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { codeOf, ConnectError } from './connectError.ts';
import { tlsTrouble } from './tlsTrouble.ts';

/** A failure that the server told, with what programs need of it. */
export interface RestFailure extends Failure {
  /** HTTP status. */
  readonly status: number;
  /** The answer was a page and not data: the address exists for people, or not at all. */
  readonly isPage: boolean;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** An answer other than success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Host and port, for sentences. */
  readonly where: string;
  /** A login went with the request. */
  readonly hadLogin: boolean;
}

const CODES: ReadonlyMap<number, FailureCode> = new Map([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'unsupported'],
  [409, 'conflict'],
  [413, 'invalid'],
  [422, 'invalid'],
  [501, 'unsupported'],
]);
const MS = 1000;
/** Longest text of a server that is passed on, in characters. */
const LONGEST = 2000;

/** Whether the server itself said no, and how. Undefined: it was not reached, or its answer was no use. */
export function restFailureOf(failure: Failure): RestFailure | undefined {
  return isRestFailure(failure) ? failure : undefined;
}

function isRestFailure(failure: Failure): failure is RestFailure {
  return 'status' in failure && 'isPage' in failure;
}

/** The sentence for a status, where the system behind has none of its own. @param said what the server says about it */
export function statusFailure(answer: RefusedAnswer, said?: string): RestFailure {
  const { status, headers } = answer;
  const isPage = isHtml(answer);
  const words = plainText((said ?? (isPage ? titleOf(answer.text) : answer.text)).trim().slice(0, LONGEST));
  const retryAfterMs = retryAfterOf(headers);
  const known = {
    status,
    isPage,
    code: CODES.get(status) ?? ('rejected' as const),
    ...(words === '' ? {} : { detail: words }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return { ...known, ...wordsFor(answer, isPage ? '' : plainLine(words)) };
}

function wordsFor(
  { status, where, hadLogin }: RefusedAnswer,
  said: string,
): Pick<Failure, 'message' | 'nextStep' | 'about'> {
  if (status === 401) {
    return {
      message: hadLogin ? t('{0} does not accept the login', where) : t('{0} wants a login', where),
      about: 'login',
    };
  }
  if (status === 429) {
    return { message: t('{0} takes no more requests for now', where), nextStep: t('Wait a little, then try again.') };
  }
  if (status === 502 || status === 503 || status === 504) {
    const message = t('{0} is not ready: it answered with HTTP status {1}', where, status);
    return { message, nextStep: t('Try again; look at the server if it stays like this.') };
  }
  if (said !== '') return { message: said };
  if (status === 403) return { message: t('{0} does not allow this', where) };
  return { message: t('{0} answered with HTTP status {1}', where, status) };
}

/** Seconds, or a date as RFC 9110 allows. In milliseconds; undefined: none was given. */
function retryAfterOf(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * MS);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

export function isHtml({ headers, text }: Pick<RefusedAnswer, 'headers' | 'text'>): boolean {
  // The type alone is not enough: MLflow's plain sentences come as text/html.
  return /^\s*<(!doctype|html|head|title)/i.test(text) || (headers['content-type'] ?? '').includes('xhtml');
}

function titleOf(page: string): string {
  return /<title[^>]*>([^<]{1,200})/i.exec(page)?.[1] ?? '';
}

/** A page where data was asked for, with success: somebody asks for a login first. */
export function loginPage(where: string, page: string): Failure {
  return {
    code: 'unauthorized',
    about: 'login',
    message: t(
      'A web page answers at {0} in place of data: a single sign-on stands in front of it, or the address is another one',
      where,
    ),
    nextStep: t('Give Trainyard a token or a header that passes the sign-on, or correct the address.'),
    detail: plainLine(titleOf(page)),
  };
}

/** A redirect that is not followed. */
export function elsewhere(where: string, target: URL): Failure {
  const isUpgrade = target.protocol === 'https:' && target.hostname === where.replace(/:\d+$/, '');
  return {
    code: 'rejected',
    message: t('{0} sends requests on to {1}, where the login for it must not go', where, plainLine(target.origin)),
    nextStep: isUpgrade
      ? t('Write the address with https://.')
      : t('Use the address that it leads to, or log in to the sign-on in front of it.'),
  };
}

export function redirectLoop(where: string): Failure {
  return {
    code: 'rejected',
    message: t('{0} sends requests round in circles', where),
    nextStep: t('Check the address and the proxies in front of the server.'),
  };
}

export function notData(where: string, text: string): Failure {
  return {
    code: 'rejected',
    message: t('The answer of {0} is not JSON', where),
    nextStep: t('Check that the address is the one of the server.'),
    detail: plainLine(text.slice(0, 200)),
  };
}

export function tooDeep(where: string): Failure {
  return {
    code: 'rejected',
    message: t('The answer of {0} is nested too deep to be real', where),
    nextStep: t('Check that the address is the one of the server.'),
  };
}

export function notAnswering(where: string, ms: number): Failure {
  return {
    code: 'timeout',
    message: t('{0} did not answer within {1} s', where, Math.max(1, Math.round(ms / MS))),
    nextStep: t('Try again; look at the server if it stays like this.'),
  };
}

export function notConnecting(where: string, ms: number): Failure {
  return {
    code: 'unreachable',
    message: t('No connection to {0} within {1} s', where, Math.max(1, Math.round(ms / MS))),
    nextStep: t('Check the address, the network, the VPN and firewalls.'),
  };
}

/** Cause and next step for an error of a socket, of TLS or of the HTTP parser. */
export function networkFailure(error: unknown, where: string): Failure {
  if (error instanceof ConnectError) return error.failure;
  const code = codeOf(error);
  const detail = error instanceof Error ? plainText(error.message) : String(error);
  return { ...(certificateFailure(code, where) ?? connectionFailure(code, where)), detail };
}

function connectionFailure(code: string, where: string): Failure {
  const known = (message: string, nextStep: string): Failure => ({ code: 'unreachable', message, nextStep });
  if (code === 'ECONNREFUSED') {
    return known(
      t('{0} refuses connections: no server listens there', where),
      t('Start the server, and check its address.'),
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') {
    return known(t('The name in {0} cannot be resolved', where), t('Check the name and the network (DNS, VPN).'));
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT') {
    return known(t('There is no way to {0} from here', where), t('Check the network, the VPN and firewalls.'));
  }
  if (code.startsWith('HPE_')) {
    return known(t('What answers at {0} does not speak HTTP', where), t('Check the address of the server.'));
  }
  if (code.startsWith('Z_')) {
    return known(t('The compressed answer of {0} is damaged', where), t('Try again.'));
  }
  return known(t('The connection to {0} was lost', where), t('Check that the server runs.'));
}

function certificateFailure(code: string, where: string): Failure | undefined {
  const known = (message: string, nextStep: string): Failure => ({
    code: 'unauthorized',
    about: 'certificate',
    message,
    nextStep,
  });
  switch (tlsTrouble(code)) {
    case 'issuer':
      return known(
        t('The certificate of {0} is not signed by an authority that is trusted here', where),
        t('Give the server the file of its authority, or have the authority trusted by this machine.'),
      );
    case 'name':
      return known(
        t('The certificate of {0} is made out to another name', where),
        t('Use the name in the certificate as address.'),
      );
    case 'time':
      return known(
        t('The certificate of {0} is expired or not valid yet', where),
        t('Renew it, and check the clocks of both machines.'),
      );
    case 'plain':
      return known(t('{0} does not speak TLS', where), t('Write the address with http://, or check its port.'));
    case 'client':
      return known(
        t('{0} does not accept the client certificate', where),
        t('Give the server another client certificate.'),
      );
    case undefined:
    default:
      return undefined;
  }
}
