import type { Span } from '../../../domain/deploy/specNode.ts';
import type { WorkspaceIndex } from '../../workspace/workspaceIndex.ts';

/** A place in a file; offsets count from the start of the file. */
export interface FilePlace extends Span {
  readonly uri: string;
}

/** An object whose name stands at a place. */
interface NamedObject {
  readonly groupKinds: readonly string[];
  readonly name: string;
  readonly namespace: string | undefined;
  /** The name itself. */
  readonly span: Span;
}

/** The object that a name at an offset of a file defines or refers to. */
export function objectAt(index: WorkspaceIndex, uri: string, offset: number): NamedObject | undefined {
  for (const { start, symbols } of index.documents(uri)) {
    const at = offset - start;
    const holds = ({ span }: { readonly span: Span }) => span.start <= at && at <= span.end;
    const definition = symbols.definitions.find(holds);
    if (definition) return { ...definition, groupKinds: [definition.groupKind], span: moved(definition.span, start) };
    const reference = symbols.references.find(holds);
    if (reference) return { ...reference, span: moved(reference.span, start) };
  }
  return undefined;
}

/** Where the object at an offset is defined, or the pods that a selector there selects. */
export function definitionsAt(index: WorkspaceIndex, uri: string, offset: number): readonly FilePlace[] {
  const object = objectAt(index, uri, offset);
  if (object) {
    return index
      .definitions(object.groupKinds, object.name, object.namespace)
      .map(({ uri: file, start, thing }) => ({ uri: file, ...moved(thing.span, start) }));
  }
  for (const { start, symbols } of index.documents(uri)) {
    const selector = symbols.selectors.find(
      ({ span, firstValue }) => span.start <= offset - start && offset - start <= Math.max(span.end, firstValue.end),
    );
    if (selector) {
      return index
        .pods(selector.labels, selector.namespace)
        .map(({ uri: file, start: from, thing }) => ({ uri: file, ...moved(thing.span, from) }));
    }
  }
  return [];
}

/** Every place that names the object at an offset; its definitions too where they are asked for. */
export function referencesAt(
  index: WorkspaceIndex,
  place: { readonly uri: string; readonly offset: number },
  includesDefinitions: boolean,
): readonly FilePlace[] {
  const object = objectAt(index, place.uri, place.offset);
  if (!object) return [];
  const { groupKinds, name, namespace } = object;
  const references = groupKinds.flatMap((kind) => index.references(kind, name, namespace));
  const definitions = includesDefinitions ? index.definitions(groupKinds, name, namespace) : [];
  const places = [...definitions, ...references].map(({ uri, start, thing }) => ({ uri, ...moved(thing.span, start) }));
  return Array.from(new Map(places.map((one) => [`${one.uri} ${one.start}`, one])).values());
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
