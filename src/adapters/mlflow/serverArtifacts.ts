import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { gatherPieces } from '../../domain/base/gatherPieces.ts';
import { t } from '../../domain/base/text.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { asRecord } from '../http/json.ts';
import { restFailureOf } from '../http/restFailure.ts';
import type { SentContent } from '../http/sendContent.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { artifactOf, runOf } from './serverRecords.ts';
import { isNotServed } from './serverRefusal.ts';
import { allPages } from './tokenPages.ts';

/** Bytes of a file whose size nobody tells, which therefore has to be in memory before it can be sent. */
const MOST_UNSIZED = 64 * 1024 * 1024;

/** What lies directly below a folder of a run. */
export async function listArtifacts(
  api: ServerApi,
  runId: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  const query = [
    ['run_id', runId],
    ['path', folder === '' ? undefined : folder],
  ] as const;
  return await artifactsAt(api, { path: 'artifacts/list', query }, signal);
}

/** All pages of a list of files. */
export async function artifactsAt(
  api: ServerApi,
  {
    path,
    query,
  }: { readonly path: string; readonly query: readonly (readonly [key: string, value: string | undefined])[] },
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  const ask = async (token: string | undefined) => {
    const answer = await api.get(path, [...query, ['page_token', token]], signal);
    if (!answer.ok) return answer;
    return ok(
      pageOf(answer.value, 'files', (item) => {
        const record = asRecord(item);
        return record && artifactOf(record)[0];
      }),
    );
  };
  return await allPages(ask, api.where);
}

/**
 * A file by way of the server, which alone knows how to reach the store behind it: an artifact's own URI is never followed, as it is the word of
 * whoever made the run.
 */
export async function readServerArtifact(
  api: ServerApi,
  runId: string,
  path: string,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  const content = await api.stream(
    '/get-artifact',
    [
      ['path', path],
      ['run_uuid', runId],
      ['run_id', runId],
    ],
    signal,
  );
  if (content.ok) return content;
  const refusal = restFailureOf(content.failure);
  if (!refusal || !isNotServed(refusal)) return content;
  return await readByStore(api, runId, path, signal);
}

/** Hosts that give no pages of MLflow still serve its store of artifacts. */
async function readByStore(
  api: ServerApi,
  runId: string,
  path: string,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  const place = await placeInStore(api, { runId, path }, signal);
  if (!place.ok) return place;
  if (place.value !== undefined) return await api.stream(place.value, [], signal);
  return fail({
    code: 'unsupported',
    message: t('{0} does not give out files of this run', api.where),
    nextStep: t('Look at the run in the page of the server.'),
  });
}

/** A file of a run, in place of one of this path. Servers take it where they keep artifacts themselves, which is so unless they were told otherwise. */
export async function writeServerArtifact(
  api: ServerApi,
  file: { readonly runId: string; readonly path: string; readonly content: ArtifactContent },
  signal: AbortSignal,
): Promise<Result<void>> {
  const place = await placeInStore(api, file, signal);
  if (!place.ok) return place;
  if (place.value !== undefined) {
    const content = await sized(file.path, file.content);
    return content.ok ? await api.put(place.value, content.value, signal) : content;
  }
  return fail({
    code: 'unsupported',
    message: t('{0} does not take files itself: clients of MLflow write them to the store that it names', api.where),
    nextStep: t("Upload them with MLflow's own client."),
  });
}

async function sized(path: string, { size, chunks }: ArtifactContent): Promise<Result<SentContent>> {
  if (size !== undefined) return ok({ size, chunks });
  const gathered = await gatherPieces(chunks, MOST_UNSIZED);
  if (gathered) return ok({ size: gathered.size, chunks: each(gathered.pieces) });
  const message = t('{0} is larger than {1}, and its source does not say how large', path, formatBytes(MOST_UNSIZED));
  return fail({ code: 'unsupported', message, about: 'size' });
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Where the server's own store has a file of a run; undefined when it does not keep the files of this run, or when that is no path below the run. */
async function placeInStore(
  api: ServerApi,
  { runId, path }: { readonly runId: string; readonly path: string },
  signal: AbortSignal,
): Promise<Result<string | undefined>> {
  const answer = await api.get('runs/get', [['run_id', runId]], signal);
  if (!answer.ok) return answer;
  const uri = runOf(answer.value.get('run'))?.artifactUri ?? '';
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(uri)?.[1];
  const parts = `${root ?? ''}/${path}`.split('/').filter((part) => part !== '');
  if (root === undefined || parts.some((part) => part === '.' || part === '..')) return ok(undefined);
  return ok(`/api/2.0/mlflow-artifacts/artifacts/${parts.map(encodeURIComponent).join('/')}`);
}
