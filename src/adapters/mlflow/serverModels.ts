import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type {
  LoggedModel,
  ModelRegistry,
  ModelVersion,
  RegisteredModel,
  Trace,
} from '../../domain/experiments/modelRegistry.ts';
import type { ModelSource, ModelWriter } from '../../domain/experiments/trackerWriter.ts';
import { restFailureOf } from '../http/restFailure.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { loggedModelOf, modelVersionOf, oldTraceOf, registeredModelOf, traceOf } from './serverModelRecords.ts';
import { runOf } from './serverRecords.ts';
import { isNotServed, notTold } from './serverRefusal.ts';
import { allPages, type TokenPage, tokenPages } from './tokenPages.ts';

/** Pages of the registry. Servers allow 1000 models, 200,000 versions, 50 logged models and 500 traces. */
const PAGE_MODELS = 500;
const PAGE_VERSIONS = 1000;
const PAGE_LOGGED = 50;
const PAGE_TRACES = 100;

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
    const { aliases } = known.value;
    const ask = async (token: string | undefined): Promise<Result<TokenPage<ModelVersion>>> => {
      const query = [
        ['filter', `name=${quote}${model}${quote}`],
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

  async loggedModels(experimentIds: readonly string[], signal: AbortSignal): Promise<Result<readonly LoggedModel[]>> {
    const ask = async (token: string | undefined): Promise<Result<TokenPage<LoggedModel>>> => {
      const body = {
        experiment_ids: experimentIds,
        max_results: PAGE_LOGGED,
        order_by: [{ field_name: 'creation_timestamp', ascending: false }],
        ...(token === undefined ? {} : { page_token: token }),
      };
      const answer = await this.#api.search('2.0/mlflow/logged-models/search', body, signal);
      return answer.ok ? ok(pageOf(answer.value, 'models', loggedModelOf)) : answer;
    };
    if (experimentIds.length === 0) return ok([]);
    return orNone(await allPages(ask, this.#api.where));
  }

  async traces(
    experimentIds: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<readonly Trace[]>> {
    if (experimentIds.length === 0) return ok([]);
    const found = await this.#traces((token) => this.#newTraces(experimentIds, token, signal), limit);
    const isOld = !found.ok && isUnserved(found);
    if (!isOld) return found;
    return orNone(await this.#traces((token) => this.#oldTraces(experimentIds, token, signal), limit));
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

  async #traces(
    ask: (token: string | undefined) => Promise<Result<TokenPage<Trace>>>,
    limit: number,
  ): Promise<Result<readonly Trace[]>> {
    const traces: Trace[] = [];
    let count = 0;
    const isEnough = ({ items }: TokenPage<Trace>): boolean => {
      count += items.length;
      return count >= limit;
    };
    for await (const page of tokenPages(ask, { where: this.#api.where, isEnough })) {
      if (!page.ok) return page;
      traces.push(...page.value);
    }
    return ok(traces.slice(0, limit));
  }

  async #newTraces(
    ids: readonly string[],
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<TokenPage<Trace>>> {
    const body = {
      locations: ids.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } })),
      max_results: PAGE_TRACES,
      order_by: ['timestamp_ms DESC'],
      ...(token === undefined ? {} : { page_token: token }),
    };
    const answer = await this.#api.search('3.0/mlflow/traces/search', body, signal);
    return answer.ok ? ok(pageOf(answer.value, 'traces', traceOf)) : answer;
  }

  async #oldTraces(
    ids: readonly string[],
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<TokenPage<Trace>>> {
    const experiments = ids.map((id) => ['experiment_ids', id] as const);
    const query = [
      ...experiments,
      ['max_results', PAGE_TRACES],
      ['order_by', 'timestamp_ms DESC'],
      ['page_token', token],
    ] as const;
    const answer = await this.#api.get('traces', query, signal);
    return answer.ok ? ok(pageOf(answer.value, 'traces', oldTraceOf)) : answer;
  }
}

function ofLoggedModel({ id, runId }: Pick<LoggedModel, 'id' | 'runId'>): object {
  return { source: `models:/${id}`, model_id: id, ...(runId === undefined ? {} : { run_id: runId }) };
}

function isUnserved(answer: Result<unknown>): boolean {
  const refusal = answer.ok ? undefined : restFailureOf(answer.failure);
  return refusal !== undefined && isNotServed(refusal);
}

/** A server that is older than what was asked for has none of it. */
function orNone<T>(answer: Result<readonly T[]>): Result<readonly T[]> {
  return isUnserved(answer) ? ok([]) : answer;
}

function unspeakable(model: string) {
  return {
    code: 'unsupported' as const,
    message: t('MLflow cannot be asked for {0}, whose name holds both kinds of quotes', plainLine(model)),
    nextStep: t('Rename the model.'),
  };
}
