import type { ColumnGroup, ColumnKind } from './tableColumn.ts';
import type { SortKey } from './sortRows.ts';

export const PIVOT_CELLS = ['mean', 'best', 'count'] as const;

/** The values of one column as columns, with a metric of the runs of each group that have them. */
export interface Pivot {
  /** As `columnKey` makes it. */
  readonly by: string;
  readonly metric: string;
  readonly cell: (typeof PIVOT_CELLS)[number];
}

/** What a user has made of a table. Kept by experiment; columns are named by `columnKey`. */
export interface TableLayout {
  readonly hidden: readonly string[];
  /** Columns that are hidden until somebody asks for them, and were asked for. */
  readonly shown: readonly string[];
  readonly pinned: readonly string[];
  /** Columns that were moved, in their order, each standing before the one that follows it here. */
  readonly order: readonly string[];
  /** CSS pixels. */
  readonly widths: readonly { readonly key: string; readonly width: number }[];
  readonly sort: readonly SortKey[];
  readonly filter: string;
  readonly groupBy: readonly string[];
  readonly pivot?: Pivot | undefined;
  readonly isDifferencesOnly: boolean;
}

export const FIRST_LAYOUT: TableLayout = {
  hidden: [],
  shown: [],
  pinned: ['attributes.run_name', 'attributes.status'],
  order: [],
  widths: [],
  sort: [],
  filter: '',
  groupBy: [],
  isDifferencesOnly: false,
};

/** The columns of a pivot are a group of their own. */
export type ShownGroup = ColumnGroup | 'pivot';

/** A column as the page knows it. */
export interface ColumnFacts {
  /** Its index in the table, by which its cells are asked for. */
  readonly index: number;
  readonly group: ShownGroup;
  readonly name: string;
  readonly kind: ColumnKind;
  /** Not shown until asked for: what trackers write for themselves, and what is in another column already. */
  readonly isExtra: boolean;
  /** All runs that are shown have the same value. */
  readonly isSame: boolean;
}

export interface LaidOutColumn extends ColumnFacts {
  readonly key: string;
  readonly width: number;
  readonly isPinned: boolean;
}

export const NARROWEST = 48;
export const WIDEST = 1200;

const WIDTHS: Readonly<Record<ColumnKind, number>> = { number: 104, text: 140, time: 152, duration: 104, state: 104 };
/** Names of runs say little, and still are what people look for. */
const NAME_WIDTH = 200;
/** The order of the groups in the header: metrics stand next to the names, because names say nothing (vscode-dvc#2382). */
const GROUPS: readonly ShownGroup[] = ['metrics', 'params', 'attributes', 'tags', 'pivot'];

/** The columns that are shown, from left to right: the pinned ones, and then group by group with those that were moved where they were put. */
export function layOutColumns(columns: readonly ColumnFacts[], layout: TableLayout): readonly LaidOutColumn[] {
  const [hidden, shown, pinned] = [new Set(layout.hidden), new Set(layout.shown), new Set(layout.pinned)];
  const widths = new Map(layout.widths.map(({ key, width }) => [key, width]));
  const isPivoted = columns.some(({ group }) => group === 'pivot');
  const visible = columns.flatMap((facts) => {
    const key = `${facts.group}.${facts.name}`;
    // Beside a pivot stands what its lines are made by, and how many runs they are.
    const isMaking = isPivoted && (layout.groupBy.includes(key) || key === 'attributes.run_name');
    const isPinned = pinned.has(key) || isMaking;
    if (isPivoted && !isMaking && facts.group !== 'pivot') return [];
    if (hidden.has(key) || (facts.isExtra && !shown.has(key))) return [];
    if (layout.isDifferencesOnly && facts.isSame && !isPinned) return [];
    return [{ ...facts, key, width: widths.get(key) ?? firstWidth(facts), isPinned }];
  });
  const place = new Map(layout.order.map((key, index) => [key, index]));
  const rank = ({ key }: LaidOutColumn) => place.get(key) ?? layout.order.length;
  return visible.sort(
    (a, b) =>
      Number(b.isPinned) - Number(a.isPinned) ||
      GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
      rank(a) - rank(b) ||
      compareNames(a, b),
  );
}

/** Of a mean with its deviation and the number of runs. */
const PIVOT_WIDTH = 170;

function firstWidth({ group, name, kind }: ColumnFacts): number {
  if (group === 'pivot') return PIVOT_WIDTH;
  return group === 'attributes' && name === 'run_name' ? NAME_WIDTH : WIDTHS[kind];
}

/** Attributes and the columns of a pivot stand in the order that the table has them in. */
function compareNames(a: ColumnFacts, b: ColumnFacts): number {
  if (a.group === 'attributes' || a.group === 'pivot') return a.index - b.index;
  return NAMES.compare(a.name, b.name);
}

const NAMES = new Intl.Collator('en', { numeric: true });

const EXTRA_ATTRIBUTES = new Set(['end_time', 'run_id', 'artifact_uri']);

/** Attributes that say something only where runs differ in them. */
const TELLING_APART = new Set(['experiment', 'user_id']);

/** Whether a column is not shown at first: what is in another column already, and tags that MLflow writes for itself. */
export function isExtraColumn(group: ColumnGroup, name: string, isSame: boolean): boolean {
  if (group === 'tags') return name.startsWith('mlflow.');
  return group === 'attributes' && (EXTRA_ATTRIBUTES.has(name) || (isSame && TELLING_APART.has(name)));
}

/** A column is put before another of its group, or at the end of the group. */
export function moveColumn(
  laidOut: readonly LaidOutColumn[],
  layout: TableLayout,
  move: { readonly key: string; readonly before: string | undefined },
): TableLayout {
  const order = laidOut.map(({ key }) => key).filter((key) => key !== move.key);
  const at = move.before === undefined ? -1 : order.indexOf(move.before);
  order.splice(at < 0 ? order.length : at, 0, move.key);
  const known = new Set(order);
  return { ...layout, order: [...order, ...layout.order.filter((key) => !known.has(key))] };
}

export function setWidth(layout: TableLayout, key: string, width: number): TableLayout {
  const bounded = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  return { ...layout, widths: [...layout.widths.filter((each) => each.key !== key), { key, width: bounded }] };
}

export function setHidden(layout: TableLayout, key: string, isHidden: boolean): TableLayout {
  const without = (keys: readonly string[]) => keys.filter((each) => each !== key);
  return {
    ...layout,
    hidden: isHidden ? [...without(layout.hidden), key] : without(layout.hidden),
    shown: isHidden ? without(layout.shown) : [...without(layout.shown), key],
  };
}

export function setPinned(layout: TableLayout, key: string, isPinned: boolean): TableLayout {
  const pinned = layout.pinned.filter((each) => each !== key);
  return { ...layout, pinned: isPinned ? [...pinned, key] : pinned };
}

/** One more click on a header: upwards, downwards, not at all. With `isAdded` the other columns go on sorting. */
export function turnSort(sort: readonly SortKey[], key: string, isAdded: boolean): readonly SortKey[] {
  const current = sort.find((each) => each.key === key);
  const next = current?.isDescending === true ? [] : [{ key, isDescending: current !== undefined }];
  if (!isAdded) return next;
  return current ? sort.flatMap((each) => (each.key === key ? next : [each])) : [...sort, ...next];
}
