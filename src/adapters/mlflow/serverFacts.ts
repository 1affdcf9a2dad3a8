import { ok, type Result } from '../../domain/base/failure.ts';
import { restFailureOf } from '../http/restFailure.ts';
import type { ServerApi } from './serverApi.ts';
import type { FilterFeatures } from './serverFilter.ts';
import type { HistoryFeatures } from './serverHistories.ts';

/** What a server is and can do, asked for once. */
export interface ServerFacts extends FilterFeatures, HistoryFeatures {
  /** Such as 3.18.0. Undefined: it does not say, as hosts that only speak the protocol. */
  readonly version: string | undefined;
}

/**
 * Asks a server what it is. `/version` answers before the login and the check of the host, so that a search is tried too: what is wrong with
 * either is known at once, and in its words.
 */
export async function serverFacts(api: ServerApi, signal: AbortSignal): Promise<Result<ServerFacts>> {
  const [said, searched] = await Promise.all([
    api.text('/version', signal),
    api.search('2.0/mlflow/experiments/search', { max_results: 1 }, signal),
  ]);
  if (!searched.ok) return searched;
  // A host that has no such page is no worse for it; one that is not there at all would have failed above.
  if (!said.ok && restFailureOf(said.failure) === undefined) return said;
  const version = said.ok ? /^\s*(\d+\.\d+[\w.+-]{0,30})\s*$/.exec(said.value)?.[1] : undefined;
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  // 3.18 is the one that was asked; which version before it was the first to do it right is not known, and exactness goes before speed.
  return ok({ version, hasNull: major >= 3, samplesRanges: major > 3 || (major === 3 && minor >= 18) });
}
