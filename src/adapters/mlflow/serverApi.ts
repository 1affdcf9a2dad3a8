import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, type JsonRecord, stringOf } from '../http/json.ts';
import type { RestClient, RestRequest, RestStream } from '../http/restClient.ts';
import type { SentContent } from '../http/sendContent.ts';
import type { TokenPage } from './tokenPages.ts';

type Query = NonNullable<RestRequest['query']>;

/** The calls of an MLflow server, as maps of JSON. Paths are those below `/api/2.0/mlflow/`. */
export class ServerApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** Host and port, for sentences. */
  get where(): string {
    return this.#client.where;
  }

  async get(path: string, query: Query, signal: AbortSignal): Promise<Result<JsonRecord>> {
    return this.#record(await this.#client.json({ method: 'GET', path: `/api/2.0/mlflow/${path}`, query }, signal));
  }

  /** A search: asking twice does no harm. */
  async search(path: string, body: object, signal: AbortSignal): Promise<Result<JsonRecord>> {
    const request = { method: 'POST', path: `/api/${path}`, body, isRepeatable: true } as const;
    return this.#record(await this.#client.json(request, signal));
  }

  /** Changes something, and is therefore never sent twice. */
  async change(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<Result<JsonRecord>> {
    return this.#record(await this.#client.json({ method, path: `/api/2.0/mlflow/${path}`, body }, signal));
  }

  /** From the root of the server, its prefix included. */
  text(path: string, signal: AbortSignal): Promise<Result<string>> {
    return this.#client.text({ method: 'GET', path }, signal);
  }

  async root(path: string, signal: AbortSignal): Promise<Result<JsonRecord>> {
    return this.#record(await this.#client.json({ method: 'GET', path }, signal));
  }

  stream(path: string, query: Query, signal: AbortSignal): Promise<Result<RestStream>> {
    return this.#client.stream({ method: 'GET', path, query }, signal);
  }

  /** A file in the server's own store of artifacts, in place of one of this path. */
  async put(path: string, content: SentContent, signal: AbortSignal): Promise<Result<void>> {
    const answer = await this.#client.text({ method: 'PUT', path, content }, signal);
    return answer.ok ? ok(undefined) : answer;
  }

  #record(answer: Result<unknown>): Result<JsonRecord> {
    if (!answer.ok) return answer;
    const record = asRecord(answer.value);
    if (record) return ok(record);
    return fail({
      code: 'rejected',
      message: t('What answers at {0} is not an MLflow server', this.where),
      nextStep: t('Check that the address is the one of the server, with its path.'),
    });
  }
}

/** One page of an answer. Lists that are empty are left out by the server. */
export function pageOf<T>(answer: JsonRecord, key: string, read: (item: unknown) => T | undefined): TokenPage<T> {
  const list = answer.get(key);
  const items = (Array.isArray(list) ? list : []).flatMap((item: unknown) => read(item) ?? []);
  const next = stringOf(answer, 'next_page_token') ?? '';
  return next === '' ? { items } : { items, next };
}
