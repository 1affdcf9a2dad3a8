// The shapes that pairs, goals and results have. bench/README.md explains them.
import type { TestEngine } from '../../scripts/lib/testEngines.mjs';

/** What one run of a side gives; a plain number stands for its `value` alone. */
export interface Measurement {
  /** In the pair's unit. */
  readonly value: number;
  /** Further figures of our side, each a row of its own named `<pair id>.<name>`. */
  readonly also?: Readonly<Record<string, number>>;
}

export interface BenchContext {
  /** The checkout. */
  readonly root: string;
  /** Prints one line below the pair's title. */
  readonly log: (text: string) => void;
  /** A new folder outside the checkout, removed when the bench ends. */
  readonly scratch: (name: string) => string;
  /** A real engine with the local base images, started on first use. Throws NotMeasured when this machine cannot have one. */
  readonly engine: (name?: 'old' | 'new') => Promise<TestEngine>;
}

type Side = (context: BenchContext) => Promise<number | Measurement> | number | Measurement;

export interface Pair {
  /** Unique, in kebab-case. */
  readonly id: string;
  /** docker, kubernetes, lint, experiments, package … */
  readonly group: string;
  /** One line: what is compared with what. */
  readonly title: string;
  /** ms, s, MB/s, MB … */
  readonly unit: string;
  /** The same in every run (a file's size): measured once. */
  readonly constant?: boolean;
  readonly setup?: (context: BenchContext) => unknown;
  readonly ours: Side;
  /** Absent where the goal is absolute. */
  readonly theirs?: Side;
  /** Runs in any case, also after a failed setup. */
  readonly teardown?: (context: BenchContext) => unknown;
}

export interface Goal {
  /** Of a pair, or `<pair id>.<name>` of a further figure. */
  readonly id: string;
  /** Of a further figure. */
  readonly title?: string;
  /** Of a further figure; otherwise the pair's. */
  readonly unit?: string;
  /** ratio: ours divided by theirs. ours: our figure alone. */
  readonly of: 'ratio' | 'ours';
  /** Of a further figure. worst (the default): a promise about every run. median: a duration that other programs disturb. */
  readonly by?: 'worst' | 'median';
  readonly max?: number;
  readonly min?: number;
}

export interface Row {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** Median; of a further figure the worst run. */
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  /** The goal in words, for example `ratio <= 0.7`; null when there is none. */
  readonly bound: string | null;
  /** null: not measured, not judged, or no goal. */
  readonly ok: boolean | null;
  /** In the order they were measured. */
  readonly runs: { readonly ours: readonly number[]; readonly theirs: readonly number[] };
  /** Why there is no figure. */
  readonly reason?: string;
  /** Load average of the last minute when the pair began. */
  readonly load?: number;
  /** More than 1 when the pair was repeated because the machine was busy. */
  readonly attempts?: number;
}
