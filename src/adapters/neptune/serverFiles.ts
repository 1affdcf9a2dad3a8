import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { listedArtifacts } from '../../domain/experiments/listedArtifacts.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { isLinkLocal } from '../http/isLinkLocal.ts';
import { isLoopback } from '../http/isLoopback.ts';
import { recordsOf, stringOf } from '../http/json.ts';
import { RestClient, type RestParts } from '../http/restClient.ts';
import { statusFailure } from '../http/restFailure.ts';
import { type ServerAddress, serverAddressOf } from '../http/serverAddress.ts';
import { onePiece } from './onePiece.ts';
import type { NeptuneApi } from './serverApi.ts';
import type { StoredFile } from './serverAttributes.ts';
import { projectOf, type ServerRun } from './serverRuns.ts';
import type { ServerSeries } from './serverSeries.ts';

export interface ServerFilesParts {
  readonly api: NeptuneApi;
  readonly series: ServerSeries;
  readonly http: Pick<RestParts, 'clock' | 'environment' | 'limits'>;
  readonly server: ServerAddress;
}

/** What a run has under a path: a file that the server keeps, or the lines of a series of texts. */
type ServerContent =
  | { readonly kind: 'file'; readonly file: StoredFile }
  | { readonly kind: 'lines'; readonly of: string };

/** Files of runs. The server gives an address for each, mostly of a bucket, which is asked without any login. */
export class ServerFiles implements Disposable {
  readonly #parts: ServerFilesParts;
  /** By origin. */
  readonly #buckets = new Map<string, RestClient>();

  constructor(parts: ServerFilesParts) {
    this.#parts = parts;
  }

  dispose(): void {
    for (const bucket of this.#buckets.values()) bucket.dispose();
  }

  async list(run: ServerRun, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const contents = await this.#contents(run, signal);
    if (!contents.ok) return contents;
    const sizes = Array.from(
      contents.value,
      ([path, content]) => [path, content.kind === 'file' ? content.file.size : undefined] as const,
    );
    return ok(listedArtifacts(sizes, folder));
  }

  async read(run: ServerRun, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    // Series of files are asked of the server only where the path is no file that the run names itself.
    const file = run.attributes.files.get(path);
    if (file) return await this.#download(projectOf(run.tracked.id), file, signal);
    const contents = await this.#contents(run, signal);
    if (!contents.ok) return contents;
    const content = contents.value.get(path);
    if (!content) return fail({ code: 'not-found', message: t('The run has no file {0}.', path) });
    if (content.kind === 'file') return await this.#download(projectOf(run.tracked.id), content.file, signal);
    const lines = await this.#parts.series.texts(run.tracked.id, content.of, signal);
    if (!lines.ok) return lines;
    const bytes = Buffer.from(lines.value.map((line) => `${line}\n`).join(''));
    return ok({ size: bytes.length, chunks: onePiece(bytes) });
  }

  async #contents(
    { tracked, attributes }: ServerRun,
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<string, ServerContent>>> {
    const contents = new Map<string, ServerContent>();
    for (const [path, file] of attributes.files) contents.set(path, { kind: 'file', file });
    for (const of of attributes.textSeries) contents.set(`${of}.txt`, { kind: 'lines', of });
    for (const name of attributes.fileSeries) {
      const files = await this.#parts.series.files(tracked.id, name, signal);
      if (!files.ok) return files;
      for (const [step, file] of files.value) contents.set(`${name}/${step}`, { kind: 'file', file });
    }
    return ok(contents);
  }

  async #download(project: string, { place }: StoredFile, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    const { api } = this.#parts;
    const files = [{ project_identifier: project, path: place, permission: 'read' }];
    const answer = await api.ask('/api/storagebridge/v1/signedUrl', { files }, signal);
    if (!answer.ok) return answer;
    const [signed] = recordsOf(answer.value, 'files');
    const url = stringOf(signed, 'url') ?? '';
    const bucket = this.#bucketOf(url);
    if (!bucket.ok) return bucket;
    const { pathname, search } = new URL(url);
    return await bucket.value.stream({ method: 'GET', path: `${pathname}${search}` }, signal);
  }

  /** A bucket is another server, which gets no login; one inside this machine or its cloud, or a way back to plain HTTP, is not asked. */
  #bucketOf(url: string): Result<RestClient> {
    const address = serverAddressOf(url);
    if (!address) return fail(this.#parts.api.strange());
    const { http, api, server } = this.#parts;
    const isInside = isLinkLocal(address.host) || (isLoopback(address.host) && !isLoopback(server.host));
    if (isInside || (server.isTls && !address.isTls)) {
      return fail({
        code: 'rejected',
        message: t('{0} says that its file lies at {1}, which is not asked', api.where, plainLine(new URL(url).origin)),
        nextStep: t('Check how the server gives addresses of files.'),
      });
    }
    const { origin } = new URL(url);
    const known = this.#buckets.get(origin);
    if (known) return ok(known);
    const made = new RestClient({
      ...http,
      address: { ...address, basePath: '' },
      access: () => Promise.resolve(ok({ headers: new Map<string, string>() })),
      // The path of a signed address is a secret for as long as it is good, and buckets repeat it in their answers.
      refused: (refusal) => statusFailure({ ...refusal, text: '' }),
    });
    this.#buckets.set(origin, made);
    return ok(made);
  }
}
