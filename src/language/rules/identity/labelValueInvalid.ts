import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Report } from '../../lint/rule.ts';
import { hasPlaceholder } from '../../manifest/hasPlaceholder.ts';
import { isLabelKey, isLabelValue, labelValueFrom } from '../../manifest/kubernetesName.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** Labels of an object, of its pods, and the selectors that are plain maps. */
const PATHS = [
  ['metadata', 'labels'],
  ['spec', 'selector', 'matchLabels'],
];

const labelled = (value: string): string =>
  deploymentWith('image: nginx:1.27.3').replace(
    'namespace: team-a',
    `namespace: team-a\n  labels:\n    owner: ${value}`,
  );

/** k8s-label-value-invalid */
export const labelValueInvalid: ManifestRule = {
  id: 'k8s-label-value-invalid',
  on: 'object',
  kinds: 'all',
  severity: 'error',
  aliases: ['kube-score/label-values', 'datree/WORKLOAD_INVALID_LABELS_VALUE'],
  fix: 'choice',
  check(object, report) {
    for (const path of PATHS) checkLabels(object.at(...path), report);
    if (object.groupKind === '/Service') checkLabels(object.at('spec', 'selector'), report);
    for (const pod of object.pods) {
      const { metadata } = pod;
      if (metadata && metadata.node !== object.at('metadata')?.node) checkLabels(metadata.at('labels'), report);
      checkLabels(pod.spec.at('nodeSelector'), report);
    }
  },
  page: () => ({
    what: 'The key or the value of a label or of a selector has characters that it must not have, or is too long.',
    why: 'The API server rejects the object. People meet it with e-mail addresses, blanks and branch names as values.',
    source: 'Kubernetes documentation, Labels and Selectors; k8s.io/apimachinery, pkg/util/validation.',
    bad: labelled('jane@example.com'),
    good: labelled('jane'),
  }),
};

function checkLabels(labels: YamlValue | undefined, report: Report): void {
  if (labels?.isMap !== true) return;
  for (const value of labels.items()) {
    const { key, keySpan, string } = value;
    if (key === undefined || !keySpan || key === '<<') continue;
    const name = key.startsWith('"') || key.startsWith("'") ? key.slice(1, -1) : key;
    if (!isLabelKey(name) && !hasPlaceholder(name)) report.at(keySpan, t('“{0}” is no key of a label.', name));
    if (string === undefined || isLabelValue(string) || hasPlaceholder(string)) continue;
    report.at(
      value.span,
      t(
        '“{0}” is no value of a label: at most 63 letters, digits, “-”, “_” and “.”, with a letter or digit at both ends.',
        string,
      ),
      {
        fixes: () => {
          const better = labelValueFrom(string);
          // In quotes where it would be a number or a boolean.
          const text = /^[A-Za-z][\w.-]{5,}$/.test(better) ? better : `"${better}"`;
          return choiceFix(t('Write “{0}”', better), replaceValue(value, text));
        },
      },
    );
  }
}
