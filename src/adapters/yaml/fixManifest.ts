import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ManifestEdit, WantedManifest } from '../../domain/cluster/ports.ts';
import { formatQuantity, parseQuantity } from '../../domain/cluster/quantity.ts';
import { fieldOf, isEqualData, isObject } from '../../domain/deploy/plainData.ts';
import { type ManifestFix, podSpecPath } from '../../domain/scheduling/diagnosis.ts';

/** Larger files are not written by hand. */
const MOST_CHARACTERS = 512 * 1024;

/** See `ManifestText.fix`. The edited text is read again before it is offered. */
export function fixManifest(
  text: string,
  wanted: WantedManifest,
  fix: ManifestFix,
): readonly ManifestEdit[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const documents = documentsOf(text);
  const document = documents.find((each) => isWanted(each, wanted));
  if (!document || document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const base = podSpecPath(wanted.kind);
  const root = document.contents;
  const main = editOf(text, root, [...base, ...fix.path], fix);
  if (!main) return undefined;
  const others = (fix.also ?? []).flatMap(({ path, value }) => {
    const place = [...base, ...path];
    // These follow the main change where the manifest has them, and are made by nobody else.
    if (placeOf(root, place)?.rest.length !== 0) return [];
    return [editOf(text, root, place, fix.rename === undefined ? { value } : { value, rename: fix.rename })];
  });
  if (others.some((edit) => edit === undefined)) return undefined;
  const edits = [main, ...others.filter((edit) => edit !== undefined)];
  return isSafe(text, edits, { documents, at: documents.indexOf(document), places: placesOf(base, fix) })
    ? edits
    : undefined;
}

function documentsOf(text: string): readonly Document[] {
  const documents = parseAllDocuments(text, { version: '1.1', merge: true });
  return Array.isArray(documents) ? documents : [];
}

function isWanted(document: Document, { kind, name, namespace }: WantedManifest): boolean {
  const own = document.getIn(['metadata', 'namespace']);
  return (
    document.get('kind') === kind &&
    document.getIn(['metadata', 'name']) === name &&
    (own === undefined || own === namespace)
  );
}

/** Where a path ends in the text: the deepest node that is there, and what of the path is not. */
interface Place {
  readonly parent: YAMLMap | YAMLSeq;
  /** Of the last step that is there, when the parent is a map. */
  readonly pair?: Pair;
  readonly rest: readonly string[];
  /** The maps on the way, the outermost first, with the pair that was taken in each. */
  readonly way: readonly { readonly map: YAMLMap; readonly pair: Pair }[];
}

function placeOf(root: YAMLMap, path: readonly string[]): Place | undefined {
  let node: unknown = root;
  const way: { map: YAMLMap; pair: Pair }[] = [];
  for (const [index, step] of path.entries()) {
    const rest = path.slice(index);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) return { parent: node, rest, way };
      way.push({ map: node, pair });
      if (index === path.length - 1) return { parent: node, pair, rest: [], way };
      node = pair.value;
    } else if (isSeq(node)) {
      if (step === '-') return { parent: node, rest, way };
      node = node.items.find(
        (item, at) => at === Number(step) || (isMap(item) && `name=${String(item.get('name'))}` === step),
      );
      if (node === undefined) return undefined;
    } else return undefined;
  }
  return undefined;
}

type FieldChange = Pick<ManifestFix, 'value' | 'rename' | 'factor'>;

function editOf(text: string, root: YAMLMap, path: readonly string[], change: FieldChange): ManifestEdit | undefined {
  const place = placeOf(root, path);
  if (!place) return undefined;
  const { parent, pair, rest } = place;
  if (rest.length === 0) {
    if (!pair || !isMap(parent)) return undefined;
    if (change.rename !== undefined) return replaced(pair.key, change.rename);
    if (change.factor !== undefined) return replaced(pair.value, multiplied(pair.value, change.factor));
    return change.value === undefined ? removed(text, place) : replaced(pair.value, change.value);
  }
  if (change.value === undefined) return undefined;
  const value = rest
    .slice(1)
    .reduceRight<unknown>(
      (inner, step) => (step === '-' ? [inner] : Object.fromEntries([[step, inner]])),
      change.value,
    );
  return isMap(parent) ? addedField(text, parent, rest[0] ?? '', value) : addedItem(text, parent, value);
}

function multiplied(node: unknown, factor: number): string | undefined {
  const amount = isScalar(node) ? parseQuantity(node.value) : undefined;
  if (amount === undefined || !isScalar(node)) return undefined;
  return formatQuantity(Math.round(amount * factor), String(node.value).endsWith('i') ? 'binary' : 'decimal');
}

/** Only one scalar by another: what stands around it stays. */
function replaced(node: unknown, value: unknown): ManifestEdit | undefined {
  if (!isScalar(node) || !node.range || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const [start, end] = node.range;
  if (start === end) return undefined;
  // A text that YAML would read as a number stays a text.
  return { span: { start, end }, newText: stringify(value, { version: '1.1' }).trim() };
}

/** Takes a field out with its lines, and what would be left empty by that. */
function removed(text: string, { way }: Place): ManifestEdit | undefined {
  const at = way.findLastIndex(({ map }) => map.items.length > 1);
  const last = way[at];
  if (!last || last.map.flow === true) return undefined;
  const { pair } = last;
  if (!isScalar(pair.key) || !pair.key.range) return undefined;
  const [start] = pair.key.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  // The first field of an entry shares its line with the dash.
  if (text.slice(lineStart, start).trim() !== '') return undefined;
  return { span: { start: lineStart, end: endOfLine(text, endOf(text, pair)) + 1 }, newText: '' };
}

function addedField(text: string, parent: YAMLMap, name: string, value: unknown): ManifestEdit | undefined {
  const last = parent.items.at(-1);
  if (!last || !isScalar(last.key) || !last.key.range || !parent.range) return undefined;
  if (parent.flow === true) {
    const end = endOf(text, last);
    return { span: { start: end, end }, newText: `, ${JSON.stringify(name)}: ${JSON.stringify(value)}` };
  }
  const start = last.key.range[0];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const end = endOfLine(text, endOf(text, last));
  return { span: { start: end, end }, newText: block(Object.fromEntries([[name, value]]), ' '.repeat(column)) };
}

function addedItem(text: string, parent: YAMLSeq, value: unknown): ManifestEdit | undefined {
  if (!parent.range) return undefined;
  const last: unknown = parent.items.at(-1);
  if (parent.flow === true) {
    const at = parent.range[1] - 1;
    return { span: { start: at, end: at }, newText: `${last === undefined ? '' : ', '}${JSON.stringify(value)}` };
  }
  const [start, end] = rangeOf(last) ?? [];
  if (start === undefined || end === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const dash = /^( *)-\s/.exec(text.slice(lineStart))?.[1];
  if (dash === undefined) return undefined;
  const at = endOfLine(text, trimmed(text, end));
  return { span: { start: at, end: at }, newText: block([value], dash) };
}

function block(value: unknown, indent: string): string {
  const lines = stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => `\n${indent}${line}`).join('');
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range ?? undefined) : undefined;
}

function endOf(text: string, { key, value }: Pair): number {
  const [, end = 0] = rangeOf(value) ?? rangeOf(key) ?? [];
  return trimmed(text, end);
}

function trimmed(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** First steps of what may be different afterwards. */
function placesOf(base: readonly string[], { path, also = [] }: ManifestFix): readonly (readonly string[])[] {
  return [path, ...also.map((one) => one.path)].map((each) => [...base, ...each]);
}

interface Expected {
  readonly documents: readonly Document[];
  readonly at: number;
  readonly places: readonly (readonly string[])[];
}

/** Reads the edited text again: it is YAML still, and nothing but the fields of the fix has changed. */
function isSafe(text: string, edits: readonly ManifestEdit[], { documents, at, places }: Expected): boolean {
  const after = documentsOf(edited(text, edits));
  if (after.length !== documents.length || after.some(({ errors }) => errors.length > 0)) return false;
  return after.every((document, index) => {
    const [before, now] = [documents[index]?.toJS(), document.toJS()] as [unknown, unknown];
    if (index !== at) return isEqualData(before, now);
    return !isEqualData(before, now) && isEqualData(blank(before, places), blank(now, places));
  });
}

/** The text with edits, which do not overlap. */
function edited(text: string, edits: readonly ManifestEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((rest, { span, newText }) => rest.slice(0, span.start) + newText + rest.slice(span.end), text);
}

/** Without the map or list that each place lies in. */
function blank(data: unknown, places: readonly (readonly string[])[]): unknown {
  return places.reduce((rest, place) => without(rest, place.slice(0, -1)), data);
}

function without(data: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return undefined;
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) =>
      index === Number(step) || `name=${String(fieldOf(item, 'name'))}` === step ? without(item, rest) : item,
    );
  }
  if (!isObject(data)) return data;
  const others = Object.entries(data).filter(([name]) => name !== step);
  const inner = rest.length === 0 ? undefined : without(data[step], rest);
  const isLeft = inner !== undefined && !(isObject(inner) && Object.keys(inner).length === 0);
  return Object.fromEntries(isLeft ? [...others, [step, inner]] : others);
}
