// Filters that real servers judge find the same runs as those that are judged here, over names and texts of every odd kind.
import assert from 'node:assert/strict';
import { matchesFilter } from '../../../src/domain/experiments/matchesFilter.ts';
import type { FilterOperator, RunFilter } from '../../../src/domain/experiments/runFilter.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import type { ServerTracker } from '../../../src/adapters/mlflow/serverTracker.ts';
import { mlflowOf, type MlflowUnderTest, openedServer, seededBy } from '../../support/mlflowServer.ts';

const { signal } = new AbortController();

async function runsOf(
  tracker: ServerTracker,
  experimentId: string,
  filter?: RunFilter,
): Promise<readonly TrackedRun[]> {
  const runs: TrackedRun[] = [];
  const query = { experimentIds: [experimentId], lifecycle: 'active', limit: 1000 } as const;
  for await (const page of tracker.runs(filter ? { ...query, filter } : query, signal)) {
    assert.ok(page.ok, `${JSON.stringify(filter)} ${JSON.stringify(page)}`);
    runs.push(...page.value.runs);
  }
  return runs;
}

function adder(filters: RunFilter[]) {
  return (
    group: 'metrics' | 'params' | 'tags' | 'attributes',
    name: string,
    operator: FilterOperator,
    ...values: (string | number)[]
  ) => filters.push({ kind: 'compare', field: { group, name }, operator, values });
}

function filtersFor(runs: readonly TrackedRun[]): readonly RunFilter[] {
  const filters: RunFilter[] = [];
  const add = adder(filters);
  const odd = [...new Set(runs.flatMap((run) => run.tags.get('odd') ?? []))];
  for (const text of odd) {
    for (const operator of ['=', '!=', 'like', 'ilike'] as const) add('tags', 'odd', operator, text);
    add('params', 'with space', '=', text);
    add('attributes', 'run_name', '=', text);
  }
  for (const number of [0, -1.5, 1e-5, 1e300, -1e300, 0.5, 5]) {
    for (const operator of ['=', '!=', '<', '<=', '>', '>='] as const) {
      add('metrics', 'm', operator, number);
      add('metrics', 'with space', operator, number);
    }
  }
  return [...filters, ...attributeFilters(runs)];
}

function attributeFilters(runs: readonly TrackedRun[]): readonly RunFilter[] {
  const filters: RunFilter[] = [];
  const add = adder(filters);
  for (const state of ['running', 'ok', 'failed', 'cancelled', 'queued']) add('attributes', 'status', '=', state);
  const start = runs[3]?.startedAt ?? 0;
  for (const operator of ['=', '!=', '<', '<=', '>', '>='] as const) {
    add('attributes', 'start_time', operator, start);
    add('attributes', 'end_time', operator, runs.find(({ endedAt }) => endedAt !== undefined)?.endedAt ?? 0);
  }
  add('attributes', 'run_id', 'in', runs[0]?.id ?? '', runs[2]?.id ?? '');
  add('attributes', 'artifact_uri', 'like', '%artifacts');
  for (const operator of ['is null', 'is not null'] as const) {
    add('tags', 'odd', operator);
    add('params', 'lr', operator);
  }
  add('params', 'model/name', 'ilike', 'RES%');
  add('tags', 'k.dot', '=', 'v');
  return filters;
}

for (const which of ['newest', 'old'] as const) {
  describe(`filters on a real server: ${which}`, function () {
    this.timeout(120_000);
    let server: MlflowUnderTest;
    let tracker: ServerTracker;
    let experiment: string;
    before(async function () {
      server = mlflowOf(which, this);
      ({ experiment } = seededBy(server));
      tracker = await openedServer(server.url);
    });
    after(async () => {
      // Other tests look at these servers too.
      await tracker?.writer.deleteExperiment(experiment, signal);
      tracker?.dispose();
    });

    it('finds there what is found here', async () => {
      const runs = await runsOf(tracker, experiment);
      assert.ok(runs.length >= 14);
      const filters = filtersFor(runs);
      let there = 0;
      for (const filter of filters) {
        const split = tracker.splitFilter(filter);
        if (split.there === undefined) continue;
        there += 1;
        const found = await runsOf(tracker, experiment, split.there);
        const wanted = runs.filter((run) => matchesFilter(filter, run));
        assert.deepEqual(
          found.map(({ name }) => name).sort(),
          wanted.map(({ name }) => name).sort(),
          JSON.stringify(filter),
        );
      }
      assert.ok(there > filters.length * 0.8, `${there} of ${filters.length}`);
    });

    it('tells runs that changed since a time, and those that still run', async () => {
      const runs = await runsOf(tracker, experiment);
      const running = runs.filter(({ state }) => state === 'running').map(({ id }) => id);
      const since = Math.max(...runs.map(({ startedAt = 0 }) => startedAt));
      const found = new Set<string>();
      const query = { experimentIds: [experiment], lifecycle: 'active', limit: 1000, changedSince: since } as const;
      for await (const page of tracker.runs(query, signal))
        if (page.ok) for (const { id } of page.value.runs) found.add(id);
      const wanted = runs.filter((run) => (run.startedAt ?? 0) >= since || (run.endedAt ?? 0) >= since);
      for (const id of [...running, ...wanted.map((run) => run.id)]) assert.ok(found.has(id), id);
    });
  });
}
