import type { Failure } from '../base/failure.ts';
import { type ColumnGroup, type ColumnKind, NumberColumn, type TableColumn, TextColumn } from './tableColumn.ts';
import type { TrackedRun } from './trackedRun.ts';

/** A column with its place: columns are only added, so an index stays the same. */
export interface PlacedColumn {
  readonly index: number;
  readonly group: ColumnGroup;
  readonly name: string;
  readonly kind: ColumnKind;
  readonly column: TableColumn;
}

/** Attributes in the order in which they are shown. `experiment` and `duration` are ours, the others are those of MLflow's search. */
const ATTRIBUTES: readonly (readonly [string, ColumnKind])[] = [
  ['run_name', 'text'],
  ['status', 'state'],
  ['start_time', 'time'],
  ['duration', 'duration'],
  ['experiment', 'text'],
  ['user_id', 'text'],
  ['end_time', 'time'],
  ['run_id', 'text'],
  ['artifact_uri', 'text'],
];

/**
 * Runs in columns: a metric is numbers with presence, a param or tag is codes of texts. A run keeps its row for as long as the table lives; a run that
 * is gone leaves its row empty.
 */
export class RunTable {
  readonly #columns: PlacedColumn[] = [];
  readonly #byKey = new Map<string, PlacedColumn>();
  readonly #rowOf = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #troubles = new Map<string, Failure>();
  #experimentNames: ReadonlyMap<string, string>;
  #version = 0;

  /** @param experimentNames Names of experiments by their ids. */
  constructor(experimentNames: ReadonlyMap<string, string> = new Map()) {
    this.#experimentNames = experimentNames;
    for (const [name, kind] of ATTRIBUTES) this.#make('attributes', name, kind);
  }

  get columns(): readonly PlacedColumn[] {
    return this.#columns;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Runs in the table. */
  get size(): number {
    return this.#rowOf.size;
  }

  /** All rows that hold a run, in the order in which the runs came. */
  rows(): Int32Array {
    return Int32Array.from(this.#rowOf.values());
  }

  rowOf(runId: string): number | undefined {
    return this.#rowOf.get(runId);
  }

  runIdOf(row: number): string | undefined {
    return this.#ids[row];
  }

  /** It is not over, as far as the tracker knows: there may be more of it. */
  isGrowing(runId: string): boolean {
    const row = this.rowOf(runId);
    const state = row === undefined ? undefined : this.column('attributes', 'status')?.column.get(row);
    return state === 'running' || state === 'queued' || state === 'unknown';
  }

  /** What could not be read, of runs that could not be read whole. */
  troubleOf(row: number): Failure | undefined {
    const id = this.#ids[row];
    return id === undefined ? undefined : this.#troubles.get(id);
  }

  get troubles(): number {
    return this.#troubles.size;
  }

  column(group: ColumnGroup, name: string): PlacedColumn | undefined {
    return this.#byKey.get(columnKey(group, name));
  }

  /** @param key As `columnKey` makes it. */
  find(key: string): PlacedColumn | undefined {
    return this.#byKey.get(key);
  }

  /** Adds runs, or replaces what is known of them. */
  put(runs: Iterable<TrackedRun>): void {
    for (const run of runs) this.#put(run);
    this.#version += 1;
  }

  /** @param names Of all experiments of the table, by their ids. */
  renameExperiments(names: ReadonlyMap<string, string>): void {
    const renamed = new Map(Array.from(this.#experimentNames, ([id, before]) => [before, names.get(id) ?? before]));
    this.#experimentNames = names;
    const column = this.column('attributes', 'experiment')?.column;
    if (column?.form !== 'text') return;
    for (const row of this.rows()) column.set(row, renamed.get(String(column.get(row))) ?? column.get(row));
    this.#version += 1;
  }

  remove(runIds: Iterable<string>): void {
    for (const id of runIds) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      for (const { column } of this.#columns) column.set(row, undefined);
      this.#rowOf.delete(id);
      this.#troubles.delete(id);
      this.#ids[row] = undefined;
    }
    this.#version += 1;
  }

  /** Loses all runs; the columns stay. */
  clear(): void {
    this.remove([...this.#rowOf.keys()]);
  }

  #put(run: TrackedRun): void {
    const known = this.#rowOf.get(run.id);
    const row = known ?? this.#ids.push(run.id) - 1;
    this.#rowOf.set(run.id, row);
    if (run.trouble) this.#troubles.set(run.id, run.trouble);
    else this.#troubles.delete(run.id);
    this.#putAttributes(row, run);
    if (known !== undefined) this.#dropOld(row, run);
    for (const [name, value] of run.params) this.#text('params', name, row, value);
    for (const [name, value] of run.metrics) this.#number('metrics', name, row, value);
    for (const [name, value] of run.tags) this.#text('tags', name, row, value);
  }

  #putAttributes(row: number, run: TrackedRun): void {
    const { startedAt, endedAt } = run;
    this.#text('attributes', 'run_name', row, run.name === '' ? undefined : run.name);
    this.#text('attributes', 'status', row, run.state);
    this.#text('attributes', 'experiment', row, this.#experimentNames.get(run.experimentId) ?? run.experimentId);
    this.#text('attributes', 'user_id', row, run.user);
    this.#text('attributes', 'run_id', row, run.id);
    this.#text('attributes', 'artifact_uri', row, run.artifactUri);
    this.#number('attributes', 'start_time', row, startedAt);
    this.#number('attributes', 'end_time', row, endedAt);
    const duration = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
    this.#number('attributes', 'duration', row, duration);
  }

  /** A param, metric or tag that the run had before and has no more. */
  #dropOld(row: number, run: TrackedRun): void {
    for (const { group, name, column } of this.#columns) {
      if (group !== 'attributes' && !run[group].has(name)) column.set(row, undefined);
    }
  }

  #text(group: ColumnGroup, name: string, row: number, value: string | undefined): void {
    const { column } = this.column(group, name) ?? this.#make(group, name, 'text');
    if (column.form === 'text') column.set(row, value);
  }

  #number(group: ColumnGroup, name: string, row: number, value: number | undefined): void {
    const { column } = this.column(group, name) ?? this.#make(group, name, 'number');
    if (column.form === 'number') column.set(row, value);
  }

  #make(group: ColumnGroup, name: string, kind: ColumnKind): PlacedColumn {
    const column = kind === 'text' || kind === 'state' ? new TextColumn() : new NumberColumn();
    const placed = { index: this.#columns.length, group, name, kind, column };
    this.#columns.push(placed);
    this.#byKey.set(columnKey(group, name), placed);
    return placed;
  }
}

/** Names a column over tables: `metrics.val/loss`. */
export function columnKey(group: ColumnGroup, name: string): string {
  return `${group}.${name}`;
}
