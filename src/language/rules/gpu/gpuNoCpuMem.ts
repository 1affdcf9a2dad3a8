import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** What a GPU is commonly given: 8 cores and 32 GiB feed one GPU in most training. A start, to be measured. */
const USUAL = { cpu: 8, memory: 32 } as const;

/** gpu-no-cpu-mem */
export const gpuNoCpuMem: ManifestRule = {
  id: 'gpu-no-cpu-mem',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  isAboutAbsence: true,
  check(container, report) {
    const [ask] = container.gpus;
    if (!ask || ask.count === 0 || container.kind !== 'main' || container.pod.isCompletedElsewhere) return;
    const resources = container.at('resources');
    const has = (name: string): boolean =>
      resources?.at('requests', name) !== undefined || resources?.at('limits', name) !== undefined;
    const missing = (['cpu', 'memory'] as const).filter((name) => !has(name));
    if (missing.length === 0) return;
    report.at(
      ask.value.headSpan,
      t('Asks for GPUs and not for {0}: data loading may starve the GPU.', missing.join(', ')),
      {
        fixes: () => {
          const count = Math.max(1, Math.ceil(ask.count ?? 1));
          const lines = missing.map((name) => `${name}: ${USUAL[name] * count}${name === 'memory' ? 'Gi' : ''}`);
          return choiceFix(
            t('Request processors and memory'),
            resources && insertUnder(resources, ['requests'], lines.join('\n')),
          );
        },
      },
    );
  },
  page: () => ({
    what: 'A container asks for GPUs and for no processors or memory.',
    why: 'Without a request the scheduler may put it where nothing else is left. Loading data then takes longer than computing, and the GPU waits.',
    source: 'Kubernetes documentation, Resource Management for Pods and Containers; our judgement for GPUs.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/gpu: 1'),
    good: jobWith(
      'image: trainer:1\nresources:\n  requests:\n    cpu: 8\n    memory: 32Gi\n  limits:\n    nvidia.com/gpu: 1',
    ),
  }),
};
