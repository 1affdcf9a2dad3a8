import { t } from '../../../domain/base/text.ts';
import { deploymentWith, jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { trainingLauncher } from '../../manifest/mlWords.ts';
import { modelServer } from '../../manifest/modelServer.ts';

/** train-in-deployment */
export const trainInDeployment: ManifestRule = {
  id: 'train-in-deployment',
  on: 'container',
  kinds: 'Deployment',
  severity: 'warning',
  check(container, report) {
    const { object } = container.pod;
    if (object.groupKind !== 'apps/Deployment' || container.kind !== 'main' || modelServer(container)) return;
    const launcher = trainingLauncher(container);
    const value = launcher === undefined ? undefined : (container.at('command') ?? container.at('args'));
    if (launcher === undefined || !value) return;
    report.at(
      value.headSpan,
      t('A Deployment starts “{0}” again whenever it ends, also after success; a Job ends.', launcher),
    );
  },
  page: () => ({
    what: 'A launcher of training runs in a Deployment.',
    why: 'Containers of a Deployment are restarted for ever. Training that succeeded begins again and overwrites its results.',
    source: 'Kubernetes documentation, Pod Lifecycle (restart policy of Deployments is Always).',
    bad: deploymentWith('image: trainer:1\ncommand: [torchrun, train.py]'),
    good: jobWith('image: trainer:1\ncommand: [torchrun, train.py]'),
  }),
};
