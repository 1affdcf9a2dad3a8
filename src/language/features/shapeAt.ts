import type { Field, RecordShape, Shape } from '../../domain/deploy/shape.ts';
import type { PathStep } from '../../domain/deploy/specNode.ts';

/** What the description says about a path: what may stand there, and the field that it is. */
export interface FoundShape {
  /** Several where the value has several spellings. */
  readonly shapes: readonly Shape[];
  /** Set when the last step is a field of a record. */
  readonly field?: Field;
  /** The record that the last step is a field of. */
  readonly record?: RecordShape;
}

/** Undefined when the path leaves the description. */
export function shapeAt(root: RecordShape, path: readonly PathStep[]): FoundShape | undefined {
  let found: FoundShape = { shapes: [root] };
  for (const step of path) {
    const next = stepInto(found.shapes, step);
    if (!next) return undefined;
    found = next;
  }
  return { ...found, shapes: found.shapes.flatMap(spellings) };
}

function stepInto(shapes: readonly Shape[], step: PathStep): FoundShape | undefined {
  for (const shape of shapes.flatMap(spellings)) {
    if (typeof step === 'number') {
      if (shape.kind === 'list') return { shapes: [shape.of] };
    } else if (shape.kind === 'map') {
      return { shapes: [shape.of] };
    } else if (shape.kind === 'record') {
      const field = shape.fields.get(step);
      if (field) return { shapes: [field.shape], field, record: shape };
    }
  }
  return undefined;
}

function spellings(shape: Shape): readonly Shape[] {
  return shape.kind === 'either' ? shape.of.flatMap(spellings) : [shape];
}
