import { jobWith } from '../../lint/examples.ts';
import type { RuleInfo } from '../../lint/rule.ts';

const SOURCE = 'docs/lint.md, on suppressions.';
const LATEST = 'image: trainer:latest';
const MARK = '# trainyard-ignore image-latest -- only tried here';

/** What is wrong with comments and annotations that switch rules off: rules without a check. */
export const suppressionRules: readonly RuleInfo[] = [
  {
    id: 'suppression-unused',
    kinds: 'all',
    severity: 'hint',
    page: () => ({
      what: 'A comment or annotation switches off a rule that finds nothing there.',
      why: 'It hides the next finding of this rule, which nobody has looked at.',
      source: SOURCE,
      bad: jobWith(`${MARK}\nimage: trainer:1.2`),
      good: jobWith(`${MARK}\n${LATEST}`),
    }),
  },
  {
    id: 'suppression-unknown-id',
    kinds: 'all',
    severity: 'warning',
    page: () => ({
      what: 'A comment or annotation switches off a rule that does not exist.',
      why: 'It does nothing, and whoever reads it believes otherwise.',
      source: SOURCE,
      bad: jobWith(`# trainyard-ignore image-latst -- only tried here\n${LATEST}`),
      good: jobWith(`${MARK}\n${LATEST}`),
    }),
  },
  {
    id: 'suppression-no-reason',
    kinds: 'all',
    severity: 'info',
    isOff: true,
    profiles: { ci: 'info' },
    page: () => ({
      what: 'A comment or annotation switches off a rule and does not say why.',
      why: 'Whoever comes next cannot tell whether it is still needed.',
      source: SOURCE,
      bad: jobWith(`# trainyard-ignore image-latest\n${LATEST}`),
      good: jobWith(`${MARK}\n${LATEST}`),
    }),
  },
  {
    id: 'suppression-forbidden',
    kinds: 'all',
    severity: 'error',
    page: () => ({
      what: 'A comment or annotation switches off a rule that the configuration says must stay on.',
      why: 'The finding is reported all the same.',
      source: SOURCE,
      bad: jobWith(`${MARK}\n${LATEST}`),
      good: jobWith(LATEST),
    }),
  },
];
