import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LoggedModel } from '../../domain/experiments/modelRegistry.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { asRecord } from '../http/json.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { loggedModelOf } from './serverModelRecords.ts';
import { artifactOf } from './serverRecords.ts';
import { allPages } from './tokenPages.ts';

export async function readLoggedModel(api: ServerApi, id: string, signal: AbortSignal): Promise<Result<LoggedModel>> {
  const answer = await api.get(`logged-models/${encodeURIComponent(id)}`, [], signal);
  if (!answer.ok) return answer;
  const model = loggedModelOf(answer.value.get('model'));
  return model ? ok(model) : fail({ code: 'rejected', message: t('{0} gives no model {1}', api.where, id) });
}

/** What lies directly below a folder of a logged model. */
export async function listModelFiles(
  api: ServerApi,
  id: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  const ask = async (token: string | undefined) => {
    const query = [
      ['artifact_directory_path', folder === '' ? undefined : folder],
      ['page_token', token],
    ] as const;
    const answer = await api.get(`logged-models/${encodeURIComponent(id)}/artifacts/directories`, query, signal);
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

/** A file of a logged model by way of the server. */
export function readModelFile(
  api: ServerApi,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  const place = `/ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(id)}/artifacts/files`;
  return api.stream(place, [['artifact_file_path', path]], signal);
}
