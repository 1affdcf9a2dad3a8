import { lineStart } from '../../lint/fixes/linePlaces.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { ARGO_KINDS, templatesOf, workflowOf } from './argoShared.ts';
import { fieldOf } from './table/rowCheck.ts';

const TAG = /\{\{\s*(inputs\.parameters|inputs\.artifacts|steps|tasks)\.([A-Za-z0-9_-]+)/g;

/** A placeholder of Argo: `{{tasks.prepare…`. Offsets count from the start of the document. */
export interface ArgoTag {
  /** `inputs.parameters`, `inputs.artifacts`, `steps`, `tasks`. */
  readonly kind: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The templates of all workflows of a document, if its placeholders are those of Argo alone. */
export function templatesWithTags(document: ManifestDocument): readonly YamlValue[] {
  if (!document.text.includes('{{') || document.isTemplated) return [];
  return document.objects.flatMap((object) => {
    const workflow = ARGO_KINDS.includes(object.groupKind) ? workflowOf(object) : undefined;
    return !workflow?.isMap || fieldOf(workflow, 'templateDefaults') ? [] : templatesOf(workflow);
  });
}

/** The placeholders in the text of a value, without those in comments. */
export function tagsIn({ text }: ManifestDocument, value: YamlValue): readonly ArgoTag[] {
  const { start, end } = value.span;
  const tags: ArgoTag[] = [];
  for (const match of text.slice(start, end).matchAll(TAG)) {
    const at = start + match.index;
    const [whole, kind = '', name = ''] = match;
    if (!/(?:^|\s)#/.test(text.slice(lineStart(text, at), at)))
      tags.push({ kind, name, start: at, end: at + whole.length });
  }
  return tags;
}
