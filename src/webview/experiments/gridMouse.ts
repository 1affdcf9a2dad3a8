import type { GridView } from './gridView.ts';
import { HEADER_LINE } from './gridHeader.ts';

/** What the mouse asks for. Lines and columns are those of the grid; column 0 is the dots. */
export interface GridMouseActions {
  readonly clickHead: (column: number, isAdded: boolean) => void;
  readonly clickLine: (line: number, how: 'only' | 'toggle' | 'range') => void;
  readonly openLine: (line: number) => void;
  readonly resize: (column: number, width: number, isDone: boolean) => void;
  readonly move: (column: number, before: number) => void;
}

/** Pixels that the pointer moves before a press on a header becomes a drag. */
const DRAG_FROM = 6;

/** Clicks and drags on the grid. */
export function listenToMouse(grid: GridView, actions: GridMouseActions): void {
  const { element } = grid;
  element.addEventListener('pointerdown', (event) => {
    const place = placeOf(event);
    if (!place || event.button !== 0) return;
    if (place.line === HEADER_LINE && place.column > 0) {
      const isResize = event.target instanceof Element && event.target.closest('.resizer') !== null;
      (isResize ? dragWidth : dragHead)(grid, event, place.column, actions);
    }
  });
  element.addEventListener('click', (event) => {
    const place = placeOf(event);
    if (!place || place.line === HEADER_LINE) return;
    grid.moveTo(place.line, place.column);
    const isToggle = event.ctrlKey || event.metaKey || place.column === 0;
    actions.clickLine(place.line, event.shiftKey ? 'range' : isToggle ? 'toggle' : 'only');
  });
  element.addEventListener('dblclick', (event) => {
    const place = placeOf(event);
    if (place && place.line !== HEADER_LINE) actions.openLine(place.line);
  });
  // The menu is about the selection; a row outside of it becomes the selection first.
  element.addEventListener('contextmenu', (event) => {
    const place = placeOf(event);
    const row = event.target instanceof Element ? event.target.closest('.row') : null;
    if (!place || place.line === HEADER_LINE || row?.classList.contains('selected') === true) return;
    grid.moveTo(place.line, place.column);
    actions.clickLine(place.line, 'only');
  });
}

function placeOf(event: MouseEvent): { readonly line: number; readonly column: number } | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const cell = event.target.closest('[data-column]');
  if (!cell) return undefined;
  const row = cell.closest('[data-line]');
  return {
    line: Number(row?.getAttribute('data-line') ?? HEADER_LINE),
    column: Number(cell.getAttribute('data-column')),
  };
}

function dragWidth(grid: GridView, down: PointerEvent, column: number, { resize }: GridMouseActions): void {
  const first = grid.span.columns[column - 1]?.width ?? 0;
  down.preventDefault();
  follow(grid.element, down, {
    move: (event) => resize(column, first + event.clientX - down.clientX, false),
    up: (event) => resize(column, first + event.clientX - down.clientX, true),
  });
}

/** A press that does not move is a click. */
function dragHead(grid: GridView, down: PointerEvent, column: number, { move, clickHead }: GridMouseActions): void {
  const isDrag = (event: PointerEvent) => Math.abs(event.clientX - down.clientX) > DRAG_FROM;
  follow(grid.element, down, {
    move: (event) => grid.element.classList.toggle('dragging', isDrag(event)),
    up: (event) => {
      grid.element.classList.remove('dragging');
      if (!isDrag(event)) {
        grid.moveTo(HEADER_LINE, column);
        clickHead(column, event.shiftKey);
        return;
      }
      const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('.head[data-column]');
      if (!under) return;
      const { left, width } = under.getBoundingClientRect();
      const target = Number(under.getAttribute('data-column'));
      move(column, event.clientX > left + width / 2 ? target + 1 : target);
    },
  });
}

function follow(
  target: HTMLElement,
  { pointerId }: PointerEvent,
  handlers: { readonly move: (event: PointerEvent) => void; readonly up: (event: PointerEvent) => void },
): void {
  const ending = new AbortController();
  const { signal } = ending;
  // Headers are drawn anew while they are dragged, so the grid takes the pointer.
  target.setPointerCapture(pointerId);
  target.addEventListener('pointermove', handlers.move, { signal });
  target.addEventListener('pointercancel', () => ending.abort(), { signal });
  target.addEventListener(
    'pointerup',
    (event) => {
      ending.abort();
      handlers.up(event);
    },
    { signal },
  );
}
