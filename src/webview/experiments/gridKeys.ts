import { HEADER_LINE } from './gridHeader.ts';
import type { GridView } from './gridView.ts';

/** What the keyboard asks for. */
export interface GridKeyActions {
  readonly toggle: (line: number) => void;
  readonly extend: (line: number) => void;
  readonly selectAll: () => void;
  readonly open: (line: number) => void;
  readonly sort: (column: number, isAdded: boolean) => void;
  readonly hide: (column: number) => void;
  readonly pin: (column: number) => void;
  readonly widen: (column: number, by: number) => void;
  readonly move: (column: number, by: -1 | 1) => void;
  readonly copy: () => void;
}

/** Pixels that one key press widens a column by. */
const WIDEN = 16;

/** Keys of the grid: arrows move, Space selects, Enter opens; in the header Enter sorts, Alt with arrows moves, + and - widen, P pins, Delete hides. */
export function listenToKeys(grid: GridView, actions: GridKeyActions): void {
  grid.element.addEventListener('keydown', (event) => {
    const isDone = moves(grid, event, actions) || acts(grid, event, actions);
    if (isDone) event.preventDefault();
  });
}

function moves(grid: GridView, event: KeyboardEvent, actions: GridKeyActions): boolean {
  const { line, column } = grid.active;
  if (event.altKey) return false;
  const isFar = event.ctrlKey || event.metaKey;
  const targets: Readonly<Record<string, readonly [number, number]>> = {
    ArrowDown: [isFar ? grid.lines - 1 : line + 1, column],
    ArrowUp: [isFar ? 0 : line - 1, column],
    ArrowLeft: [line, isFar ? 0 : column - 1],
    ArrowRight: [line, isFar ? grid.span.columns.length : column + 1],
    PageDown: [line + grid.page, column],
    PageUp: [Math.max(0, line - grid.page), column],
    Home: [isFar ? 0 : line, 0],
    End: [isFar ? grid.lines - 1 : line, grid.span.columns.length],
  };
  const target = Object.hasOwn(targets, event.key) ? targets[event.key] : undefined;
  if (!target) return false;
  grid.moveTo(target[0], target[1]);
  if (event.shiftKey && target[0] !== line && grid.active.line >= 0) actions.extend(grid.active.line);
  return true;
}

function acts(grid: GridView, event: KeyboardEvent, actions: GridKeyActions): boolean {
  const { line, column } = grid.active;
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') actions.selectAll();
  else if ((event.ctrlKey || event.metaKey) && event.key === 'c') actions.copy();
  else if (line === HEADER_LINE) return actsOnHead(column, event, actions);
  else if (event.key === ' ') actions.toggle(line);
  else if (event.key === 'Enter') actions.open(line);
  else return false;
  return true;
}

function actsOnHead(column: number, event: KeyboardEvent, actions: GridKeyActions): boolean {
  if (column === 0) return false;
  const acts: Readonly<Record<string, () => void>> = {
    Enter: () => actions.sort(column, event.shiftKey),
    ' ': () => actions.sort(column, event.shiftKey),
    Delete: () => actions.hide(column),
    p: () => actions.pin(column),
    '+': () => actions.widen(column, WIDEN),
    '-': () => actions.widen(column, -WIDEN),
    ...(event.altKey ? { ArrowLeft: () => actions.move(column, -1), ArrowRight: () => actions.move(column, 1) } : {}),
  };
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
  act?.();
  return act !== undefined;
}
