import type { InlayHint, Position } from 'vscode-languageserver-types';
import { t } from '../../../domain/base/text.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import { podCopies } from '../../manifest/podCopies.ts';

/** Behind the kind of an object, the GPUs that it takes when all its pods run. */
export function gpuHints(document: ManifestDocument, positionAt: (offset: number) => Position): readonly InlayHint[] {
  return document.objects.flatMap((object) => {
    const kind = object.at('kind');
    const text = kind && gpuTotal(object);
    return kind && text !== undefined ? [{ position: positionAt(kind.span.end), label: text, paddingLeft: true }] : [];
  });
}

/** Undefined for objects without GPUs, and where a count is not known. */
function gpuTotal(object: ManifestObject): string | undefined {
  let total = 0;
  const parts: string[] = [];
  for (const pod of object.pods) {
    const gpus = pod.gpuCount;
    if (gpus === 0) continue;
    const copies = podCopies(pod);
    if (copies === undefined) return undefined;
    total += gpus * copies;
    parts.push(`${copies} × ${gpus}`);
  }
  if (total === 0) return undefined;
  return total === 1
    ? t('1 GPU')
    : parts.length === 1 && parts[0]?.startsWith('1 ×') === true
      ? t('{0} GPUs', total)
      : t('{0} GPUs = {1}', total, parts.join(' + '));
}
