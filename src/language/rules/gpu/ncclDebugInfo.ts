import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** nccl-debug-info */
export const ncclDebugInfo: ManifestRule = {
  id: 'nccl-debug-info',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  fix: 'choice',
  check(container, report) {
    const value = container.env('NCCL_DEBUG')?.at('value');
    if (value?.text !== 'INFO' && value?.text !== 'TRACE') return;
    report.at(value.span, t('NCCL writes thousands of lines with “{0}”; “WARN” tells what fails.', value.text), {
      fixes: () => choiceFix(t('Use “{0}”', 'WARN'), replaceValue(value, 'WARN')),
    });
  },
  page: () => ({
    what: '`NCCL_DEBUG` is INFO or TRACE.',
    why: 'Every process of every node prints its topology and channels. Logs grow, and what matters is hard to find.',
    source: 'NCCL documentation, NCCL_DEBUG.',
    bad: jobWith('image: trainer:1\nenv:\n  - name: NCCL_DEBUG\n    value: INFO'),
    good: jobWith('image: trainer:1\nenv:\n  - name: NCCL_DEBUG\n    value: WARN'),
  }),
};
