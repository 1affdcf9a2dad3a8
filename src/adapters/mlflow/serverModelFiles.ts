import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LoggedModel } from '../../domain/experiments/modelRegistry.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import { artifactsAt } from './serverArtifacts.ts';
import type { ServerApi } from './serverApi.ts';
import { loggedModelOf } from './serverModelRecords.ts';

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
  const path = `logged-models/${encodeURIComponent(id)}/artifacts/directories`;
  const query = [['artifact_directory_path', folder === '' ? undefined : folder]] as const;
  return await artifactsAt(api, { path, query }, signal);
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
