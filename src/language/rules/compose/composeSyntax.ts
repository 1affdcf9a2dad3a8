import type { RuleInfo } from '../../lint/rule.ts';

/** What the reader itself finds. */
export const COMPOSE_SYNTAX: RuleInfo = {
  id: 'compose-syntax',
  kinds: 'all',
  severity: 'error',
  page: () => ({
    what: 'Text that Compose cannot read as YAML.',
    why: 'No service of the file is started.',
    source: 'compose-go 2.16, measured.',
    bad: 'services:\n  web:\n    image: nginx:1.27.3\n   ports: []\n',
    good: 'services:\n  web:\n    image: nginx:1.27.3\n    ports: []\n',
  }),
};
