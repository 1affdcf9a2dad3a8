import { definedOf } from '../../domain/base/defined.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { t } from '../../domain/base/text.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import { asRecord, numberOf, stringOf } from '../http/json.ts';
import type { RestClient } from '../http/restClient.ts';
import { restFailureOf } from '../http/restFailure.ts';

/** An access token that has less time left than this is changed for another, as the client does. */
const LEAST_LEFT_MS = 30_000;
/** Of a token that does not say when it ends. */
const LIFE_MS = 4 * 60_000;

interface Access {
  readonly apiToken: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/**
 * Changes the API token for an access token of a few minutes, once for all who ask. When it ends the API token is changed again: the refresh token would
 * have to go to an address that an answer names.
 */
export class ServerLogin {
  readonly #exchange: (apiToken: string, signal: AbortSignal) => Promise<Result<string>>;
  readonly #now: () => number;
  readonly #sent = new Set<string>();
  readonly #ends = new AbortController();
  #access: Access | undefined;
  #changing: { readonly apiToken: string; readonly access: Promise<Result<string>> } | undefined;

  constructor(exchange: (apiToken: string, signal: AbortSignal) => Promise<Result<string>>, now: () => number) {
    this.#exchange = exchange;
    this.#now = now;
  }

  async token(apiToken: string, signal: AbortSignal): Promise<Result<string>> {
    const known = this.#access;
    if (known?.apiToken === apiToken && known.endsAt - LEAST_LEFT_MS > this.#now()) return ok(known.token);
    if (this.#changing?.apiToken !== apiToken) {
      const access = this.#change(apiToken).finally(() => {
        if (this.#changing?.access === access) this.#changing = undefined;
      });
      this.#changing = { apiToken, access };
    }
    return await withAbort(this.#changing.access, signal);
  }

  /** A text of the server's without any token that was sent to it. */
  withoutTokens(text: string): string {
    return [...this.#sent].reduce((rest, token) => rest.replaceAll(token, '…'), text);
  }

  /** The server takes it no more. */
  forget(): void {
    this.#access = undefined;
  }

  dispose(): void {
    this.#ends.abort();
  }

  async #change(apiToken: string): Promise<Result<string>> {
    this.#sent.add(apiToken);
    const answer = await this.#exchange(apiToken, this.#ends.signal);
    if (answer.ok) this.#sent.add(answer.value);
    if (answer.ok)
      this.#access = { apiToken, token: answer.value, endsAt: endOf(answer.value) ?? this.#now() + LIFE_MS };
    return answer;
  }
}

/** Asks for an access token. The client sends the API token as a header. */
export async function exchangeToken(client: RestClient, signal: AbortSignal): Promise<Result<string>> {
  const answer = await client.json({ method: 'GET', path: '/api/backend/v1/authorization/oauth-token' }, signal);
  if (!answer.ok) return restFailureOf(answer.failure) ? answer : fail(withoutDetail(answer.failure));
  const token = stringOf(asRecord(answer.value), 'accessToken');
  // A header of it is made with each request.
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return ok(token);
  return fail({
    code: 'rejected',
    message: t('What answers at {0} is not Neptune', client.where),
    nextStep: t('Check the address of the server.'),
  });
}

/** The first words of what was no JSON may be a token. */
function withoutDetail({ code, message, nextStep }: Failure): Failure {
  return { code, message, ...definedOf({ nextStep }) };
}

/** Of a JWT; undefined: it does not say. In milliseconds since 1970. */
function endOf(token: string): number | undefined {
  const [, payload = ''] = token.split('.');
  const ends = numberOf(asRecord(parsedJson(Buffer.from(payload, 'base64url').toString())), 'exp');
  return ends === undefined ? undefined : ends * 1000;
}
