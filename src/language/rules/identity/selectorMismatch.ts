import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { Fix } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

const KINDS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'batch/Job'];

/** k8s-selector-mismatch */
export const selectorMismatch: ManifestRule = {
  id: 'k8s-selector-mismatch',
  on: 'object',
  groupKinds: KINDS,
  kinds: 'Deployment, StatefulSet, DaemonSet, ReplicaSet, Job',
  severity: 'error',
  isAboutAbsence: true,
  aliases: [
    'kube-linter/mismatching-selector',
    'kube-score/deployment-pod-selector-labels-match-template-metadata-labels',
    'kube-score/statefulset-pod-selector-labels-match-template-metadata-labels',
  ],
  fix: 'choice',
  check(object, report) {
    const selector = object.at('spec', 'selector');
    const template = object.at('spec', 'template');
    if (!selector?.isMap || !template?.isMap) return;
    const labels = template.at('metadata', 'labels');
    if ((labels && !labels.isMap && !labels.isNull) || hasOwnSelector(object)) return;
    for (const wanted of selector.at('matchLabels')?.items() ?? []) checkLabel(wanted, template, report);
    for (const expression of selector.at('matchExpressions')?.items() ?? [])
      checkExpression(expression, labels, report);
  },
  page: () => ({
    what: 'The selector of a workload does not match the labels of its own pod template.',
    why: 'The API server rejects it: the workload would make pods for ever and never find them.',
    source: 'Kubernetes, pkg/apis/apps/validation: selector does not match template labels.',
    bad: deploymentWith('image: nginx:1.27.3').replace('labels:\n        app: web', 'labels:\n        app: server'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};

function checkLabel(wanted: YamlValue, template: YamlValue, report: Report): void {
  const { key, text } = wanted;
  if (key === undefined || key === '<<' || text === undefined) return;
  const given = template.at('metadata', 'labels', key);
  if (given && (given.text === text || given.text === undefined)) return;
  const message = given
    ? t('The selector wants “{0}: {1}”, the pods have “{0}: {2}”.', key, text, given.text ?? '')
    : t('The selector wants “{0}: {1}”, which the pods do not have.', key, text);
  report.at(wanted.span, message, {
    related: given ? [{ ...given.span, message: t('The label of the pods') }] : [],
    fixes: () => repair(template, wanted, given),
  });
}

function repair(template: YamlValue, wanted: YamlValue, given: YamlValue | undefined): readonly Fix[] {
  const source = wanted.tree.source(wanted.target);
  return choiceFix(
    t('Give the pods the label of the selector'),
    given
      ? replaceValue(given, source)
      : insertUnder(template, ['metadata', 'labels'], `${wanted.key ?? ''}: ${source}`),
  );
}

/** The controller writes the selector of a Job itself unless told otherwise. */
function hasOwnSelector(object: ManifestObject): boolean {
  return object.groupKind === 'batch/Job' && object.at('spec', 'manualSelector')?.boolean !== true;
}

function checkExpression(expression: YamlValue, labels: YamlValue | undefined, report: Report): void {
  if (isMet(expression, labels) !== false) return;
  const key = expression.at('key');
  const message = t('The pods do not meet the expression on “{0}” of the selector.', key?.text ?? '');
  report.at((key ?? expression).span, message);
}

/** Whether labels meet an expression; undefined when that is not known. */
function isMet(expression: YamlValue, labels: YamlValue | undefined): boolean | undefined {
  const key = expression.at('key')?.text;
  const values = new Set(Array.from(expression.at('values')?.items() ?? [], ({ text }) => text));
  if (key === undefined || values.has(undefined)) return undefined;
  const given = labels?.at(key);
  if (given && given.text === undefined) return undefined;
  const isListed = values.has(given?.text);
  const answers: Readonly<Record<string, boolean>> = {
    In: isListed,
    NotIn: !isListed,
    Exists: given !== undefined,
    DoesNotExist: given === undefined,
  };
  return answers[expression.at('operator')?.text ?? ''];
}
