import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { TextEdit } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

const WITH_GPU = deploymentWith('image: server:1\nresources:\n  limits:\n    nvidia.com/gpu: 1');

/** gpu-rollout-surge */
export const gpuRolloutSurge: ManifestRule = {
  id: 'gpu-rollout-surge',
  on: 'object',
  groupKinds: ['apps/Deployment'],
  kinds: 'Deployment',
  severity: 'warning',
  fix: 'choice',
  isAboutAbsence: true,
  silences: ['strategy-not-rolling'],
  check(object, report) {
    const [pod] = object.pods;
    if (!pod || pod.gpuCount === 0 || object.at('spec', 'replicas')?.number === 0) return;
    const strategy = object.at('spec', 'strategy');
    const surge = strategy?.at('rollingUpdate', 'maxSurge');
    if (startsNoPodFirst(strategy, surge)) return;
    report.at(
      (surge ?? strategy)?.headSpan ?? object.head,
      t('An update starts a new pod first and so needs a spare GPU; without one it waits for ever.'),
      {
        fixes: () =>
          choiceFix(
            t('Stop one pod before its successor starts'),
            surge ? replaceValue(surge, '0') : strategyInsertion(object.at('spec')),
          ),
      },
    );
  },
  page: () => ({
    what: 'A Deployment with GPUs is updated with extra pods, which is the default.',
    why: 'A rolling update starts a quarter more pods before it stops any. Where all GPUs are taken, the new pod waits and the update never ends.',
    source: 'Kubernetes documentation, Deployments (max surge, 25 % by default).',
    bad: WITH_GPU,
    good: WITH_GPU.replace(
      '  replicas: 2\n',
      '  replicas: 2\n  strategy:\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 1\n',
    ),
  }),
};

/** Or nobody can tell from the text. */
function startsNoPodFirst(strategy: YamlValue | undefined, surge: YamlValue | undefined): boolean {
  const type = strategy?.at('type');
  if (type && type.text !== 'RollingUpdate') return true;
  return surge !== undefined && (surge.text === undefined || /^0%?$/.test(surge.text));
}

function strategyInsertion(spec: YamlValue | undefined): TextEdit | undefined {
  return spec && insertUnder(spec, ['strategy', 'rollingUpdate'], 'maxSurge: 0\nmaxUnavailable: 1');
}
