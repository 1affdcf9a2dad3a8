import type { DocumentSymbol, Range, SymbolKind } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';

/** Kinds of the language server protocol: Class, Object, Field. */
const OBJECT: SymbolKind = 5;
const CONTAINER: SymbolKind = 19;
const VOLUME: SymbolKind = 8;

/** The outline of a document: its objects with their containers and volumes. */
export function manifestSymbols(document: ManifestDocument, range: (span: Span) => Range): readonly DocumentSymbol[] {
  return document.objects.map((object) => objectSymbol(object, range));
}

function objectSymbol(object: ManifestObject, range: (span: Span) => Range): DocumentSymbol {
  const children = object.pods.flatMap((pod) => [
    ...pod.containers.map(({ name, value }) => ({ name: name ?? '', value, kind: CONTAINER })),
    ...pod.volumes.map((value) => ({ name: value.at('name')?.text ?? '', value, kind: VOLUME })),
  ]);
  const whole = object.root.span;
  return {
    name: [object.kind, object.name].filter((part) => part !== undefined).join(' ') || 'object',
    detail: object.namespace ?? '',
    kind: OBJECT,
    range: range(whole),
    selectionRange: range(within(object.at('metadata', 'name')?.span ?? object.head, whole)),
    children: children
      .filter(({ name }) => name !== '')
      .map(({ name, value, kind }) => ({
        name,
        kind,
        range: range(value.span),
        selectionRange: range(within(value.at('name')?.span ?? value.span, value.span)),
      })),
  };
}

/** The protocol wants the selection inside the whole; an alias stands elsewhere. */
function within(span: Span, whole: Span): Span {
  return span.start >= whole.start && span.end <= whole.end ? span : { start: whole.start, end: whole.start };
}
