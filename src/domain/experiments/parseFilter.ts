import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { matcherOf } from '../logs/logQuery.ts';
import { ATTRIBUTE_FIELDS, fieldNamed, isNumberField, stateNamed } from './filterFields.ts';
import { type FilterToken, filterTokens } from './filterTokens.ts';
import type { FilterField, FilterOperator, RunFilter } from './runFilter.ts';

/** Says where in the text the trouble is, by throwing itself; `parseFilter` makes a failure of it. */
class FilterTrouble extends Error {
  override readonly name = 'FilterTrouble';
  readonly nextStep: string | undefined;
  constructor(message: string, nextStep?: string) {
    super(message);
    this.nextStep = nextStep;
  }
}

/** Parentheses deeper than anybody writes; what is deeper would end the stack. */
const DEEPEST = 100;

/**
 * Reads a filter. An empty text is the filter that all runs pass. Fails as `invalid` with the column in the sentence, columns counting from 1.
 */
export function parseFilter(text: string): Result<RunFilter> {
  try {
    return ok(new FilterReader(text).read());
  } catch (error) {
    if (!(error instanceof FilterTrouble)) throw error;
    const { message, nextStep } = error;
    return fail({ code: 'invalid', message, ...(nextStep === undefined ? {} : { nextStep }) });
  }
}

const SIGNS: ReadonlyMap<string, FilterOperator> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['~', 'matches'],
  ['=~', 'matches'],
]);
const WORDS: ReadonlyMap<string, FilterOperator> = new Map([
  ['like', 'like'],
  ['ilike', 'ilike'],
  ['matches', 'matches'],
  ['in', 'in'],
]);

class FilterReader {
  readonly #tokens: readonly FilterToken[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = filterTokens(text);
    const open = this.#tokens.find((token) => token.open !== undefined);
    if (open) {
      const column = open.start + 1;
      throw new FilterTrouble(t('The quote {0} that opens at column {1} is not closed.', open.open ?? '', column));
    }
  }

  read(): RunFilter {
    if (this.#tokens.length === 0) return { kind: 'all', of: [] };
    const filter = this.#any(0);
    const rest = this.#peek();
    if (!rest) return filter;
    if (rest.kind === ')') throw new FilterTrouble(t('The parenthesis at column {0} closes nothing.', rest.start + 1));
    throw new FilterTrouble(t('`and` or `or` is missing before `{0}` at column {1}.', shown(rest), rest.start + 1));
  }

  #any(depth: number): RunFilter {
    return this.#joined('or', 'any', () => this.#all(depth));
  }

  #all(depth: number): RunFilter {
    return this.#joined('and', 'all', () => this.#not(depth));
  }

  #joined(word: string, kind: 'any' | 'all', next: () => RunFilter): RunFilter {
    const parts = [next()];
    while (this.#takeWord(word)) parts.push(next());
    const [only] = parts;
    return only && parts.length === 1 ? only : { kind, of: parts };
  }

  #not(depth: number): RunFilter {
    const token = this.#peek();
    if (depth > DEEPEST) throw new FilterTrouble(t('There are more than {0} parentheses inside each other.', DEEPEST));
    if (this.#takeWord('not')) return { kind: 'not', of: this.#not(depth + 1) };
    if (token?.kind !== '(') return this.#comparison();
    this.#at += 1;
    const inside = this.#any(depth + 1);
    if (this.#peek()?.kind !== ')')
      throw new FilterTrouble(t('The parenthesis that opens at column {0} is not closed.', token.start + 1));
    this.#at += 1;
    return inside;
  }

  #comparison(): RunFilter {
    const token = this.#take();
    if (!token) throw this.#missing(t('a comparison'));
    if (token.kind !== 'word') throw unexpected(token, t('the name of a field'));
    const field = fieldNamed(token.text, token.quoted);
    if (!field) throw unknownField(token);
    const { operator, isNegated } = this.#operator(token);
    const compared: RunFilter = { kind: 'compare', field, operator, values: this.#values(field, operator) };
    return isNegated ? { kind: 'not', of: compared } : compared;
  }

  #operator(field: FilterToken): { readonly operator: FilterOperator; readonly isNegated: boolean } {
    const token = this.#take();
    if (!token) throw this.#missing(t('an operator such as `<` or `=`'), field);
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'is') return this.#nullTest();
    const isNegated = word === 'not';
    const name = isNegated ? this.#take() : token;
    const text = name?.text.toLowerCase() ?? '';
    const operator = name?.kind === 'operator' ? SIGNS.get(text) : WORDS.get(text);
    if (operator === undefined || (isNegated && name?.kind === 'operator'))
      throw unexpected(name ?? token, t('an operator such as `<` or `=`'));
    return { operator, isNegated };
  }

  #nullTest(): { readonly operator: FilterOperator; readonly isNegated: false } {
    const operator = this.#takeWord('not') ? 'is not null' : 'is null';
    if (!this.#takeWord('null')) throw this.#missing('`null`', this.#tokens[this.#at - 1]);
    return { operator, isNegated: false };
  }

  #values(field: FilterField, operator: FilterOperator): readonly (string | number)[] {
    if (operator === 'is null' || operator === 'is not null') return [];
    if (operator !== 'in') return [this.#value(field, operator)];
    if (this.#peek()?.kind !== '(') throw this.#missing('`(`', this.#tokens[this.#at - 1]);
    const values: (string | number)[] = [];
    do {
      this.#at += 1;
      values.push(this.#value(field, operator));
    } while (this.#peek()?.kind === ',');
    if (this.#peek()?.kind !== ')') throw this.#missing('`)`', this.#tokens[this.#at - 1]);
    this.#at += 1;
    return values;
  }

  #value(field: FilterField, operator: FilterOperator): string | number {
    const before = this.#tokens[this.#at - 1];
    const token = this.#take();
    const wantsNumber = isNumberField(field);
    if (!token) throw this.#missing(wantsNumber ? t('a number') : t('a value'), before);
    const number = token.kind === 'word' && token.quoted === undefined ? numberNamed(token.text) : undefined;
    if (wantsNumber) return numberValue(field, token, number);
    if (number !== undefined && !isPattern(operator)) return number;
    if (token.kind !== 'text') throw unexpected(token, t('a text in quotes or a number'));
    if (operator === 'matches') checkPattern(token);
    return field.group === 'attributes' && field.name === 'status' ? stateNamed(token.text) : token.text;
  }

  #peek(): FilterToken | undefined {
    return this.#tokens[this.#at];
  }

  #take(): FilterToken | undefined {
    const token = this.#tokens[this.#at];
    if (token) this.#at += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'word' || token.quoted !== undefined || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #missing(what: string, before = this.#tokens.at(-1)): FilterTrouble {
    if (!before) return new FilterTrouble(t('At column {0}, {1} is missing.', 1, what));
    return new FilterTrouble(t('After `{0}` at column {1}, {2} is missing.', shown(before), before.start + 1, what));
  }
}

const isPattern = (operator: FilterOperator) => operator === 'like' || operator === 'ilike' || operator === 'matches';
const shown = ({ kind, text, quoted }: FilterToken) =>
  kind === 'text' ? `"${text}"` : text + (quoted === undefined ? '' : `\`${quoted}\``);

function unexpected(token: FilterToken, wanted: string): FilterTrouble {
  return new FilterTrouble(
    t('At column {0} stands `{1}`, where {2} is expected.', token.start + 1, shown(token), wanted),
  );
}

function unknownField(token: FilterToken): FilterTrouble {
  return new FilterTrouble(
    t('There is no field `{0}` (column {1}).', shown(token), token.start + 1),
    t('Fields begin with metrics., params. or tags., or are one of {0}.', [...ATTRIBUTE_FIELDS.keys()].join(', ')),
  );
}

/** Times may be written as dates, which are of this machine's time zone where they name none. */
function numberValue({ group, name }: FilterField, token: FilterToken, number: number | undefined): number {
  if (number !== undefined) return number;
  const isTime = group === 'attributes' && ATTRIBUTE_FIELDS.get(name) === 'time';
  if (!isTime) throw unexpected(token, t('a number'));
  const time = token.kind === 'text' ? Date.parse(dateText(token.text)) : Number.NaN;
  if (Number.isNaN(time)) throw unexpected(token, t('a time such as "2026-01-31 14:00"'));
  return time;
}

/** A date alone would be read as UTC. */
const dateText = (text: string) => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);

function checkPattern({ text, start }: FilterToken): void {
  const matcher = matcherOf({ text, isRegex: true, isCaseSensitive: true });
  if (matcher.ok) return;
  const { message, nextStep } = matcher.failure;
  throw new FilterTrouble(t('The pattern at column {0} cannot be used. {1}', start + 1, message), nextStep);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function numberNamed(word: string): number | undefined {
  const lower = word.toLowerCase().replace(/^\+/, '');
  if (lower === 'nan') return Number.NaN;
  if (/^-?inf(?:inity)?$/.test(lower))
    return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NUMBER.test(word) ? Number(word) : undefined;
}
