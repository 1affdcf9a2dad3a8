import { definedOf } from '../../domain/base/defined.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { DagshubRepository } from '../../domain/experiments/dagshubRepository.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { RepositoryFacts, TrackedRepository } from '../../domain/experiments/trackedRepository.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, recordsIn, recordsOf, stringOf } from '../http/json.ts';
import type { RestClient } from '../http/restClient.ts';

/** Most pages of one folder of a bucket. */
const MOST_PAGES = 100;

/** Facts, files and buckets of a repository. Source: dagshub/common/api/repo.py of the client 0.7.3; dagshub.com itself was not reached. */
export class DagshubFiles implements TrackedRepository {
  readonly #client: RestClient;
  readonly #base: string;
  #branch: string | undefined;

  constructor(client: RestClient, { owner, name }: DagshubRepository) {
    this.#client = client;
    this.#base = `/api/v1/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  }

  async facts(signal: AbortSignal): Promise<Result<RepositoryFacts>> {
    const answer = await this.#get('', [], signal);
    if (!answer.ok) return answer;
    const record = asRecord(answer.value);
    const name = stringOf(record, 'full_name');
    if (name === undefined) return fail(this.#strange());
    const changedAt = Date.parse(stringOf(record, 'updated_at') ?? '');
    const defaultBranch = stringOf(record, 'default_branch') ?? 'main';
    this.#branch = defaultBranch;
    return ok({
      name,
      isPrivate: record?.get('private') === true,
      defaultBranch,
      page: stringOf(record, 'html_url') ?? '',
      mayWrite: recordOf(record, 'permissions')?.get('push') === true,
      ...definedOf({
        description: stringOf(record, 'description'),
        changedAt: Number.isNaN(changedAt) ? undefined : changedAt,
      }),
    });
  }

  async list(folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const [top = '', ...rest] = partsOf(folder);
    if (top === '') return ok(['files', 'storage'].map((path) => ({ path, isFolder: true })));
    if (top === 'storage' && rest.length === 0) return await this.#buckets(signal);
    if (top === 'storage') return await this.#bucketFolder(rest, signal);
    const place = await this.#place(rest, 'content', signal);
    if (!place.ok) return place;
    const answer = await this.#get(place.value, [['include_size', 'true']], signal);
    return answer.ok ? ok(recordsIn(answer.value).flatMap((entry) => artifactOf('files', entry))) : answer;
  }

  async read(path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    const [top = '', ...rest] = partsOf(path);
    const place = top === 'storage' ? safePath('/storage/raw', rest) : await this.#place(rest, 'raw', signal);
    return place.ok ? await this.#client.stream({ method: 'GET', path: `${this.#base}${place.value}` }, signal) : place;
  }

  dispose(): void {
    this.#client.dispose();
  }

  async #buckets(signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const answer = await this.#get('/storage', [], signal);
    if (!answer.ok) return answer;
    return ok(
      recordsIn(answer.value).flatMap((bucket) => {
        const [name, protocol] = [stringOf(bucket, 'name'), stringOf(bucket, 'protocol')];
        return name && protocol ? [{ path: `storage/${protocol}/${name}`, isFolder: true }] : [];
      }),
    );
  }

  async #bucketFolder(parts: readonly string[], signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const place = safePath('/storage/content', parts);
    if (!place.ok) return place;
    const all: Artifact[] = [];
    let token = '';
    const seen = new Set<string>();
    for (let page = 0; page < MOST_PAGES && !seen.has(token); page++) {
      seen.add(token);
      const query = [
        ['paging', 'true'],
        ['from_token', token === '' ? undefined : token],
      ] as const;
      const answer = await this.#get(place.value, query, signal);
      if (!answer.ok) return answer;
      const record = asRecord(answer.value);
      const prefix = `storage/${parts.slice(0, 2).join('/')}`;
      all.push(...recordsOf(record, 'entries').flatMap((entry) => artifactOf(prefix, entry)));
      token = stringOf(record, 'next_token') ?? '';
      if (token === '') break;
    }
    return ok(all);
  }

  async #place(parts: readonly string[], what: 'content' | 'raw', signal: AbortSignal): Promise<Result<string>> {
    if (this.#branch === undefined) {
      const facts = await this.facts(signal);
      if (!facts.ok) return facts;
    }
    return safePath(`/${what}/${encodeURIComponent(this.#branch ?? 'main')}`, parts);
  }

  async #get(
    path: string,
    query: readonly (readonly [string, string | undefined])[],
    signal: AbortSignal,
  ): Promise<Result<unknown>> {
    return await this.#client.json({ method: 'GET', path: `${this.#base}${path}`, query }, signal);
  }

  #strange() {
    return {
      code: 'rejected' as const,
      message: t('What answers at {0} is not DagsHub', this.#client.where),
      nextStep: t('Check the address of the repository.'),
    };
  }
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Names are data: none of them leads out of the repository. */
function safePath(base: string, parts: readonly string[]): Result<string> {
  const odd = parts.find((part) => part === '.' || part === '..');
  if (odd !== undefined) {
    return fail({ code: 'invalid', message: t('{0} is no path in a repository', plainLine(parts.join('/'))) });
  }
  return ok([base, ...parts.map(encodeURIComponent)].join('/'));
}

function artifactOf(prefix: string, entry: JsonRecord): readonly Artifact[] {
  const path = stringOf(entry, 'path');
  if (!path) return [];
  const isFolder = stringOf(entry, 'type') === 'dir';
  const size = isFolder ? {} : definedOf({ size: numberOf(entry, 'size') });
  return [{ path: `${prefix}/${path.replace(/^\/+|\/+$/g, '')}`, isFolder, ...size }];
}
