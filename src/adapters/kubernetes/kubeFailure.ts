import type { IncomingHttpHeaders } from 'node:http';
import type { Failure, FailureCode } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, recordsOf, stringOf } from '../http/json.ts';

/** A cause in a Status: which field, and what about it. */
export interface StatusCause {
  /** `FieldManagerConflict`, `FieldValueInvalid` … */
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A failure that the API server told, with what programs need of it. */
export interface KubeFailure extends Failure {
  /** HTTP status. */
  readonly status: number;
  /** `NotFound`, `Expired`, `TooManyRequests` …; empty when the server gave none. */
  readonly reason: string;
  readonly causes: readonly StatusCause[];
  /** How long the server wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** A connection that was lost, or too slow, after the request had been sent: the server may have done what it asks. */
export function asUnknownOutcome(failure: Failure): Failure {
  const marked: UnknownOutcome = { ...failure, isOutcomeUnknown: true };
  return marked;
}

export function isOutcomeUnknown(failure: Failure): boolean {
  return 'isOutcomeUnknown' in failure;
}

interface UnknownOutcome extends Failure {
  readonly isOutcomeUnknown: true;
}

/** An answer other than success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const CODES: ReadonlyMap<number, FailureCode> = new Map([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'unsupported'],
  [406, 'unsupported'],
  [409, 'conflict'],
  [410, 'conflict'],
  [415, 'unsupported'],
  [422, 'invalid'],
]);

const MS = 1000;
/** Longest text of a server that is passed on, in characters. */
const LONGEST = 4000;
const LONGEST_CAUSE = 500;

/** Whether the API server itself said no, and how. Undefined: it was not reached, or something else answered. */
export function kubeFailureOf(failure: Failure): KubeFailure | undefined {
  return isKubeFailure(failure) ? failure : undefined;
}

function isKubeFailure(failure: Failure): failure is KubeFailure {
  return 'status' in failure && 'reason' in failure && 'causes' in failure;
}

/** What an answer other than 2xx says. `where` is host and port. */
export function answerFailure({ status, headers, text }: RefusedAnswer, where: string): Failure {
  if (isHtml(headers, text)) return notAnApiServer(where, text);
  if (/HTTP request to an HTTPS server/i.test(text)) {
    return {
      code: 'rejected',
      message: t('The API server at {0} expects TLS', where),
      nextStep: t('Write https:// in front of the address in the kubeconfig file.'),
    };
  }
  // Proxies, and the server before it is ready, answer in plain words, which are used as they are.
  const body = asRecord(parsedJson(text));
  const retry = Number(headers['retry-after']);
  const seconds = numberOf(recordOf(body, 'details'), 'retryAfterSeconds');
  const retryAfterMs = Number.isFinite(retry) && retry > 0 ? retry * MS : seconds && seconds * MS;
  const failure: KubeFailure = statusFailure(body, status, text);
  const known: KubeFailure = retryAfterMs ? { ...failure, retryAfterMs } : failure;
  return known;
}

/** The failure in an object of kind Status, for example of an ERROR event of a watch. */
export function statusFailure(body: JsonRecord | undefined, httpStatus = 0, text = ''): KubeFailure {
  const status = httpStatus || numberOf(body, 'code') || 500;
  const reason = stringOf(body, 'reason') ?? '';
  const said = schemaText(plainText((stringOf(body, 'message') ?? text.trim()).slice(-LONGEST)));
  const causes = recordsOf(recordOf(body, 'details'), 'causes').map((cause) => ({
    reason: stringOf(cause, 'reason') ?? '',
    field: plainText(stringOf(cause, 'field') ?? ''),
    message: schemaText(plainText(stringOf(cause, 'message') ?? '')).text.slice(0, LONGEST_CAUSE),
  }));
  // A field that the schema does not have is a 500 for server-side apply.
  const code = said.isSchema ? 'invalid' : (CODES.get(status) ?? 'rejected');
  const known = { status, reason, causes, code } as const;
  const message = said.text || t('HTTP status {0}', status);
  const detail = reason === '' ? {} : { detail: reason };
  if (status === 403) return { ...known, ...forbiddenText(message), detail: reason || message };
  if (status === 401) {
    return {
      ...known,
      message: t('The API server does not accept the credentials of this context'),
      nextStep: t('Log in to the cluster again.'),
      detail: reason || message,
    };
  }
  return { ...known, message, ...detail };
}

/** The server quotes the whole object before it says which field is wrong. */
function schemaText(said: string): { readonly text: string; readonly isSchema: boolean } {
  const found =
    /strict decoding error: (.*)$/s.exec(said) ?? /failed to create typed patch object \([^)]*\): (.*)$/s.exec(said);
  const text = found?.[1];
  return text === undefined ? { text: said, isSchema: false } : { text, isSchema: true };
}

/** Something answers that is not an API server, for example the login page of a proxy. */
export function notAnApiServer(where: string, text: string): Failure {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text)?.[1]?.trim();
  return {
    code: 'rejected',
    message: t('What answers at {0} is a web page and not an API server', where),
    nextStep: t('Log in to the proxy or VPN that stands in between, or correct the address.'),
    detail: plainText(title ?? text.slice(0, 500)),
  };
}

export function isHtml(headers: IncomingHttpHeaders, text: string): boolean {
  return (headers['content-type'] ?? '').includes('text/html') || /^\s*<(!doctype|html)/i.test(text);
}

/** `… User "dev" cannot list resource "pods" in API group "" in the namespace "team-a"`, as the server's RBAC words it. */
const RIGHT =
  /User "([^"]*)" cannot ([a-z*]+) (?:resource "([^"]+)"(?: in API group "([^"]*)")?|path "([^"]+)")(?: (in the namespace "([^"]*)"|at the cluster scope))?/;

function forbiddenText(said: string): { readonly message: string; readonly nextStep?: string } {
  const right = RIGHT.exec(said);
  if (right === null) return { message: said };
  const [, user = '', verb = '', resource, group, path = '', , namespace] = right;
  const what = resource === undefined ? path : group ? `${resource}.${group}` : resource;
  const nextStep = t('Ask an administrator of the cluster for a role with this right.');
  if (namespace !== undefined) {
    return { message: t('{0} may not {1} {2} in the namespace {3}', user, verb, what, namespace), nextStep };
  }
  return { message: t('{0} may not {1} {2} in the whole cluster', user, verb, what), nextStep };
}
