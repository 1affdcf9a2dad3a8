import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type {
  LoggedModel,
  ModelRegistry,
  ModelVersion,
  RegisteredModel,
  Trace,
  TraceDetails,
} from '../../domain/experiments/modelRegistry.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import type { Artifact } from '../../domain/experiments/trackedRun.ts';
import type { ModelSource, ModelWriter } from '../../domain/experiments/trackerWriter.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { listModelFiles, readLoggedModel, readModelFile } from './serverModelFiles.ts';
import { loggedModelOf, modelVersionOf, registeredModelOf } from './serverModelRecords.ts';
import { runOf } from './serverRecords.ts';
import { noneWhereUnserved, notTold } from './serverRefusal.ts';
import { readTrace, readTraces } from './serverTraces.ts';
import { allPages, firstPages, type TokenPage } from './tokenPages.ts';

/** Pages of the registry. Servers allow 1000 models, 200,000 versions and 50 logged models. */
const PAGE_MODELS = 500;
const PAGE_VERSIONS = 1000;
const PAGE_LOGGED = 50;

type Version = Pick<ModelVersion, 'model' | 'version'>;

/** Registered models, logged models and traces of a server, and the changes to the first. */
export class ServerModels implements ModelRegistry, ModelWriter {
  readonly #api: ServerApi;

  constructor(api: ServerApi) {
    this.#api = api;
  }

  models(signal: AbortSignal): Promise<Result<readonly RegisteredModel[]>> {
    const ask = async (token: string | undefined): Promise<Result<TokenPage<RegisteredModel>>> => {
      const query = [
        ['max_results', PAGE_MODELS],
        ['order_by', 'name ASC'],
        ['page_token', token],
      ] as const;
      const answer = await this.#api.get('registered-models/search', query, signal);
      return answer.ok ? ok(pageOf(answer.value, 'registered_models', registeredModelOf)) : answer;
    };
    return allPages(ask, this.#api.where);
  }

  async versions(model: string, signal: AbortSignal): Promise<Result<readonly ModelVersion[]>> {
    const quote = model.includes("'") ? '"' : "'";
    if (model.includes("'") && model.includes('"')) return fail(unspeakable(model));
    const known = await this.#model(model, signal);
    if (!known.ok) return known;
    return await this.#versions(`name=${quote}${model}${quote}`, known.value.aliases, signal);
  }

  async runVersions(runId: string, signal: AbortSignal): Promise<Result<readonly ModelVersion[]>> {
    // An id of MLflow is hexadecimal; what holds a quote is none.
    if (runId.includes("'")) return ok([]);
    const found = await this.#versions(`run_id='${runId}'`, new Map(), signal);
    if (!found.ok) return found;
    const models = [...new Set(found.value.map(({ model }) => model))];
    const known = await Promise.all(models.map((model) => this.#model(model, signal)));
    const failed = known.find((each) => !each.ok);
    if (failed && !failed.ok) return failed;
    const aliases = new Map(known.flatMap((each) => (each.ok ? [[each.value.name, each.value.aliases] as const] : [])));
    return ok(found.value.map((version) => withAliases(version, aliases.get(version.model) ?? new Map())));
  }

  async loggedModels(
    experimentIds: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<readonly LoggedModel[]>> {
    const ask = async (token: string | undefined): Promise<Result<TokenPage<LoggedModel>>> => {
      const body = {
        experiment_ids: experimentIds,
        max_results: Math.min(limit, PAGE_LOGGED),
        order_by: [{ field_name: 'creation_timestamp', ascending: false }],
        ...(token === undefined ? {} : { page_token: token }),
      };
      const answer = await this.#api.search('2.0/mlflow/logged-models/search', body, signal);
      return answer.ok ? ok(pageOf(answer.value, 'models', loggedModelOf)) : answer;
    };
    if (experimentIds.length === 0) return ok([]);
    return noneWhereUnserved(await firstPages(ask, limit, this.#api.where));
  }

  loggedModel(id: string, signal: AbortSignal): Promise<Result<LoggedModel>> {
    return readLoggedModel(this.#api, id, signal);
  }

  modelFiles(id: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    return listModelFiles(this.#api, id, folder, signal);
  }

  readModelFile(id: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    return readModelFile(this.#api, id, path, signal);
  }

  traces(experimentIds: readonly string[], limit: number, signal: AbortSignal): Promise<Result<readonly Trace[]>> {
    return readTraces(this.#api, experimentIds, limit, signal);
  }

  trace(_experimentId: string, traceId: string, signal: AbortSignal): Promise<Result<TraceDetails>> {
    return readTrace(this.#api, traceId, signal);
  }

  async register(model: string, source: ModelSource, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const made = await this.#api.change('POST', 'registered-models/create', { name: model }, signal);
    if (!made.ok && made.failure.code !== 'conflict') return made;
    const body =
      source.form === 'artifacts' ? await this.#ofArtifacts(source, signal) : ok(ofLoggedModel(source.model));
    if (!body.ok) return body;
    const answer = await this.#api.change('POST', 'model-versions/create', { name: model, ...body.value }, signal);
    if (!answer.ok) return answer;
    const version = modelVersionOf(answer.value.get('model_version'), new Map());
    return version ? await this.#version(version, signal) : fail(notTold(this.#api.where));
  }

  setAlias(model: string, alias: string, version: string, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    return this.#onModel('POST', { name: model, alias, version }, signal);
  }

  deleteAlias(model: string, alias: string, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    return this.#onModel('DELETE', { name: model, alias }, signal);
  }

  async setVersionTag(
    { model, version }: Version,
    { key, value }: { readonly key: string; readonly value: string },
    signal: AbortSignal,
  ): Promise<Result<ModelVersion>> {
    const answer = await this.#api.change(
      'POST',
      'model-versions/set-tag',
      { name: model, version, key, value },
      signal,
    );
    return answer.ok ? await this.#version({ model, version }, signal) : answer;
  }

  async deleteVersionTag({ model, version }: Version, key: string, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const answer = await this.#api.change('DELETE', 'model-versions/delete-tag', { name: model, version, key }, signal);
    return answer.ok ? await this.#version({ model, version }, signal) : answer;
  }

  async #versions(
    filter: string,
    aliases: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<Result<readonly ModelVersion[]>> {
    const ask = async (token: string | undefined): Promise<Result<TokenPage<ModelVersion>>> => {
      const query = [
        ['filter', filter],
        ['max_results', PAGE_VERSIONS],
        ['order_by', 'version_number DESC'],
        ['page_token', token],
      ] as const;
      const answer = await this.#api.get('model-versions/search', query, signal);
      if (!answer.ok) return answer;
      return ok(pageOf(answer.value, 'model_versions', (value) => modelVersionOf(value, aliases)));
    };
    return await allPages(ask, this.#api.where);
  }

  async #onModel(
    method: 'POST' | 'DELETE',
    body: { readonly name: string; readonly alias: string; readonly version?: string },
    signal: AbortSignal,
  ): Promise<Result<RegisteredModel>> {
    const answer = await this.#api.change(method, 'registered-models/alias', body, signal);
    return answer.ok ? await this.#model(body.name, signal) : answer;
  }

  async #model(name: string, signal: AbortSignal): Promise<Result<RegisteredModel>> {
    const answer = await this.#api.get('registered-models/get', [['name', name]], signal);
    if (!answer.ok) return answer;
    const model = registeredModelOf(answer.value.get('registered_model'));
    return model ? ok(model) : fail(notTold(this.#api.where));
  }

  async #version({ model, version }: Version, signal: AbortSignal): Promise<Result<ModelVersion>> {
    const answer = await this.#api.get(
      'model-versions/get',
      [
        ['name', model],
        ['version', version],
      ],
      signal,
    );
    if (!answer.ok) return answer;
    const found = modelVersionOf(answer.value.get('model_version'), new Map());
    return found ? ok(found) : fail(notTold(this.#api.where));
  }

  /** The place of the artifacts, as MLflow's client writes it for `runs:/…`. */
  async #ofArtifacts(
    { runId, path }: Extract<ModelSource, { readonly form: 'artifacts' }>,
    signal: AbortSignal,
  ): Promise<Result<object>> {
    const answer = await this.#api.get('runs/get', [['run_id', runId]], signal);
    if (!answer.ok) return answer;
    const root = runOf(answer.value.get('run'))?.artifactUri ?? `runs:/${runId}`;
    return ok({ source: path === '' ? root : `${root}/${path}`, run_id: runId });
  }
}

function ofLoggedModel({ id, runId }: Pick<LoggedModel, 'id' | 'runId'>): object {
  return { source: `models:/${id}`, model_id: id, ...(runId === undefined ? {} : { run_id: runId }) };
}

/** Versions of lists come without the aliases, which the model has. */
const withAliases = (version: ModelVersion, all: ReadonlyMap<string, string>): ModelVersion => ({
  ...version,
  aliases: Array.from(all)
    .flatMap(([alias, of]) => (of === version.version ? [alias] : []))
    .sort(),
});

function unspeakable(model: string) {
  return {
    code: 'unsupported' as const,
    message: t('MLflow cannot be asked for {0}, whose name holds both kinds of quotes', plainLine(model)),
    nextStep: t('Rename the model.'),
  };
}
