import type { RuleInfo } from '../../lint/rule.ts';
import type { Severity } from '../../lint/severity.ts';

/** A whole run spec whose workload has these lines. */
function specWith(lines: string): string {
  return `version: 1
workloads:
  train:
    kind: run
    image: trainer:1
    command: [python, train.py]
${lines}`;
}

interface Row {
  readonly id: string;
  readonly severity?: Severity;
  readonly fix?: RuleInfo['fix'];
  readonly what: string;
  readonly why: string;
  readonly bad: string;
  readonly good: string;
}

const SOURCE = 'docs/trainyard-yaml.md, the reference of the file.';
const GOOD = specWith('');

function infoOf({ id, severity = 'error', fix, ...page }: Row): RuleInfo {
  return { id, severity, kinds: 'trainyard.yaml', ...(fix && { fix }), page: () => ({ ...page, source: SOURCE }) };
}

/** What the reader of `trainyard.yaml` finds: rules without a check. Each is named for the id of its problem. */
export const specRules: readonly RuleInfo[] = [
  infoOf({
    id: 'spec-syntax',
    what: 'Text that is not YAML.',
    why: 'The file cannot be read, so nothing of it can be run.',
    bad: `${GOOD}    env: {A: 1\n`,
    good: GOOD,
  }),
  infoOf({
    id: 'spec-unknown-field',
    what: 'A field that there is not.',
    why: 'What stands below it would be ignored, so the file is refused instead.',
    bad: specWith('    retrys: 2\n'),
    good: specWith('    retries: 2\n'),
  }),
  infoOf({
    id: 'spec-duplicate-field',
    severity: 'warning',
    what: 'A field that stands twice in one place.',
    why: 'The last one counts; whoever changes the first wonders why nothing happens.',
    bad: specWith('    retries: 1\n    retries: 2\n'),
    good: specWith('    retries: 2\n'),
  }),
  infoOf({
    id: 'spec-misplaced-field',
    what: 'A field of the other kind of workload.',
    why: 'A run ends and a service does not, so each has fields that mean nothing to the other.',
    bad: specWith('    replicas: 2\n'),
    good: specWith('    nodes: 2\n'),
  }),
  infoOf({
    id: 'spec-missing-field',
    fix: 'safe',
    what: 'A required field that is not there.',
    why: 'Without it the workload cannot be started.',
    bad: GOOD.replace('version: 1\n', ''),
    good: GOOD,
  }),
  infoOf({
    id: 'spec-conflicting-fields',
    what: 'Two fields of which only one may be there.',
    why: 'They say the same thing in two ways, and nobody could tell which one counts.',
    bad: specWith('    secrets:\n      TOKEN: {env: TOKEN, file: token.txt}\n'),
    good: specWith('    secrets:\n      TOKEN: {env: TOKEN}\n'),
  }),
  infoOf({
    id: 'spec-wrong-type',
    what: 'Another kind of value than the field takes.',
    why: 'Text, numbers, lists and maps are not turned into one another, because a guess would run something else than was meant.',
    bad: specWith('    env: 4\n'),
    good: specWith('    env: {A: "4"}\n'),
  }),
  infoOf({
    id: 'spec-wrong-value',
    what: 'A value of the right kind that is not allowed.',
    why: 'It is out of range, not in the list of choices, or not in the form that the field needs.',
    bad: specWith('    retries: -1\n'),
    good: specWith('    retries: 1\n'),
  }),
  infoOf({
    id: 'spec-unknown-name',
    what: 'A name that refers to something that is not in the file.',
    why: 'The workload would be sent to a target that does not exist.',
    bad: specWith('    target: cluster\n'),
    good: specWith('    target: cluster\ntargets:\n  cluster:\n    kubernetes: {}\n'),
  }),
  infoOf({
    id: 'spec-too-large',
    what: 'A file, or the values its aliases expand to, over the limits of the reader.',
    why: 'Run specs are written by hand. A file of this size is no run spec, and reading it would stop the editor.',
    bad: `version: 1 #${'x'.repeat(300 * 1024)}\n`,
    good: GOOD,
  }),
];
