import type { YamlValue } from '../yaml/yamlValue.ts';
import { entriesOf, isMerged } from './entriesOf.ts';
import type { YamlShape } from './yamlShape.ts';

/** Takes what does not fit. */
interface ShapeTroubles {
  unknown?(value: YamlValue, key: string, known: readonly string[]): void;
  missing?(map: YamlValue, key: string): void;
  wrong?(value: YamlValue, shape: YamlShape): void;
}

export interface ShapeReading {
  /** Whether a scalar holds a placeholder, so that it may become anything. */
  isUnknown(value: YamlValue): boolean;
  /** How the program compares the names of fields. */
  readonly ignoresCase?: true;
}

interface ShapeWalk extends ShapeReading, ShapeTroubles {}

/** Compares a value with the shape it should have. A value of the wrong type is not looked into. */
export function walkShape(value: YamlValue, shape: YamlShape, walk: ShapeWalk): void {
  if (shape.takesAll === true || value.target < 0) return;
  if (value.isMap) walkMap(value, shape, walk);
  else if (!value.isList) {
    if (!fitsScalar(value, shape, walk)) walk.wrong?.(value, shape);
  } else if (shape.items) for (const item of value.items()) walkShape(item, shape.items, walk);
  else walk.wrong?.(value, shape);
}

function walkMap(map: YamlValue, shape: YamlShape, walk: ShapeWalk): void {
  const { fields, values } = shape;
  if (!fields && !values) {
    walk.wrong?.(map, shape);
    return;
  }
  for (const [key, value] of entriesOf(map)) {
    const name = fieldNamed(key, shape, walk);
    const field = fields && name !== undefined ? fields[name] : values;
    if (field) walkShape(value, field, walk);
    else if (shape.isOpen !== true) walk.unknown?.(value, key, Object.keys(fields ?? {}));
  }
  if (shape.required && walk.missing && !isMerged(map)) tellMissing(map, shape, walk);
}

function tellMissing(map: YamlValue, shape: YamlShape, walk: ShapeWalk): void {
  const present = new Set(entriesOf(map).map(([key]) => fieldNamed(key, shape, walk)));
  for (const key of shape.required ?? []) if (!present.has(key)) walk.missing?.(map, key);
}

function fieldNamed(key: string, { fields = {} }: YamlShape, walk: ShapeReading): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  if (walk.ignoresCase !== true) return undefined;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

function fitsScalar(value: YamlValue, shape: YamlShape, walk: ShapeReading): boolean {
  // What is left empty is told by rules that know what it does.
  if (value.isNull || walk.isUnknown(value)) return true;
  if (shape.takesNumber === true && value.number !== undefined) return true;
  if (shape.takesBoolean === true && value.boolean !== undefined) return true;
  const { text } = value;
  if (shape.takesText !== true || text === undefined) return false;
  return shape.words ? shape.words.includes(text) : value.string !== undefined;
}
