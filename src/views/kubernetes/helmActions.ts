import type { Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { rollBack, uninstall } from './helmChange.ts';
import { showNotes, showPart, showRelease, showValues } from './helmDocuments.ts';
import { showHistory } from './helmHistory.ts';
import { type ReleaseTarget, releaseTarget } from './helmTarget.ts';
import type { ClusterRows } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

type Act = (deps: KubernetesDeps, target: ReleaseTarget) => Promise<Result<unknown>>;
type Action = (deps: KubernetesDeps, rows: ClusterRows) => Promise<Result<unknown>>;

/** What is done with one release: the clicked or the picked one. */
const one =
  (title: () => string, act: Act): Action =>
  async (deps, rows) => {
    const target = await releaseTarget(deps, rows, title());
    return target.ok ? await act(deps, target.value) : target;
  };

/** Everything that can be done with a release of helm. */
export const HELM_ACTIONS = {
  describe: one(() => t('Describe Helm release'), showRelease),
  values: one(() => t('Show values of Helm release'), showValues),
  manifest: one(
    () => t('Show manifest of Helm release'),
    (deps, target) => showPart(deps, target, target.release, 'manifest'),
  ),
  notes: one(() => t('Show notes of Helm release'), showNotes),
  history: one(() => t('History of Helm release'), showHistory),
  rollBack: one(() => t('Roll back Helm release'), rollBack),
  uninstall: one(() => t('Uninstall Helm release'), uninstall),
} satisfies Readonly<Record<string, Action>>;
