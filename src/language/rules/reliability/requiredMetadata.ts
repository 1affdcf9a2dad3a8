import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { snippetFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { wordsOption } from '../../lint/ruleOptions.ts';

/** Labels or annotations that every object must have. */
interface RequiredMetadata {
  readonly id: string;
  /** Below `metadata`, and the name of the option. */
  readonly field: 'labels' | 'annotations';
  readonly otherwise: readonly string[];
  readonly aliases: readonly string[];
  readonly message: (key: string) => string;
}

const rows: readonly RequiredMetadata[] = [
  {
    id: 'required-labels',
    field: 'labels',
    otherwise: ['owner'],
    aliases: [
      'kube-linter/required-label-owner',
      'datree/WORKLOAD_MISSING_LABEL_OWNER_VALUE',
      'datree/DEPLOYMENT_MISSING_LABEL_ENV_VALUE',
      'kyverno/require-labels',
    ],
    message: (key) => t('The label “{0}” is missing.', key),
  },
  {
    id: 'required-annotations',
    field: 'annotations',
    otherwise: ['email'],
    aliases: ['kube-linter/required-annotation-email', 'kyverno/require-annotations'],
    message: (key) => t('The annotation “{0}” is missing.', key),
  },
];

/** required-labels, required-annotations; options of the same words. */
export const requiredMetadata: readonly ManifestRule[] = rows.map(({ id, field, otherwise, aliases, message }) => ({
  id,
  on: 'object',
  kinds: 'all',
  severity: 'hint',
  isOff: true,
  isAboutAbsence: true,
  aliases,
  fix: 'choice',
  check(object, report, context) {
    if (object.carrier || object.kind?.endsWith('List') === true) return;
    const metadata = object.at('metadata');
    if (metadata?.isMap !== true) return;
    const given = metadata.at(field);
    if (given && !given.isMap && !given.isNull) return;
    for (const key of wordsOption(context, id, field, otherwise)) {
      if (given?.at(key)) continue;
      report.at(given?.headSpan ?? metadata.headSpan, message(key), {
        fixes: () => snippetFix(t('Add {0}', key), insertUnder(metadata, [field], `${key}: \${1:value}`)),
      });
    }
  },
  page: () => ({
    what: `An object lacks one of the ${field} that the option \`${field}\` of this rule names (\`${otherwise.join(', ')}\` unless it is set).`,
    why: 'Bills, alarms and clean-ups go by them; what lacks them belongs to nobody.',
    source: 'The configuration of the project.',
    bad: deploymentWith('image: nginx:1.27.3'),
    good: deploymentWith('image: nginx:1.27.3').replace(
      'namespace: team-a',
      `namespace: team-a\n  ${field}:\n    ${otherwise.join('')}: team-a`,
    ),
  }),
}));
