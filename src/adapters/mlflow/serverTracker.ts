import type { Clock } from '../../domain/base/clock.ts';
import { ok, fail, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type {
  ArtifactContent,
  ExperimentTracker,
  HistoryRequest,
  RunPage,
  RunQuery,
} from '../../domain/experiments/ports.ts';
import type { RunFilter } from '../../domain/experiments/runFilter.ts';
import type { TrackedRepository } from '../../domain/experiments/trackedRepository.ts';
import type { Artifact, Experiment, MetricHistory, RunDetails } from '../../domain/experiments/trackedRun.ts';
import { pollTracker } from '../../domain/experiments/pollTracker.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import type { RestClient } from '../http/restClient.ts';
import { pageOf, ServerApi } from './serverApi.ts';
import { listArtifacts, readServerArtifact } from './serverArtifacts.ts';
import type { ServerFacts } from './serverFacts.ts';
import { splitServerFilter } from './serverFilter.ts';
import { ServerHistories } from './serverHistories.ts';
import { detailsOf, experimentOf } from './serverRecords.ts';
import { ServerModels } from './serverModels.ts';
import { serverRunPages } from './serverRunPages.ts';
import { ServerWriter } from './serverWriter.ts';
import { allPages } from './tokenPages.ts';

/** How often a server is asked while somebody looks, in milliseconds: while something runs, and else. */
const BUSY_MS = 5_000;
const QUIET_MS = 30_000;
/** Most that `experiments/search` gives at a time is 50,000; a page of 1000 is a few hundred kB. */
const PAGE_EXPERIMENTS = 1000;

interface TrackerParts {
  readonly client: RestClient;
  readonly facts: ServerFacts;
  readonly clock: Clock;
  /** Of the host that the server is one of. */
  readonly repository: TrackedRepository | undefined;
}

/** An MLflow server, spoken to over its REST API. */
export class ServerTracker implements ExperimentTracker {
  readonly ref: TrackerRef;
  readonly version: string | undefined;
  readonly registry: ServerModels;
  readonly writer: ServerWriter;
  readonly repository?: TrackedRepository;
  readonly #client: RestClient;
  readonly #api: ServerApi;
  readonly #facts: ServerFacts;
  readonly #clock: Clock;
  readonly #histories: ServerHistories;
  #isBusy = false;

  constructor(ref: TrackerRef, parts: TrackerParts) {
    this.ref = ref;
    this.version = parts.facts.version === undefined ? undefined : `MLflow ${parts.facts.version}`;
    this.#client = parts.client;
    this.#api = new ServerApi(parts.client);
    this.registry = new ServerModels(this.#api);
    this.writer = new ServerWriter(this.#api, this.registry, parts.clock);
    if (parts.repository) this.repository = parts.repository;
    this.#facts = parts.facts;
    this.#clock = parts.clock;
    this.#histories = new ServerHistories(this.#api, parts.facts);
  }

  async experiments(signal: AbortSignal): Promise<Result<readonly Experiment[]>> {
    const ask = async (token: string | undefined) => {
      const body = {
        max_results: PAGE_EXPERIMENTS,
        view_type: 'ALL',
        ...(token === undefined ? {} : { page_token: token }),
      };
      const answer = await this.#api.search('2.0/mlflow/experiments/search', body, signal);
      return answer.ok ? ok(pageOf(answer.value, 'experiments', experimentOf)) : answer;
    };
    return await allPages(ask, this.#api.where);
  }

  async *runs(query: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>> {
    if (query.experimentIds.length === 0) return;
    let isBusy = false;
    for await (const page of serverRunPages(this.#api, query, this.#facts, signal)) {
      isBusy ||= page.ok && page.value.runs.some(({ state }) => state === 'running');
      yield page;
    }
    this.#isBusy = isBusy;
  }

  async run(runId: string, signal: AbortSignal): Promise<Result<RunDetails>> {
    const answer = await this.#api.get('runs/get', [['run_id', runId]], signal);
    if (!answer.ok) return answer;
    const details = detailsOf(answer.value.get('run'));
    return details
      ? ok(details)
      : fail({ code: 'rejected', message: t('{0} gives no run {1}', this.#api.where, runId) });
  }

  histories(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]> {
    return this.#histories.read(request, signal);
  }

  artifacts(runId: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    return listArtifacts(this.#api, runId, folder, signal);
  }

  readArtifact(runId: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    return readServerArtifact(this.#api, runId, path, signal);
  }

  splitFilter(filter: RunFilter): { readonly there: RunFilter | undefined; readonly rest: RunFilter | undefined } {
    return splitServerFilter(filter, this.#facts);
  }

  watch(_experimentIds: readonly string[], changed: () => void): Disposable {
    return pollTracker(this.#clock, () => (this.#isBusy ? BUSY_MS : QUIET_MS), changed);
  }

  dispose(): void {
    this.repository?.dispose();
    this.#client.dispose();
  }
}
