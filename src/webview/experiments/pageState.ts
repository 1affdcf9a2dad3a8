import type { LinePlotsView } from '../charts/chartHost.ts';
import {
  type Check,
  isArrayOf,
  isBoolean,
  isCount,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from '../../protocol/checks.ts';
import { isRunsSubject, type RunsSubject } from '../../protocol/experimentsPage.ts';

/** What the page keeps over hiding and reload. The layout is the host's. */
export interface PageState {
  readonly subject: RunsSubject;
  readonly top: number;
  readonly left: number;
  readonly line: number;
  readonly column: number;
  readonly selected: readonly string[];
  /** Slots of colours by run. */
  readonly colors: readonly (readonly [runId: string, slot: number])[];
  /** Absent while no plots are shown. */
  readonly plots?: { readonly height: number; readonly view: LinePlotsView };
}

const isColor: Check<readonly [string, number]> = (value): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && isString(value[0]) && isCount(value[1]);

const isView = isShape<LinePlotsView>({
  axis: isOneOf('step', 'time', 'relative'),
  smoothing: isNumber,
  isLog: isBoolean,
  isTogether: isBoolean,
});

export const isPageState = isShape<PageState>({
  subject: isRunsSubject,
  top: isNumber,
  left: isNumber,
  line: isNumber,
  column: isNumber,
  selected: isArrayOf(isString),
  colors: isArrayOf(isColor),
  plots: isOptional(isShape({ height: isNumber, view: isView })),
});
