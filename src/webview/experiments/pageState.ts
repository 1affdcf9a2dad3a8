import { isArrayOf, isNumber, isShape, isString } from '../../protocol/checks.ts';
import { isRunsSubject, type RunsSubject } from '../../protocol/experimentsPage.ts';

/** What the page keeps over hiding and reload. The layout is the host's. */
export interface PageState {
  readonly subject: RunsSubject;
  readonly top: number;
  readonly left: number;
  readonly line: number;
  readonly column: number;
  readonly selected: readonly string[];
}

export const isPageState = isShape<PageState>({
  subject: isRunsSubject,
  top: isNumber,
  left: isNumber,
  line: isNumber,
  column: isNumber,
  selected: isArrayOf(isString),
});
