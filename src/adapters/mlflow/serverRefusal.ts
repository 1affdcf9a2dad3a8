import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, stringOf } from '../http/json.ts';
import { isHtml, type RefusedAnswer, type RestFailure, restFailureOf, statusFailure } from '../http/restFailure.ts';

/** What an MLflow server means by an answer that is not success. Source of the words: mlflow/server/handlers.py and security.py of 2.22 and 3.18. */
export function serverRefusal(answer: RefusedAnswer): Failure {
  const { status, text, where } = answer;
  if (status === 403 && /invalid host header/i.test(text)) return foreignHost(answer);
  if (status === 403 && /cross-origin request/i.test(text)) {
    return {
      ...statusFailure(answer),
      message: t('MLflow at {0} refuses requests that come through this proxy', where),
      nextStep: t('Ask who runs the server to name the proxy in MLFLOW_SERVER_CORS_ALLOWED_ORIGINS.'),
    };
  }
  const body = asRecord(parsedJson(text));
  const said = stringOf(body, 'message');
  const code = stringOf(body, 'error_code');
  const failure = { ...statusFailure(answer, said), ...(code === undefined ? {} : { detail: code }) };
  if (status === 401) return { ...failure, nextStep: LOGIN_STEP() };
  if (status === 403) return notAllowed(failure, said ?? (isHtml(answer) ? '' : text), where);
  // "Already exists" is a 400 with a code of its own.
  if (code === 'RESOURCE_ALREADY_EXISTS') return { ...failure, code: 'conflict' };
  if (code === 'RESOURCE_DOES_NOT_EXIST') return { ...failure, code: 'not-found' };
  return failure;
}

const LOGIN_STEP = () =>
  t(
    'Set a login for this server, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment of VS Code.',
  );

function foreignHost(answer: RefusedAnswer): RestFailure {
  const host = answer.where.replace(/:\d+$/, '');
  return {
    ...statusFailure(answer),
    message: t(
      'MLflow at {0} does not answer to the name {1}, as it guards itself against DNS rebinding',
      answer.where,
      host,
    ),
    nextStep: t(
      'Start the server with MLFLOW_SERVER_ALLOWED_HOSTS={0}, or reach it as localhost through a port forward.',
      host,
    ),
  };
}

function notAllowed(failure: RestFailure, said: string, where: string): RestFailure {
  return {
    ...failure,
    message: t('This login may not do that on {0}: {1}', where, plainLine(said.trim()) || t('permission denied')),
    nextStep: t('Ask who runs the server for the right, or use another login.'),
  };
}

/** The server does not know the call, while it may well know the run. */
export function isNotServed({
  status,
  isPage,
  detail,
}: {
  readonly status: number;
  readonly isPage: boolean;
  readonly detail?: string;
}): boolean {
  return status === 405 || status === 501 || (status === 404 && (isPage || detail === 'ENDPOINT_NOT_FOUND'));
}

/** The server is older than what was asked for. */
export function isUnserved(answer: Result<unknown>): boolean {
  const refusal = answer.ok ? undefined : restFailureOf(answer.failure);
  return refusal !== undefined && isNotServed(refusal);
}

/** A server that is older than what was asked for has none of it. */
export function noneWhereUnserved<T>(answer: Result<readonly T[]>): Result<readonly T[]> {
  return isUnserved(answer) ? ok([]) : answer;
}

/** The server did it, as it says, and does not show it. */
export function notTold(where: string) {
  return {
    code: 'rejected' as const,
    message: t('{0} has made the change, but does not show it', where),
    nextStep: t('Refresh, and look before you try again.'),
  };
}
