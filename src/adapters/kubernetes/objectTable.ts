import { ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { ObjectTable, ResourceKind } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, numberIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { metaOf } from './recordMeta.ts';
import { collectionPath } from './watchedResources.ts';

const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** Which rows are wanted. */
export interface TableQuestion {
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
  readonly limit: number;
}

/** Source: kubernetes.io, "API concepts", "Receiving resources as Tables". */
export async function objectTable(
  transport: KubeTransport,
  { resource, namespace, limit }: TableQuestion,
  interner: Interner,
  signal: AbortSignal,
): Promise<Result<ObjectTable>> {
  const answer = await transport.json({
    method: 'GET',
    path: collectionPath(resource, namespace),
    query: { limit, includeObject: 'Metadata' },
    headers: { Accept: AS_TABLE },
    signal,
  });
  if (!answer.ok) return answer;
  const body = fieldsOf(answer.value);
  const isCut = textIn(fieldsIn(body, 'metadata'), 'continue') !== undefined;
  if (body['kind'] !== 'Table') return ok({ ...listAsTable(body, interner), isCut });
  const columns = listIn(body, 'columnDefinitions').map((raw) => ({
    name: plainLine(textIn(raw, 'name') ?? ''),
    type: textIn(raw, 'type') ?? 'string',
    priority: numberIn(raw, 'priority') ?? 0,
  }));
  const rows = listIn(body, 'rows').flatMap((raw) => {
    const meta = metaOf(fieldsIn(raw, 'object'), interner);
    const cells: unknown = raw['cells'];
    return meta && Array.isArray(cells) ? [{ meta, cells: cells.map(cellText) }] : [];
  });
  return ok({ columns, rows, isCut });
}

/** Aggregated servers need not know tables. */
function listAsTable(body: Fields, interner: Interner): Omit<ObjectTable, 'isCut'> {
  const rows = listIn(body, 'items').flatMap((raw) => {
    const meta = metaOf(raw, interner);
    return meta ? [{ meta, cells: [plainLine(meta.name), meta.createdAt.toISOString()] }] : [];
  });
  return {
    columns: [
      { name: t('Name'), type: 'string', priority: 0 },
      { name: t('Created'), type: 'date', priority: 0 },
    ],
    rows,
  };
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return plainLine(typeof cell === 'string' ? cell : JSON.stringify(cell));
}
