import { fail, type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type Fields, fieldsIn, fieldsOf, isFields, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** Objects a page: parsing one must not hold up the editor. */
const PAGE = 200;

/** Reads all objects of a collection page by page and gives the resource version of the whole list. */
export async function listPages(list: PagedList, signal: AbortSignal): Promise<Result<string>> {
  const { transport, path, notOlderThan, take } = list;
  const first = notOlderThan === '' ? {} : { resourceVersion: notOlderThan, resourceVersionMatch: 'NotOlderThan' };
  let next: string | undefined;
  let resourceVersion: string | undefined;
  do {
    const query = { limit: PAGE, ...(next === undefined ? first : { continue: next }) };
    const page = await transport.json({ method: 'GET', path, query, signal });
    if (!page.ok) return page;
    const answer = fieldsOf(page.value);
    const meta = fieldsIn(answer, 'metadata');
    // An empty list of some servers has null for its items.
    const items: readonly unknown[] | undefined = Array.isArray(answer['items']) ? answer['items'] : undefined;
    resourceVersion = textIn(meta, 'resourceVersion') ?? resourceVersion;
    if (resourceVersion === undefined || (items === undefined && answer['items'] !== null)) return fail(noList(path));
    const objects = (items ?? []).filter(isFields);
    if (objects.length !== (items ?? []).length || !take(objects)) return fail(noList(path));
    next = textIn(meta, 'continue');
  } while (next !== undefined);
  return ok(resourceVersion);
}

export interface PagedList {
  readonly transport: KubeTransport;
  /** Of the collection. */
  readonly path: string;
  /** Resource version that the list must have reached; '' for the newest there is. */
  readonly notOlderThan: string;
  /** Takes the objects of a page; false when one of them is none. */
  readonly take: (objects: readonly Fields[]) => boolean;
}

export function noList(path: string): Failure {
  return {
    code: 'rejected',
    message: t('What the server gave for {0} is no list of objects', path),
    nextStep: t('Check whether a proxy stands between here and the API server.'),
  };
}
