import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { DamagedMessage } from '../../domain/experiments/protoCursor.ts';
import { ProtoMessage } from '../../domain/experiments/protobuf.ts';
import { asRecord, type JsonRecord } from '../http/json.ts';
import type { RestClient, RestRequest } from '../http/restClient.ts';
import { loginPage, restFailureOf } from '../http/restFailure.ts';
import type { ServerLogin } from './serverLogin.ts';

export interface ProtoQuestion {
  readonly path: string;
  readonly query?: NonNullable<RestRequest['query']>;
  readonly body: object;
}

/** Where the title of a page stands, in bytes. */
const PAGE_START = 1000;

/** The calls of a Neptune server: questions are JSON, answers protobuf where neptune-query 1.14.1 asks for it. */
export class NeptuneApi {
  readonly #client: RestClient;
  readonly #login: ServerLogin;

  constructor(client: RestClient, login: ServerLogin) {
    this.#client = client;
    this.#login = login;
  }

  /** Host and port, for sentences. */
  get where(): string {
    return this.#client.where;
  }

  async get(path: string, query: NonNullable<RestRequest['query']>, signal: AbortSignal): Promise<Result<JsonRecord>> {
    return this.#record(await this.#again(async () => await this.#client.json({ method: 'GET', path, query }, signal)));
  }

  /** A question by POST that changes nothing, with an answer in JSON. */
  async ask(path: string, body: object, signal: AbortSignal): Promise<Result<JsonRecord>> {
    const request = { method: 'POST', path, body, isRepeatable: true } as const;
    return this.#record(await this.#again(async () => await this.#client.json(request, signal)));
  }

  /** The same with an answer in protobuf, of which `read` takes what is wanted. */
  async message<T>(
    { path, query, body }: ProtoQuestion,
    read: (answer: ProtoMessage) => T,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    const request = { method: 'POST', path, body, isRepeatable: true, ...(query ? { query } : {}) } as const;
    const answer = await this.#again(async () => await this.#client.bytes(request, signal));
    if (!answer.ok) return answer;
    const start = answer.value.toString('utf8', 0, PAGE_START);
    if (/^\s*<(?:!doctype|html|head)/i.test(start)) return fail(loginPage(this.where, start));
    try {
      return ok(read(new ProtoMessage(answer.value)));
    } catch (error) {
      if (!(error instanceof DamagedMessage)) throw error;
      return fail(this.strange(error.message));
    }
  }

  endless(): Failure {
    return {
      code: 'rejected',
      message: t('The list of {0} does not end: it leads back to a page that was there before', this.where),
      nextStep: t('Report it to whoever runs the server.'),
    };
  }

  strange(detail?: string): Failure {
    return {
      code: 'rejected',
      message: t('The answer of {0} is not what Neptune 3 answers', this.where),
      nextStep: t('Check the address; Neptune before version 3 and its successors cannot be read here.'),
      ...(detail === undefined ? {} : { detail }),
    };
  }

  #record(answer: Result<unknown>): Result<JsonRecord> {
    if (!answer.ok) return answer;
    const record = asRecord(answer.value);
    return record ? ok(record) : fail(this.strange());
  }

  /** An access token may end before its time: once more with another. */
  async #again<T>(ask: () => Promise<Result<T>>): Promise<Result<T>> {
    const first = await ask();
    if (first.ok || restFailureOf(first.failure)?.status !== 401) return first;
    this.#login.forget();
    return await ask();
  }
}
