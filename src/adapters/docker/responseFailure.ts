import type { IncomingHttpHeaders } from 'node:http';
import type { Failure, FailureCode } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineEndpoint } from '../../domain/engines/engine.ts';
import { notAnEngine, tlsExpected } from './connectFailure.ts';

const CODES: ReadonlyMap<number, FailureCode> = new Map([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [501, 'unsupported'],
  [503, 'rejected'],
]);

/** An answer of the engine that is no success. */
export interface RefusedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What an answer other than 2xx says. The message is the engine's own; callers put what they did in front of it. */
export function responseFailure({ status, headers, text }: RefusedResponse, endpoint: EngineEndpoint): Failure {
  if (/HTTP request to an HTTPS server/i.test(text)) return tlsExpected(endpoint, text.trim());
  if (isHtml(headers, text)) return notAnEngine(endpoint, text);
  const message = engineMessage(text) || t('HTTP status {0}', status);
  if (/no space left on device/i.test(message)) {
    return {
      code: 'no-space',
      message,
      nextStep: t('Free space on the disk of the engine, for example: docker system prune'),
      detail: t('HTTP status {0}', status),
    };
  }
  if (/client version \S+ is too (old|new)/i.test(message)) {
    return { code: 'unsupported', message, nextStep: t('Update the engine.'), detail: t('HTTP status {0}', status) };
  }
  return { code: CODES.get(status) ?? 'rejected', message, detail: t('HTTP status {0}', status) };
}

export function isHtml(headers: IncomingHttpHeaders, text: string): boolean {
  return (headers['content-type'] ?? '').includes('text/html') || /^\s*<(!doctype|html)/i.test(text);
}

/** `{"message": …}`; Podman adds `cause`. Anything else is passed on as it is. */
function engineMessage(text: string): string {
  const trimmed = text.trim();
  const parsed = parsedJson(trimmed);
  if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') {
    return plainText(parsed.message.trim());
  }
  // Engines before 1.24 and proxies answer in plain words, which are used as they are.
  return plainText(trimmed.slice(0, 2000));
}
