import type { Span } from '../../../domain/deploy/specNode.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { annotationMark, mayHoldAnnotations } from './annotationMark.ts';
import type { Suppression } from './suppression.ts';
import { yamlCommentMarks } from './yamlCommentMarks.ts';

/** What the comments and annotations of a document switch off. Offsets count from the start of the document. */
export function manifestMarks(document: ManifestDocument): readonly Suppression[] {
  const { text, tree } = document;
  if (tree.root < 0) return [];
  return [...yamlCommentMarks(text, tree), ...(mayHoldAnnotations(text) ? annotationMarks(document) : [])];
}

/** Annotations of objects are for the object, those of pod templates for the template. */
function annotationMarks({ objects }: ManifestDocument): readonly Suppression[] {
  const marks: Suppression[] = [];
  const read = (annotations: YamlValue | undefined, reach: Span): void => {
    if (!annotations?.isMap) return;
    for (const entry of annotations.items()) {
      const mark = annotationMark(entry);
      if (mark) marks.push({ ...mark, reach });
    }
  };
  for (const object of objects) {
    read(object.at('metadata', 'annotations'), object.root.span);
    for (const { template, metadata } of object.pods) {
      if (template && template.node !== object.root.node) read(metadata?.at('annotations'), template.span);
    }
  }
  return marks;
}
