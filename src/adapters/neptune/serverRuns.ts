import { definedOf } from '../../domain/base/defined.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { DamagedMessage } from '../../domain/experiments/protoCursor.ts';
import type { ProtoMessage } from '../../domain/experiments/protobuf.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { NeptuneApi } from './serverApi.ts';
import { foldAttributes, type ServerAttributes } from './serverAttributes.ts';
import { trackedNeptuneRun } from './trackedNeptuneRun.ts';

/** A run of a server, and what its files are called there. */
export interface ServerRun {
  readonly tracked: TrackedRun;
  readonly attributes: ServerAttributes;
}

export interface ProjectPage {
  readonly runs: readonly ServerRun[];
  /** Runs that match, as the server counts them. */
  readonly total: number;
}

export interface ProjectQuestion {
  readonly project: string;
  /** In Neptune's query language. */
  readonly query?: string;
  readonly offset: number;
  readonly limit: number;
}

/** The name of a run for the API, and how it is called there by number. */
interface RunName {
  readonly sysId: string;
  readonly customId: string;
}

// Numbers of fields of `neptune.api.v1.model`, from the descriptors in neptune-query 1.14.1.
const SEARCH = { total: 1, entries: 3 };
const ENTRY = { attributes: 7 };
const ATTRIBUTE = { name: 1, text: 5, value: 3 };
const VALUES = { entries: 1, next: 2 };
const RUN = { id: 1, shortId: 2, attributes: 3 };
const TOKEN = 1;
/** The name that makes runs nest in the tree. */
const PARENT = 'mlflow.parentRunId';
/** Attributes of an answer, as the client asks for. */
const MOST_ATTRIBUTES = 10_000;
/** A client that has been silent for longer does not run any more; neptune-scale pings more often. */
const SILENT_MS = 5 * 60_000;

export const runIdOf = (project: string, customId: string) => `${project}/${customId}`;
export const projectOf = (runId: string) => runId.split('/').slice(0, 2).join('/');

/** Reads runs of projects with all of their attributes. */
export class ServerRuns {
  readonly #api: NeptuneApi;
  readonly #now: () => number;

  /** Ids that users have given, by those that the server has. */
  readonly #known = new Map<string, string>();

  constructor(api: NeptuneApi, now: () => number) {
    this.#api = api;
    this.#now = now;
  }

  /** The newest first. */
  async page({ project, query, offset, limit }: ProjectQuestion, signal: AbortSignal): Promise<Result<ProjectPage>> {
    const body = {
      attributeFilters: ['sys/id', 'sys/custom_run_id'].map((path) => ({ path })),
      pagination: { limit, offset },
      experimentLeader: false,
      sorting: { dir: 'descending', sortBy: { name: 'sys/creation_time', type: 'datetime' } },
      ...(query === undefined ? {} : { query: { query } }),
    };
    const asked = {
      path: '/api/leaderboard/v1/proto/leaderboard/entries/search/',
      query: [
        ['projectIdentifier', project],
        ['type', 'run'],
      ] as const,
      body,
    };
    const found = await this.#api.message(asked, readSearch, signal);
    if (!found.ok) return found;
    const { names, total, damaged } = found.value;
    const attributes = await this.#attributes(project, names, signal);
    if (!attributes.ok) return attributes;
    for (const { sysId, customId } of names) this.#known.set(runIdOf(project, sysId), customId);
    const read = names.map((name) => this.#run(project, name, attributes.value.get(name.sysId) ?? []));
    const runs = read.map((run) => this.#withKnownParent(project, run));
    return ok({ runs: [...runs, ...damaged.map((at) => this.#damaged(project, offset + at))], total });
  }

  /** @param runId `workspace/project/run` */
  async one(runId: string, signal: AbortSignal): Promise<Result<ServerRun>> {
    const project = projectOf(runId);
    const customId = runId.slice(project.length + 1);
    const query = `\`sys/custom_run_id\`:string == "${customId.replace(/[\\"]/g, String.raw`\$&`)}"`;
    const page = await this.page({ project, query, offset: 0, limit: 1 }, signal);
    if (!page.ok) return page;
    const [run] = page.value.runs;
    return run ? ok(run) : fail({ code: 'not-found', message: t('{0} gives no run {1}', this.#api.where, runId) });
  }

  async #attributes(
    project: string,
    names: readonly RunName[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<string, readonly (() => ProtoMessage)[]>>> {
    const found = new Map<string, (() => ProtoMessage)[]>();
    if (names.length === 0) return ok(found);
    let token: string | undefined;
    const seen = new Set<string | undefined>();
    while (!seen.has(token)) {
      if (signal.aborted) return fail(CANCELLED);
      seen.add(token);
      const body = {
        experimentIdsFilter: names.map(({ sysId }) => `${project}/${sysId}`),
        nextPage: { limit: MOST_ATTRIBUTES, ...(token === undefined ? {} : { nextPageToken: token }) },
      };
      const path = '/api/leaderboard/v1/proto/leaderboard/attributes/query';
      const asked = { path, query: [['projectIdentifier', project]] as const, body };
      const answer = await this.#api.message(asked, readValues, signal);
      if (!answer.ok) return answer;
      for (const { sysId, attributes } of answer.value.runs)
        found.set(sysId, [...(found.get(sysId) ?? []), ...attributes]);
      token = answer.value.next;
      if (token === undefined) return ok(found);
    }
    return fail(this.#api.endless());
  }

  #run(project: string, { sysId, customId }: RunName, parts: readonly (() => ProtoMessage)[]): ServerRun {
    const attributes = foldAttributes(parts);
    const { record, isDamaged } = attributes;
    // What a deleted run has left: it is in the list, and has no values any more.
    const trouble = isDamaged || parts.length === 0 ? this.#notWhole(runIdOf(project, customId)) : undefined;
    const parent = record.scalars.get('sys/forking/parent')?.text;
    const step = record.scalars.get('sys/forking/step')?.value;
    const tracked = trackedNeptuneRun({
      id: runIdOf(project, customId),
      project,
      record,
      // Neptune 3 takes runs of this client alone.
      client: 'neptune-scale',
      ...definedOf({
        trouble,
        parent: parent === undefined ? undefined : { runId: runIdOf(project, parent), ...definedOf({ step }) },
      }),
    });
    const name = tracked.name || customId || sysId;
    return { attributes, tracked: { ...tracked, name, ...this.#stateOf(tracked, attributes) } };
  }

  /** Whether a fork names its parent by the id that the user gave or by that of the server is not proven: both lead to the run. */
  #withKnownParent(project: string, run: ServerRun): ServerRun {
    const parent = run.tracked.tags.get(PARENT);
    const customId = parent === undefined ? undefined : this.#known.get(parent);
    if (customId === undefined) return run;
    const tags = new Map(run.tracked.tags).set(PARENT, runIdOf(project, customId));
    return { ...run, tracked: { ...run.tracked, tags } };
  }

  /** Neptune 3 says no state: a run that has not failed runs as long as its client pings. */
  #stateOf({ state }: TrackedRun, { record }: ServerAttributes): Pick<TrackedRun, 'state' | 'endedAt'> {
    const pingedAt = record.scalars.get('sys/ping_time')?.value;
    const ended = pingedAt === undefined ? {} : { endedAt: pingedAt };
    if (state !== 'unknown') return state === 'running' ? { state } : { state, ...ended };
    if (pingedAt === undefined) return { state };
    return pingedAt + SILENT_MS > this.#now() ? { state: 'running' } : { state: 'ok', ...ended };
  }

  #damaged(project: string, at: number): ServerRun {
    const id = runIdOf(project, `#${at + 1}`);
    const attributes = foldAttributes([]);
    const trouble = this.#notWhole(id);
    return {
      attributes,
      tracked: trackedNeptuneRun({ id, project, record: attributes.record, client: 'neptune-scale', trouble }),
    };
  }

  #notWhole(runId: string): Failure {
    return {
      code: 'rejected',
      message: t(
        'What {0} says of the run {1} is damaged or not there, so the run cannot be read whole.',
        this.#api.where,
        runId,
      ),
      nextStep: t('Look at the run on the pages of the server.'),
    };
  }
}

interface FoundNames {
  readonly names: readonly RunName[];
  readonly total: number;
  /** Places in the page of entries that could not be read. */
  readonly damaged: readonly number[];
}

function readSearch(answer: ProtoMessage): FoundNames {
  const names: RunName[] = [];
  const damaged: number[] = [];
  for (const [at, bytes] of answer.parts(SEARCH.entries).entries()) {
    const name = whole(() => nameOf(bytes()));
    if (name) names.push(name);
    else damaged.push(at);
  }
  return { names, damaged, total: Number(answer.integer(SEARCH.total) ?? 0n) };
}

function nameOf(entry: ProtoMessage): RunName | undefined {
  const texts = new Map(
    entry
      .messages(ENTRY.attributes)
      .map((each) => [each.text(ATTRIBUTE.name), each.message(ATTRIBUTE.text)?.text(ATTRIBUTE.value)]),
  );
  const sysId = texts.get('sys/id');
  return sysId === undefined ? undefined : { sysId, customId: texts.get('sys/custom_run_id') || sysId };
}

interface FoundValues {
  readonly runs: readonly { readonly sysId: string; readonly attributes: readonly (() => ProtoMessage)[] }[];
  /** The page after this one. */
  readonly next: string | undefined;
}

function readValues(answer: ProtoMessage): FoundValues {
  const runs = answer.parts(VALUES.entries).flatMap((open) => {
    const run = whole(open);
    const sysId = run?.text(RUN.shortId) ?? run?.text(RUN.id);
    return run && sysId !== undefined ? [{ sysId, attributes: run.parts(RUN.attributes) }] : [];
  });
  return { runs, next: answer.message(VALUES.next)?.text(TOKEN) || undefined };
}

/** Undefined: it is damaged, which is told of the one run alone. */
function whole<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedMessage) return undefined;
    throw error;
  }
}
