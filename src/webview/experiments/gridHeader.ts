import { t } from '../../domain/base/text.ts';
import { columnTitle } from '../../domain/experiments/cellText.ts';
import type { LaidOutColumn, ShownGroup } from '../../domain/experiments/tableLayout.ts';
import type { SortKey } from '../../domain/experiments/sortRows.ts';
import { element } from '../shared/dom.ts';
import { cellId, pinsOf, type VisibleColumns } from './gridRow.ts';

/** The line that stands for the header where lines are counted. */
export const HEADER_LINE = -1;

export interface HeaderLook {
  readonly sort: readonly SortKey[];
  /** The column of the active cell in the header, -1 for none. */
  readonly active: number;
  readonly panelId: string;
}

/** The two rows of the header: what the columns are about, and their names. */
export function drawHeader(look: HeaderLook, seen: VisibleColumns): HTMLElement[] {
  const groups = element('div', { className: 'head-groups', role: 'row', attributes: { 'aria-rowindex': '1' } });
  const names = element('div', { className: 'head-names', role: 'row', attributes: { 'aria-rowindex': '2' } });
  const { span, start, end } = seen;
  const [groupPins, namePins] = [pinsOf(seen), pinsOf(seen)];
  groupPins.append(element('div', { className: 'cell dot-cell', role: 'gridcell' }));
  namePins.append(dotHead(look.active));
  for (let column = 0; column < span.pinned; column++) {
    groupPins.append(groupHead(seen, column, column + 1));
    namePins.append(head(look, seen, column));
  }
  groups.append(groupPins);
  names.append(namePins);
  const gap = () =>
    element('div', {
      className: 'gap',
      role: 'presentation',
      setup: (made) => (made.style.width = `${span.left(start) - span.pinnedWidth}px`),
    });
  groups.append(gap());
  names.append(gap());
  for (let column = start; column < end; column++) names.append(head(look, seen, column));
  for (let column = start; column < end; ) {
    let next = column + 1;
    while (next < end && span.columns[next]?.group === span.columns[column]?.group) next += 1;
    groups.append(groupHead(seen, column, next));
    column = next;
  }
  return [groups, names];
}

function dotHead(active: number): HTMLElement {
  return element('div', {
    className: `cell dot-cell${active === 0 ? ' active' : ''}`,
    role: 'columnheader',
    label: t('Selected'),
    attributes: { id: cellId(HEADER_LINE, 0), 'aria-colindex': '1', 'data-column': '0' },
  });
}

/** The name of a group over the columns from `start` to before `end`; it stays in sight while they are scrolled. */
function groupHead({ span, isSticky }: VisibleColumns, start: number, end: number): HTMLElement {
  const group = span.columns[start]?.group ?? 'attributes';
  const isPinned = start < span.pinned && isSticky;
  const made = element('div', {
    className: `cell group-head ${group}${isPinned ? ' pinned' : ''}`,
    role: 'columnheader',
    attributes: { 'aria-colindex': String(start + 2), 'aria-colspan': String(end - start) },
    children: [element('span', { className: 'group-name', text: groupTitle(group) })],
  });
  made.style.width = `${span.left(end) - span.left(start)}px`;
  return made;
}

export function groupTitle(group: ShownGroup): string {
  const titles: Readonly<Record<ShownGroup, string>> = {
    attributes: t('Run'),
    metrics: t('Metrics'),
    params: t('Params'),
    tags: t('Tags'),
    pivot: t('Pivot'),
  };
  return titles[group];
}

function head({ sort, active, panelId }: HeaderLook, { span, isSticky }: VisibleColumns, column: number): HTMLElement {
  const facts = span.columns[column];
  if (!facts) return element('div');
  const isPinned = column < span.pinned && isSticky;
  const title = columnTitle(facts.group, facts.name);
  const made = element('div', {
    className: `cell head ${facts.kind}${isPinned ? ' pinned' : ''}${active === column + 1 ? ' active' : ''}`,
    role: 'columnheader',
    title,
    attributes: {
      id: cellId(HEADER_LINE, column + 1),
      'aria-colindex': String(column + 2),
      'data-column': String(column + 1),
      ...sortAttributes(sort, facts),
    },
    children: [
      element('span', { className: 'head-name', text: title }),
      ...sortMark(sort, facts),
      element('span', { className: 'resizer', attributes: { 'aria-hidden': 'true' } }),
    ],
  });
  made.dataset['vscodeContext'] = JSON.stringify({
    webviewSection: 'trainyardColumn',
    trainyardPanel: panelId,
    trainyardColumn: facts.key,
    preventDefaultContextMenuItems: true,
  });
  made.style.width = `${facts.width}px`;
  return made;
}

function sortAttributes(sort: readonly SortKey[], { key }: LaidOutColumn): Readonly<Record<string, string>> {
  const found = sort.find((each) => each.key === key);
  return found ? { 'aria-sort': found.isDescending ? 'descending' : 'ascending' } : {};
}

/** An arrow, with the place of the column where several sort. */
function sortMark(sort: readonly SortKey[], { key }: LaidOutColumn): HTMLElement[] {
  const at = sort.findIndex((each) => each.key === key);
  if (at < 0) return [];
  const arrow = sort[at]?.isDescending === true ? '↓' : '↑';
  return [
    element('span', {
      className: 'sort-mark',
      text: sort.length > 1 ? `${arrow}${at + 1}` : arrow,
      attributes: { 'aria-hidden': 'true' },
    }),
  ];
}
