import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { recordsOf, stringOf } from '../http/json.ts';
import { restFailureOf } from '../http/restFailure.ts';
import type { NeptuneApi } from './serverApi.ts';

const PAGE = 100;
/** No installation has more projects than this. */
const MOST_PAGES = 100;

/** Projects that the user sees. The address is that of the 1.x client's days, and no client of today asks for it: a server may not know it. */
export class ServerProjects {
  readonly #api: NeptuneApi;
  readonly #only: string | undefined;
  readonly #named: () => readonly string[];

  /** @param named projects that the address or the environment names, each `workspace/project` */
  constructor(api: NeptuneApi, named: { readonly only?: string; readonly also: () => string | undefined }) {
    this.#api = api;
    this.#only = named.only;
    this.#named = () => [named.also() ?? ''].filter((name) => /^[^/]+\/[^/]+$/.test(name));
  }

  async names(signal: AbortSignal): Promise<Result<readonly string[]>> {
    if (this.#only !== undefined) return ok([this.#only]);
    const named = this.#named();
    const listed = await this.#listed(signal);
    if (listed.ok) return ok([...new Set([...named, ...listed.value])].sort());
    const refusal = restFailureOf(listed.failure);
    if (refusal?.status !== 404 && refusal?.status !== 405) return listed;
    if (named.length > 0) return ok(named);
    return fail({
      code: 'unsupported',
      message: t('{0} does not list its projects', this.#api.where),
      nextStep: t('Add the address with the project: {0}.', `https://${this.#api.where}/workspace/project`),
    });
  }

  async #listed(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const names: string[] = [];
    for (let page = 0; page < MOST_PAGES; page++) {
      if (signal.aborted) return fail(CANCELLED);
      const query = [
        ['userRelation', 'viewerOrHigher'],
        ['offset', page * PAGE],
        ['limit', PAGE],
      ] as const;
      const answer = await this.#api.get('/api/backend/v1/projects', query, signal);
      if (!answer.ok) return answer;
      if (!Array.isArray(answer.value.get('entries'))) return fail(this.#api.strange());
      const entries = recordsOf(answer.value, 'entries');
      for (const entry of entries) {
        const [workspace, name] = [stringOf(entry, 'organizationName'), stringOf(entry, 'name')];
        if (workspace && name) names.push(`${workspace}/${name}`);
      }
      if (entries.length < PAGE) break;
    }
    return ok(names);
  }
}
