import { ok, type Result } from '../../domain/base/failure.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Objects a page, as kubectl has it. */
const PAGE = 500;
/** Only metadata: specifications can be large. Source: kubernetes.io, "API concepts", "Metadata-only fetches". */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

/** Reads all objects of a collection, page by page. */
export async function allObjects(
  transport: KubeTransport,
  {
    path,
    accept,
    labels,
  }: { readonly path: string; readonly accept?: string; readonly labels?: ReadonlyMap<string, string> | undefined },
  signal: AbortSignal,
): Promise<Result<readonly Fields[]>> {
  const items: Fields[] = [];
  const labelSelector = labels && [...labels].map(([key, value]) => `${key}=${value}`).join(',');
  let next: string | undefined;
  do {
    const answer = await transport.json({
      method: 'GET',
      path,
      query: { limit: PAGE, continue: next, labelSelector },
      ...(accept === undefined ? {} : { headers: { Accept: accept } }),
      signal,
    });
    if (!answer.ok) return answer;
    const list = fieldsOf(answer.value);
    items.push(...listIn(list, 'items'));
    next = textIn(fieldsIn(list, 'metadata'), 'continue');
  } while (next !== undefined);
  return ok(items);
}
