import type { Result } from '../../domain/base/failure.ts';
import { showNotes, showPart, showRelease, showValues } from './helmDocuments.ts';
import { showHistory } from './helmHistory.ts';
import { type ReleaseTarget, releaseTarget } from './helmTarget.ts';
import type { ClusterRows } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

type Act = (deps: KubernetesDeps, target: ReleaseTarget) => Promise<Result<unknown>>;
type Action = (deps: KubernetesDeps, rows: ClusterRows) => Promise<Result<unknown>>;

/** What is done with one release: the clicked one. */
const one =
  (act: Act): Action =>
  async (deps, { clicked, selected }) => {
    const target = await releaseTarget(deps, clicked, selected);
    return target.ok ? await act(deps, target.value) : target;
  };

/** Everything that can be done with a release of helm. */
export const HELM_ACTIONS = {
  describe: one(showRelease),
  values: one(showValues),
  manifest: one((deps, target) => showPart(deps, target, target.release, 'manifest')),
  notes: one(showNotes),
  history: one(showHistory),
} satisfies Readonly<Record<string, Action>>;
