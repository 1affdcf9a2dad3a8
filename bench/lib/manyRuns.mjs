// @ts-check
// Runs of an experiment with 500 columns, as trackers give them. As a program (node --expose-gc manyRuns.mjs) it prints how many MB a table of them takes.
import { RunTable } from '../../src/domain/experiments/runTable.ts';
import { runWith } from '../../test/support/runWith.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';

const count = 10_000;
const metrics = Array.from({ length: 350 }, (_, column) => `m${column}`);
const params = Array.from({ length: 150 }, (_, column) => `p${column}`);

/** 10,000 runs in pages of 1,000, so that no more than one page is in memory beside the table. */
export function* manyRuns() {
  const random = seededRandom(1);
  for (let start = 0; start < count; start += 1000) {
    yield Array.from({ length: 1000 }, (_, at) =>
      runWith({
        id: `run${start + at}`,
        name: `run ${start + at}`,
        startedAt: start + at,
        metrics: metrics.map((name) => /** @type {const} */ ([name, random()])),
        params: params.map(
          (name, column) => /** @type {const} */ ([name, String(Math.floor(random() * (column + 2)))]),
        ),
      }),
    );
  }
}

/** All of them in a table. */
export function manyRunsTable() {
  const table = new RunTable();
  for (const page of manyRuns()) table.put(page);
  return table;
}

if (import.meta.main) {
  const held = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  const table = manyRunsTable();
  console.log(table.size === count ? (held() - before) / 1e6 : 'not all runs are in the table');
}
