import { type Check, isArrayOf, isCount, isNumber, isShape, isString } from '../../protocol/checks.ts';
import { isRunsSubject, type RunsSubject } from '../../protocol/experimentsPage.ts';

/** What the page keeps over hiding and reload. Layout and plots are the host's. */
export interface PageState {
  readonly subject: RunsSubject;
  readonly top: number;
  readonly left: number;
  readonly line: number;
  readonly column: number;
  readonly selected: readonly string[];
  /** Slots of colours by run. */
  readonly colors: readonly (readonly [runId: string, slot: number])[];
}

const isColor: Check<readonly [string, number]> = (value): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && isString(value[0]) && isCount(value[1]);

export const isPageState = isShape<PageState>({
  subject: isRunsSubject,
  top: isNumber,
  left: isNumber,
  line: isNumber,
  column: isNumber,
  selected: isArrayOf(isString),
  colors: isArrayOf(isColor),
});
