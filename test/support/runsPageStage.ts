import { ok } from '../../src/domain/base/failure.ts';
import { LiveRuns } from '../../src/domain/experiments/liveRuns.ts';
import { FIRST_PLOTS, type PlotsView } from '../../src/domain/experiments/plotsView.ts';
import { FIRST_LAYOUT, type TableLayout } from '../../src/domain/experiments/tableLayout.ts';
import type { TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import { RunsPageHost } from '../../src/views/experiments/runsPageHost.ts';
import { type MemoryTracker, memoryTracker } from './memoryTracker.ts';
import { DARK, type Theme } from './pageFixtures.ts';
import { openPageWithHost, type PageWithHost } from './pageWithHost.ts';
import { runWith } from './runWith.ts';
import { experiment } from './trackedRuns.ts';

const DAY = 86_400_000;

/** Runs over some params, a day apart. */
export const sweep = (count: number): TrackedRun[] =>
  Array.from({ length: count }, (_, n) =>
    runWith({
      id: `id${n}`,
      name: `run ${n}`,
      state: n % 7 === 3 ? 'failed' : 'ok',
      startedAt: Date.UTC(2026, 0, 31) - n * DAY,
      endedAt: Date.UTC(2026, 0, 31) - n * DAY + 65_000,
      params: [
        ['lr', String(10 ** -(1 + (n % 4)))],
        ['model', n % 2 === 0 ? 'vit' : 'cnn'],
        ['seed', '1'],
      ],
      metrics: [
        ['loss', ((n * 37) % 101) / 100],
        ['acc', n / count],
      ],
      tags: [['note', `note ${n}`]],
    }),
  );

/** The page of runs in a browser, with the code of its host and a tracker in a test's hands. */
export class RunsPageStage {
  readonly opened: PageWithHost;
  layout: TableLayout = FIRST_LAYOUT;
  plots: PlotsView = FIRST_PLOTS;
  /** What the page asked for outside of itself. */
  said: (readonly [string, unknown])[] = [];
  #playing: { readonly tracker: MemoryTracker; readonly runs: LiveRuns; readonly host: RunsPageHost } | undefined;

  constructor(opened: PageWithHost) {
    this.opened = opened;
  }

  static async open(size = { width: 1000, height: 600 }): Promise<RunsPageStage> {
    const opened = await openPageWithHost('experiments', size);
    opened.page.setDefaultTimeout(5_000);
    return new RunsPageStage(opened);
  }

  get playing() {
    if (!this.#playing) throw new Error('nothing is shown yet');
    return this.#playing;
  }

  get host(): RunsPageHost {
    return this.playing.host;
  }

  /** As for a user who has never been here. */
  async reset(): Promise<void> {
    await this.opened.forget();
    this.opened.errors.length = 0;
    this.opened.requests.length = 0;
    this.layout = FIRST_LAYOUT;
    this.plots = FIRST_PLOTS;
    this.said = [];
  }

  /** Loads the page; the runs come when `isRead`. */
  async show(
    list: readonly TrackedRun[],
    theme: Theme = DARK,
    prepare?: (tracker: MemoryTracker) => void,
  ): Promise<void> {
    const tracker = memoryTracker(list);
    prepare?.(tracker);
    const runs = new LiveRuns(async () => Promise.resolve(ok(tracker)), [experiment('one', { name: 'digits' })]);
    this.#playing = { tracker, runs, host: this.#hostOf(runs, tracker) };
    await this.opened.load(theme);
    await runs.start();
  }

  leave(): void {
    this.#playing?.host.dispose();
    this.#playing?.runs.dispose();
    this.#playing = undefined;
  }

  #hostOf(runs: LiveRuns, tracker: MemoryTracker): RunsPageHost {
    return new RunsPageHost({
      id: '1',
      wire: this.opened.wire,
      subject: { trackerId: 'memory', experimentIds: ['one'], title: 'digits' },
      runs,
      layout: this.layout,
      plots: this.plots,
      canChange: true,
      artifacts: async () => Promise.resolve(ok(tracker)),
      readHistories: async (request, signal) => await tracker.histories(request, signal),
      isVisible: () => true,
      actions: {
        openRun: (id) => this.said.push(['openRun', id]),
        savePlot: ({ name }) => this.said.push(['savePlot', name]),
        exportAs: (format) => this.said.push(['exportAs', format]),
        copy: (text) => this.said.push(['copy', text]),
        problem: (error) => this.said.push(['problem', String(error)]),
        plotsChanged: (changed) => {
          this.plots = changed;
        },
        layoutChanged: (changed) => {
          this.layout = changed;
        },
      },
    });
  }
}
