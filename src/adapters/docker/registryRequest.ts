import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { codeOf } from '../http/connectError.ts';
import { trustedAuthorities } from '../http/dialingAgent.ts';
import { tlsTrouble } from '../http/tlsTrouble.ts';

export interface RegistryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface RegistryRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Posted; absent: GET. */
  readonly body?: string;
}

/** Bytes of an answer: the limit of manifests in the distribution specification. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Blobs of most registries lie elsewhere. */
const MOST_REDIRECTS = 3;

/** One question to a registry or to where it keeps logins. A redirect to another place gets no login. */
export async function requestRegistry(
  url: URL,
  request: RegistryRequest,
  signal: AbortSignal,
): Promise<Result<RegistryResponse>> {
  let at = url;
  let headers = request.headers;
  for (let count = 0; count <= MOST_REDIRECTS; count++) {
    const answer = await send(at, { ...request, headers }, signal);
    if (!answer.ok) return answer;
    const { status, headers: said } = answer.value;
    const isElsewhere = status >= 300 && status < 400 && said.location !== undefined && request.body === undefined;
    if (!isElsewhere) return answer;
    const next = URL.canParse(said.location ?? '', at) ? new URL(said.location ?? '', at) : undefined;
    if (!next || !(next.protocol === 'https:' || next.protocol === at.protocol)) break;
    if (next.host !== at.host) {
      const { authorization: _authorization, ...rest } = headers;
      headers = rest;
    }
    at = next;
  }
  return fail({ code: 'unreachable', message: t('{0} leads to no answer.', url.host) });
}

/** The JSON of an answer; undefined when it is none. */
export function parsedBody({ body }: RegistryResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function send(url: URL, { headers, body }: RegistryRequest, signal: AbortSignal): Promise<Result<RegistryResponse>> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, headers: { 'user-agent': 'trainyard', ...headers }, signal };
    const onError = (error: unknown): void => resolve(fail(failureOf(url, error, signal)));
    const sent =
      url.protocol === 'https:'
        ? tlsRequest(url, { ...options, ca: trustedAuthorities() })
        : plainRequest(url, options);
    sent.on('error', onError);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MOST_BYTES) sent.destroy(new Error('too long'));
      });
      response.on('error', onError);
      response.on('end', () => {
        resolve(ok({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      });
    });
    sent.end(body);
  });
}

function failureOf({ host }: URL, error: unknown, signal: AbortSignal): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return { code: 'timeout', message: t('{0} does not answer in time.', host), detail };
  const trouble = tlsTrouble(codeOf(error));
  if (trouble !== undefined) {
    const message = t('The certificate of {0} is not trusted here, or it speaks without TLS.', host);
    return { code: 'unreachable', message, detail, about: 'certificate' };
  }
  return { code: 'unreachable', message: t('{0} is not reached from this machine.', host), detail };
}
