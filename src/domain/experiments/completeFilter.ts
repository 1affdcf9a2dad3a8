import { t } from '../base/text.ts';
import { ATTRIBUTE_FIELDS, fieldNamed, isNumberField } from './filterFields.ts';
import { type FilterToken, filterTokens } from './filterTokens.ts';
import { printField, printValue } from './printFilter.ts';
import type { FilterField } from './runFilter.ts';
import type { RunTable } from './runTable.ts';

export interface Completion {
  readonly text: string;
  readonly detail: string;
}

/** What may stand at the caret, and the part of the text that it takes the place of. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

/** As many as a list shows without scrolling for long. */
const MOST_ITEMS = 50;
const COMPARING = ['=', '!=', '<', '<=', '>', '>='];
const NULL_TESTS = ['is null', 'is not null'];
const TEXT_OPERATORS = ['=', '!=', 'like', 'ilike', 'matches', 'in', ...NULL_TESTS];
const JOINTS = new Set(['and', 'or', 'not']);

/** Fields that the table has, operators that fit them, and values that were seen. */
export function completeFilter(text: string, caret: number, table: RunTable): Completions {
  const before = filterTokens(text.slice(0, caret));
  const last = before.at(-1);
  const isInside = last !== undefined && last.end === caret && !'(),'.includes(last.kind) && last.kind !== 'operator';
  const done = isInside ? before.slice(0, -1) : before;
  const start = isInside ? last.start : caret;
  const typed = text.slice(start, caret).toLowerCase();
  const items = expectedAfter(done, table).filter((item) => isMeant(item, typed));
  return { start, end: caret, items: items.slice(0, MOST_ITEMS) };
}

/** What is typed is part of the item, with or without quotes and the word before the dot. */
function isMeant(item: Completion, typed: string): boolean {
  const plain = typed.replace(/["'`]/g, '');
  return item.text.toLowerCase().replace(/["'`]/g, '').includes(plain);
}

function expectedAfter(tokens: readonly FilterToken[], table: RunTable): readonly Completion[] {
  const begun = tokens.slice(lastBreak(tokens) + 1);
  const [name, operator, ...rest] = begun;
  if (!name) return fieldsOf(table);
  const field = name.kind === 'word' ? fieldNamed(name.text, name.quoted) : undefined;
  if (!field) return [];
  if (!operator) return operatorsOf(field);
  const words = begun.slice(1).map(({ text }) => text.toLowerCase());
  if (words[0] === 'is') return isComplete(words, 'null') ? jointItems() : [];
  if (words[0] === 'not' && rest.length === 0) return [item('in', ''), item('like', ''), item('ilike', '')];
  return isValueNext(tokens, begun) ? valuesOf(field, table) : jointItems();
}

const isComplete = (words: readonly string[], last: string) => words.at(-1) === last;

/** Behind an operator, an opened list, or a comma in one. */
function isValueNext(tokens: readonly FilterToken[], begun: readonly FilterToken[]): boolean {
  const last = tokens.at(-1);
  if (last?.kind === 'operator' || last?.kind === '(' || last?.kind === ',') return true;
  return begun.length <= 3 && ['like', 'ilike', 'matches'].includes(last?.text.toLowerCase() ?? '');
}

/** The last word that begins a new comparison; a parenthesis behind `in` begins none. */
function lastBreak(tokens: readonly FilterToken[]): number {
  for (let at = tokens.length - 1; at >= 0; at--) {
    const { kind, text, quoted } = tokens[at] ?? { kind: 'text', text: '' };
    if (kind === '(' && tokens[at - 1]?.text.toLowerCase() !== 'in') return at;
    const isNegatedOperator = text.toLowerCase() === 'not' && isFieldToken(tokens[at - 1]);
    if (kind === 'word' && quoted === undefined && JOINTS.has(text.toLowerCase()) && !isNegatedOperator) {
      const isPartOfIsNot = text.toLowerCase() === 'not' && tokens[at - 1]?.text.toLowerCase() === 'is';
      if (!isPartOfIsNot) return at;
    }
  }
  return -1;
}

function isFieldToken(token: FilterToken | undefined): boolean {
  return (
    token?.kind === 'word' &&
    !JOINTS.has(token.text.toLowerCase()) &&
    fieldNamed(token.text, token.quoted) !== undefined
  );
}

const item = (text: string, detail: string): Completion => ({ text, detail });
const jointItems = () => [item('and', t('both must hold')), item('or', t('one of them must hold'))];

/** Those that most runs have come first. */
function fieldsOf(table: RunTable): readonly Completion[] {
  const found = table.columns.filter(({ column, group }) => column.count > 0 && group !== 'attributes');
  const rank = { metrics: 0, params: 1, attributes: 2, tags: 3 } as const;
  const sorted = [...found].sort((a, b) => rank[a.group] - rank[b.group] || b.column.count - a.column.count);
  const named = sorted.map((field) => item(printField(field), t('{0} runs have it', field.column.count)));
  const attributes = [...ATTRIBUTE_FIELDS.keys()].map((name) => item(name, t('attribute')));
  const tagsFrom = sorted.findIndex(({ group }) => group === 'tags');
  const at = tagsFrom < 0 ? named.length : tagsFrom;
  return [...named.slice(0, at), ...attributes, ...named.slice(at)];
}

function operatorsOf(field: FilterField): readonly Completion[] {
  const operators = isNumberField(field)
    ? [...COMPARING, 'in', ...NULL_TESTS]
    : [...TEXT_OPERATORS, '<', '<=', '>', '>='];
  return operators.map((text) => item(text, meaningOf(text)));
}

function meaningOf(operator: string): string {
  const meanings = new Map([
    ['=', t('is')],
    ['!=', t('is not')],
    ['<', t('is less than')],
    ['<=', t('is at most')],
    ['>', t('is more than')],
    ['>=', t('is at least')],
    ['like', t('% stands for any text')],
    ['ilike', t('% stands for any text; capitals do not matter')],
    ['matches', t('regular expression')],
    ['in', t('one of several')],
    ['is null', t('has no value')],
    ['is not null', t('has a value')],
  ]);
  return meanings.get(operator) ?? '';
}

function valuesOf(field: FilterField, table: RunTable): readonly Completion[] {
  const column = table.column(field.group, field.name)?.column;
  if (column?.form !== 'text') return [];
  const counts = new Map<number, number>();
  for (const row of table.rows()) counts.set(column.code(row), (counts.get(column.code(row)) ?? 0) + 1);
  counts.delete(0);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_ITEMS * 4)
    .map(([code, count]) => item(printValue(column.texts[code] ?? ''), t('{0} runs', count)));
}
