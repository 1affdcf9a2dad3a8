import { ALL_LEVELS } from '../../domain/logs/logQuery.ts';
import type { LogLevel } from '../../domain/logs/level.ts';
import {
  type Check,
  isArrayOf,
  isBoolean,
  isCount,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from '../../protocol/checks.ts';
import { isLogsSubject, type LogsSubject } from '../../protocol/logsPanel.ts';

export type TimeMode = 'off' | 'absolute' | 'relative';

/** What the user has chosen in the panel. */
export interface ViewOptions {
  readonly isFollowing: boolean;
  readonly isWrapped: boolean;
  readonly times: TimeMode;
  readonly levels: readonly LogLevel[];
  readonly include: string;
  readonly exclude: string;
  readonly isFilterRegex: boolean;
  readonly find: string;
  readonly isFindRegex: boolean;
  readonly isFindCaseSensitive: boolean;
  /** Ranks and pods whose lines are folded away. */
  readonly hidden: readonly string[];
  /** The one that is shown alone; '' shows all but the hidden. */
  readonly only: string;
}

export const DEFAULT_OPTIONS: ViewOptions = {
  isFollowing: true,
  isWrapped: false,
  times: 'off',
  levels: ALL_LEVELS,
  include: '',
  exclude: '',
  isFilterRegex: false,
  find: '',
  isFindRegex: false,
  isFindCaseSensitive: false,
  hidden: [],
  only: '',
};

/** What is remembered while the page is hidden and over reloads of the window. `subject` also tells the extension whose panel it is. */
export interface PageState {
  readonly subject: LogsSubject;
  readonly options: ViewOptions;
  /** First entry on screen. */
  readonly top?: number | undefined;
}

const isOptions: Check<ViewOptions> = isShape<ViewOptions>({
  isFollowing: isBoolean,
  isWrapped: isBoolean,
  times: isOneOf('off', 'absolute', 'relative'),
  levels: isArrayOf(isOneOf('error', 'warning', 'info', 'debug')),
  include: isString,
  exclude: isString,
  isFilterRegex: isBoolean,
  find: isString,
  isFindRegex: isBoolean,
  isFindCaseSensitive: isBoolean,
  hidden: isArrayOf(isString),
  only: isString,
});

export const isPageState = isShape<PageState>({ subject: isLogsSubject, options: isOptions, top: isOptional(isCount) });
