import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { modelServer } from '../../manifest/modelServer.ts';

/** serve-no-drain */
export const serveNoDrain: ManifestRule = {
  id: 'serve-no-drain',
  on: 'container',
  kinds: 'model servers',
  severity: 'hint',
  isAboutAbsence: true,
  check(container, report) {
    const { pod } = container;
    if (container.kind !== 'main' || pod.purpose !== 'service' || pod.gpuCount === 0) return;
    const grace = pod.spec.at('terminationGracePeriodSeconds');
    if (container.at('lifecycle') || (grace && (grace.number ?? Infinity) > 30)) return;
    const server = modelServer(container);
    if (server === undefined) return;
    report.at(
      container.head,
      t('{0} has 30 seconds to finish answers that are being written; longer ones are cut.', server),
    );
  },
  page: () => ({
    what: 'A model server without a preStop hook and with the usual time to stop.',
    why: 'A long answer takes a minute and more. When the pod stops, traffic still arrives for some seconds, and open streams are cut after 30 seconds.',
    source: 'Kubernetes documentation, Termination of Pods.',
    bad: deploymentWith('image: vllm/vllm-openai:v0.8.4\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: deploymentWith(
      'image: vllm/vllm-openai:v0.8.4\nresources:\n  limits:\n    nvidia.com/gpu: 1',
      'terminationGracePeriodSeconds: 180',
    ),
  }),
};
