import type { LoggedModel, ModelVersion, RegisteredModel, Trace } from '../../domain/experiments/modelRegistry.ts';
import type { RunQuery } from '../../domain/experiments/ports.ts';
import type { Experiment, MetricHistory, RunDetails, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { StoreProblem } from './storeProblem.ts';

/** What the thread that reads a store of this machine is started with. */
export interface StorePlace {
  readonly form: 'fileStore' | 'sqlite';
  /** Absolute. */
  readonly path: string;
}

/** A thing as the thread has read it; its trouble gets words later. */
export type Raw<T> = Omit<T, 'trouble'> & { readonly problem?: StoreProblem };

/** No arguments. */
export type Nothing = Readonly<Record<string, never>>;

/** What can be asked of a store: arguments and answers are data that go from thread to thread. */
export interface StoreCalls {
  readonly version: { readonly asked: Nothing; readonly answer: string | undefined };
  readonly experiments: { readonly asked: Nothing; readonly answer: readonly Raw<Experiment>[] };
  /** The newest first. */
  readonly runIds: { readonly asked: { readonly query: RunQuery }; readonly answer: readonly string[] };
  /** Those that are there, in the order of the ids. */
  readonly runs: { readonly asked: { readonly ids: readonly string[] }; readonly answer: readonly Raw<TrackedRun>[] };
  readonly run: { readonly asked: { readonly id: string }; readonly answer: RawDetails };
  readonly history: { readonly asked: HistoryQuestion; readonly answer: MetricHistory };
  readonly models: { readonly asked: Nothing; readonly answer: readonly RegisteredModel[] };
  readonly versions: { readonly asked: { readonly model: string }; readonly answer: readonly ModelVersion[] };
  readonly runVersions: { readonly asked: { readonly runId: string }; readonly answer: readonly ModelVersion[] };
  readonly loggedModels: {
    readonly asked: { readonly experimentIds: readonly string[]; readonly limit: number };
    readonly answer: readonly LoggedModel[];
  };
  readonly loggedModel: { readonly asked: { readonly id: string }; readonly answer: LoggedModel };
  readonly traces: {
    readonly asked: { readonly experimentIds: readonly string[]; readonly limit: number };
    readonly answer: readonly Trace[];
  };
  readonly trace: {
    readonly asked: { readonly experimentId: string; readonly id: string };
    readonly answer: StoredTrace;
  };
}

/** Where its steps are: in the store itself, each as a text of JSON, or in a folder. */
export interface StoredTrace {
  readonly trace: Trace;
  readonly spans: readonly string[];
  /** Of the folder with `traces.json`. */
  readonly artifactUri?: string;
}

export type StoreCall = keyof StoreCalls;
export type RawDetails = Omit<RunDetails, 'run'> & { readonly run: Raw<TrackedRun> };

export interface HistoryQuestion {
  readonly runId: string;
  readonly key: string;
  readonly steps?: { readonly from: number; readonly to: number };
  readonly mostPoints?: number;
}

/** One kind of store, as the thread reads it: at once, for it waits for nothing but the disk. Throws `StoreTrouble`. */
export type StoreSource = {
  readonly [K in StoreCall]: (asked: StoreCalls[K]['asked']) => StoreCalls[K]['answer'];
} & { close(): void };

export interface StoreMessage {
  readonly id: number;
  readonly call: StoreCall | 'close';
  readonly asked: object;
}

export type StoreReply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly problem: StoreProblem }
  /** A bug: its stack. */
  | { readonly id: number; readonly bug: string };
