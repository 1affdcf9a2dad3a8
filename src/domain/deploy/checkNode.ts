import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { nearestName } from './nearestName.ts';
import { parseBytes, parseCpus, parseDuration } from './resources.ts';
import type { Field, RecordShape, Shape, Unit } from './shape.ts';
import { TEXT_FORMATS } from './shape.ts';
import { clip, expectedText, foundText, orList } from './shapeText.ts';
import type { ListNode, MapEntry, MapNode, PathStep, ScalarNode, Span, SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';
import type { SpecProblem } from './specProblem.ts';
import { MOST_PROBLEMS } from './specProblem.ts';

/** Every problem of a value, in file order, at most `MOST_PROBLEMS`. Knows nothing of the spec but its shape. Never throws. */
export function checkNode(node: SpecNode, shape: Shape): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  check({ node, shape, path: [], problems });
  return problems.toSorted((a, b) => a.span.start - b.span.start);
}

interface Place {
  readonly node: SpecNode;
  readonly shape: Shape;
  readonly path: readonly PathStep[];
  /** The name under which the node stands. */
  readonly name?: Span;
  readonly problems: SpecProblem[];
}

function check(place: Place): void {
  const { node, shape, problems } = place;
  if (problems.length >= MOST_PROBLEMS) return;
  if (shape.kind === 'either') return checkEither(place, shape.of);
  if (shape.kind === 'record' && node.kind === 'map') return checkRecord(node, shape, place);
  if (shape.kind === 'map' && node.kind === 'map') return checkMap(node, shape, place);
  if (shape.kind === 'list' && node.kind === 'list') return checkList(node, shape, place);
  if (isBlock(shape)) return addWrongType(place);
  if (node.kind === 'list' || node.kind === 'map') return addWrongType(place);
  if (node.kind !== 'null') checkScalar(node, shape, place);
  else if (!mayBeEmpty(shape)) addWrongType(place);
}

function mayBeEmpty(shape: Shape): boolean {
  return shape.kind === 'scalar' && shape.mayBeEmpty === true;
}

type BlockShape = Extract<Shape, { kind: 'record' | 'map' | 'list' }>;

function isBlock(shape: Shape): shape is BlockShape {
  return shape.kind === 'record' || shape.kind === 'map' || shape.kind === 'list';
}

function checkList(node: ListNode, shape: Extract<Shape, { kind: 'list' }>, place: Place): void {
  const { path, problems } = place;
  node.items.forEach((item, index) => check({ node: item, shape: shape.of, path: [...path, index], problems }));
  if (node.items.length < (shape.minimum ?? 0)) addWrongValue(place, t('The list must not be empty.'));
}

/** The spelling that fits the kind of the node is the one whose problems are shown; scalars are tried against all of them. */
function checkEither(place: Place, shapes: readonly Shape[]): void {
  const fitting = shapes.filter((shape) => fits(place.node, shape));
  const attempts = fitting.map((shape) => {
    const problems: SpecProblem[] = [];
    check({ ...place, shape, problems });
    return problems;
  });
  if (attempts.some((problems) => problems.length === 0)) return;
  const [only] = attempts;
  if (attempts.length === 1 && only) place.problems.push(...only);
  else if (attempts.length === 0) addWrongType(place);
  else addWrongValue(place, undefined);
}

function fits(node: SpecNode, shape: Shape): boolean {
  if (shape.kind === 'either') return shape.of.some((one) => fits(node, one));
  if (shape.kind === 'record' || shape.kind === 'map') return node.kind === 'map';
  if (shape.kind === 'list') return node.kind === 'list';
  if (node.kind === 'null') return mayBeEmpty(shape);
  return node.kind !== 'map' && node.kind !== 'list';
}

function checkScalar(
  node: ScalarNode,
  shape: Exclude<Shape, { kind: 'record' | 'map' | 'list' | 'either' }>,
  place: Place,
): void {
  switch (shape.kind) {
    case 'scalar':
      return;
    case 'boolean':
      return checkBoolean(node, place);
    case 'integer':
      return checkInteger(node, shape, place);
    case 'quantity':
      return checkQuantity(node, shape.unit, place);
    case 'choice':
      if (shape.values.some((choice) => choice.value === node.text)) return;
      return addWrongValue(
        place,
        undefined,
        nearestName(
          node.text,
          shape.values.map((choice) => choice.value),
        ),
      );
    case 'text':
      if (shape.format === undefined ? node.kind === 'string' : TEXT_FORMATS[shape.format].test(node.text)) return;
      return shape.format === undefined ? addWrongType(place) : addWrongValue(place, undefined);
    default:
      return assertNever(shape);
  }
}

function checkBoolean(node: ScalarNode, place: Place): void {
  if (node.kind === 'boolean') return;
  if (!/^(yes|no|on|off|y|n)$/i.test(node.text)) return addWrongType(place);
  const meant = /^(y|on)/i.test(node.text) ? 'true' : 'false';
  addWrongValue(place, t('“{0}” is text in YAML 1.2. Write {1}.', node.text, meant));
}

function checkInteger(node: ScalarNode, shape: Extract<Shape, { kind: 'integer' }>, place: Place): void {
  if (node.kind !== 'number' || !/^[+-]?\d{1,15}$/.test(node.text)) return addWrongType(place);
  const value = Number(node.text);
  if (value < shape.minimum || value > shape.maximum) addWrongValue(place, undefined);
}

function checkQuantity(node: ScalarNode, unit: Unit, place: Place): void {
  if (node.kind === 'boolean') return addWrongType(place);
  const parse = { cores: parseCpus, bytes: parseBytes, duration: parseDuration }[unit];
  const parsed = parse(node.text);
  if (!parsed.ok) addWrongValue(place, parsed.failure.message);
}

function checkMap(node: MapNode, shape: Extract<Shape, { kind: 'map' }>, place: Place): void {
  const { path, problems } = place;
  if (node.entries.length < (shape.minimum ?? 0)) addWrongValue(place, t('There must be at least one.'));
  addDuplicates(node, place);
  for (const entry of node.entries) {
    if (problems.length >= MOST_PROBLEMS) return;
    if (!TEXT_FORMATS[shape.keys].test(entry.key)) {
      const expected = expectedText({ kind: 'text', format: shape.keys });
      const message = t('“{0}” cannot be a name here. Expected {1}.', clip(entry.key), expected);
      problems.push({ id: 'wrong-value', path: [...path, entry.key], span: entry.keySpan, message, expected });
    }
    check({ node: entry.value, shape: shape.of, path: [...path, entry.key], name: entry.keySpan, problems });
  }
}

function checkRecord(node: MapNode, shape: RecordShape, place: Place): void {
  addDuplicates(node, place);
  for (const entry of node.entries) {
    if (shape.ignoredPrefix !== undefined && entry.key.startsWith(shape.ignoredPrefix)) continue;
    const field = shape.fields.get(entry.key);
    if (!field) addUnknownField(entry, shape, place);
    else if (!isOfVariant(node, shape, field)) addMisplacedField(entry, field, place);
    // A field without a value is as good as absent while somebody types; only required ones are asked for.
    else if (entry.value.kind !== 'null') {
      check({
        node: entry.value,
        shape: field.shape,
        path: [...place.path, entry.key],
        name: entry.keySpan,
        problems: place.problems,
      });
    }
  }
  addMissingFields(node, shape, place);
}

function isOfVariant(node: MapNode, shape: RecordShape, field: Field): boolean {
  if (!shape.variantField || field.variant === undefined) return true;
  const value = fieldOf(node, shape.variantField.name);
  const written = value === undefined ? shape.variantField.default : scalarText(value);
  const isKnown = Array.from(shape.fields.values()).some((other) => other.variant === written);
  return !isKnown || field.variant === written;
}

function addMissingFields(node: MapNode, shape: RecordShape, place: Place): void {
  const has = (name: string) => fieldOf(node, name) !== undefined;
  for (const [name, field] of shape.fields) {
    if (!field.isRequired || has(name)) continue;
    addAt(
      place,
      'missing-field',
      t('The {0} has no “{1}”. Expected {2}.', shape.title, name, expectedText(field.shape)),
      [name],
    );
  }
  for (const group of shape.exactlyOne ?? []) {
    const present = group.filter(has);
    if (present.length === 0) {
      addAt(place, 'missing-field', t('The {0} needs one of {1}.', shape.title, orList(group)), group);
      continue;
    }
    for (const name of present.slice(1)) {
      const entry = node.entries.findLast((one) => one.key === name);
      if (!entry) continue;
      const message = t(
        '“{0}” cannot stand beside “{1}”. Expected only one of {2}.',
        name,
        present[0] ?? '',
        orList(group),
      );
      place.problems.push({
        id: 'conflicting-fields',
        path: [...place.path, name],
        span: entry.keySpan,
        message,
        expected: orList(group),
      });
    }
  }
}

function addUnknownField(entry: MapEntry, shape: RecordShape, place: Place): void {
  const variant = Array.from(shape.fields.keys());
  const nearest = byOtherName(entry.key, shape) ?? nearestName(entry.key, variant);
  const base = {
    id: 'unknown-field',
    path: [...place.path, entry.key],
    span: entry.keySpan,
    expected: orList(variant),
  } as const;
  const message =
    nearest === undefined
      ? t('A {0} has no field “{1}”. Expected {2}.', shape.title, clip(entry.key), orList(variant))
      : t('A {0} has no field “{1}”. Did you mean “{2}”?', shape.title, clip(entry.key), nearest);
  place.problems.push(nearest === undefined ? { ...base, message } : { ...base, message, nearest });
}

function byOtherName(written: string, shape: RecordShape): string | undefined {
  for (const [name, field] of shape.fields) {
    if (field.otherNames?.some((other) => other.toLowerCase() === written.toLowerCase())) return name;
  }
  return undefined;
}

function addMisplacedField(entry: MapEntry, field: Field, place: Place): void {
  const message = t('“{0}” belongs to workloads of kind “{1}”.', entry.key, field.variant ?? '');
  place.problems.push({ id: 'misplaced-field', path: [...place.path, entry.key], span: entry.keySpan, message });
}

function addDuplicates(node: MapNode, { path, problems }: Place): void {
  const seen = new Set<string>();
  for (const { key, keySpan } of node.entries) {
    if (seen.has(key) && problems.length < MOST_PROBLEMS) {
      problems.push({
        id: 'duplicate-field',
        path: [...path, key],
        span: keySpan,
        message: t('“{0}” stands here twice. Expected each name once.', clip(key)),
      });
    }
    seen.add(key);
  }
}

/** The cause lies in what is absent, so the name of the parent is underlined, not its whole block. */
function addAt(
  { path, node, name, problems }: Place,
  id: SpecProblem['id'],
  message: string,
  names: readonly string[],
): void {
  problems.push({
    id,
    path,
    span: name ?? { start: node.span.start, end: node.span.start },
    message,
    expected: orList(names),
  });
}

function addWrongType({ node, shape, path, problems }: Place): void {
  const expected = expectedText(shape);
  problems.push({
    id: 'wrong-type',
    path,
    span: node.span,
    message: t('Expected {0}, found {1}.', expected, foundText(node)),
    expected,
  });
}

function addWrongValue({ node, shape, path, problems }: Place, reason: string | undefined, nearest?: string): void {
  const expected = expectedText(shape);
  let message = reason ?? t('{0} is not allowed here. Expected {1}.', foundText(node), expected);
  if (nearest !== undefined)
    message = t('{0} is not allowed here. Did you mean “{1}”? Expected {2}.', foundText(node), nearest, expected);
  problems.push({
    id: 'wrong-value',
    path,
    span: node.span,
    message,
    expected,
    ...(nearest === undefined ? {} : { nearest }),
  });
}

function scalarText(node: SpecNode): string | undefined {
  return node.kind === 'list' || node.kind === 'map' ? undefined : node.text;
}
