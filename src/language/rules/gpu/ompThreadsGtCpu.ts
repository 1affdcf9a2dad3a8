import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const VARIABLES = ['OMP_NUM_THREADS', 'MKL_NUM_THREADS'];

/** omp-threads-gt-cpu */
export const ompThreadsGtCpu: ManifestRule = {
  id: 'omp-threads-gt-cpu',
  on: 'container',
  needs: ['env', 'limits'],
  kinds: 'pods',
  severity: 'hint',
  check(container, report) {
    if (!container.at('env')) return;
    const limit = container.amount('limits', 'cpu');
    if (limit === undefined) return;
    for (const name of VARIABLES) {
      const value = container.env(name)?.at('value');
      if (value?.text === undefined || !/^\d{1,4}$/.test(value.text) || Number(value.text) <= limit) continue;
      report.at(value.span, t('{0} threads share the {1} processors of the limit.', value.text, limit));
    }
  },
  page: () => ({
    what: 'More threads for OpenMP or MKL than the container may use processors.',
    why: 'The threads wait for one another and are throttled, so the work takes longer than with fewer.',
    source: 'OpenMP specification, OMP_NUM_THREADS; Kubernetes documentation, CPU limits.',
    bad: jobWith(
      'image: trainer:1\nenv:\n  - name: OMP_NUM_THREADS\n    value: "16"\nresources:\n  limits:\n    cpu: 4',
    ),
    good: jobWith(
      'image: trainer:1\nenv:\n  - name: OMP_NUM_THREADS\n    value: "4"\nresources:\n  limits:\n    cpu: 4',
    ),
  }),
};
