import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { asRecord } from '../http/json.ts';
import { restFailureOf } from '../http/restFailure.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { artifactOf, runOf } from './serverRecords.ts';
import { isNotServed } from './serverRefusal.ts';
import { allPages } from './tokenPages.ts';

/** What lies directly below a folder. */
export async function listArtifacts(
  api: ServerApi,
  runId: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  const ask = async (token: string | undefined) => {
    const query = [
      ['run_id', runId],
      ['path', folder === '' ? undefined : folder],
      ['page_token', token],
    ] as const;
    const answer = await api.get('artifacts/list', query, signal);
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
  const answer = await api.get('runs/get', [['run_id', runId]], signal);
  if (!answer.ok) return answer;
  const uri = runOf(answer.value.get('run'))?.artifactUri ?? '';
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(uri)?.[1];
  const parts = `${root ?? ''}/${path}`.split('/').filter((part) => part !== '');
  if (root === undefined || parts.some((part) => part === '.' || part === '..')) {
    return fail({
      code: 'unsupported',
      message: t('{0} does not give out files of this run', api.where),
      nextStep: t('Look at the run in the page of the server.'),
    });
  }
  return await api.stream(`/api/2.0/mlflow-artifacts/artifacts/${parts.map(encodeURIComponent).join('/')}`, [], signal);
}
