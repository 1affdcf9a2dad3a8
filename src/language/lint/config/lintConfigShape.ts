import { t } from '../../../domain/base/text.ts';
import {
  choice,
  either,
  fields,
  integer,
  list,
  map,
  text,
  type Field,
  type RecordShape,
  type Shape,
} from '../../../domain/deploy/shape.ts';

/** A rule that a severity or settings can be given. */
export interface RuleChoice {
  readonly id: string;
  /** Markdown. */
  readonly doc: string;
}

/**
 * The whole of `.trainyard/lint.yaml`: the reader, the editor's completion, hover and diagnostics, and the JSON schema all come from it. Texts are in
 * the user's language, so call it after the translator is set.
 *
 * @param rules What can be chosen of each rule; without them any name may stand there, which the reader looks up itself.
 */
export function lintConfigShape(rules?: readonly RuleChoice[]): RecordShape {
  return {
    kind: 'record',
    id: 'lintConfig',
    title: t('file'),
    ignoredPrefix: 'x-',
    fields: fields({
      profile: {
        shape: either(profileShape(), list(profileShape())),
        doc: t('Sets of severities; later ones win.'),
        example: '[recommended, ml-training]',
        otherNames: ['profiles', 'extends'],
      },
      kubernetesVersion: {
        shape: { kind: 'scalar' },
        doc: t('The version of Kubernetes that manifests are for. Without it, the newest that is known.'),
        example: '"1.33"',
      },
      rules: {
        shape: severitiesShape(rules),
        doc: t('Severities of single rules; they win over profiles.'),
        example: '{ image-latest: "off" }',
      },
      options: {
        shape: ofRules('lintOptions', rules, optionsShape()),
        doc: t('Settings of single rules.'),
        example: '{ required-labels: { labels: [owner] } }',
      },
      overrides: {
        shape: list(overrideShape(rules)),
        doc: t('Other severities for some files; later ones win.'),
      },
      ignorePaths: {
        shape: list(text('line')),
        doc: t(
          'Files that are not checked, as lines of a .gitignore, counted from the folder that holds the folder .trainyard.',
        ),
        example: '["charts/*/templates/"]',
        otherNames: ['ignore', 'exclude'],
      },
      schemas: {
        shape: list(text('hostPath')),
        doc: t('Files and folders with CRDs, counted from the folder that holds the folder .trainyard.'),
        example: '[crds/]',
        otherNames: ['crds'],
      },
      ...reportFields(rules),
    }),
  };
}

function reportFields(rules: readonly RuleChoice[] | undefined): Readonly<Record<string, Field>> {
  return {
    suppressions: { shape: suppressionShape(rules), doc: t('What comments and annotations may switch off.') },
    honourForeignIgnores: {
      shape: { kind: 'boolean' },
      doc: t('Whether the ignore marks of other linters count.'),
      default: 'true',
    },
    failOn: {
      shape: choice({
        error: t('The command line fails for errors.'),
        warning: t('The command line fails for warnings too.'),
        info: t('The command line fails for advice too.'),
        hint: t('The command line fails for everything.'),
        never: t('The command line never fails because of findings.'),
      }),
      doc: t('From which severity on the command line fails.'),
      default: 'error',
    },
    maxWarnings: {
      shape: integer(0, 1_000_000_000),
      doc: t('The command line fails when there are more warnings.'),
      example: '0',
    },
  };
}

function severitiesShape(rules: readonly RuleChoice[] | undefined): Shape {
  return ofRules('lintRules', rules, severityShape());
}

/** Something for each of some rules. */
function ofRules(id: string, rules: readonly RuleChoice[] | undefined, of: Shape): Shape {
  if (!rules) return map('parameterName', of);
  return {
    kind: 'record',
    id,
    title: t('rules'),
    fields: new Map(rules.map((rule) => [rule.id, { shape: of, doc: rule.doc }])),
  };
}

function profileShape(): Shape {
  return choice({
    recommended: t('Each rule with its own severity.'),
    strict: t('Rules that are off become on.'),
    schema: t('Syntax and schemas of manifests alone; every other rule is off.'),
    'pss-baseline': t('Violations of Pod Security “baseline” are errors.'),
    'pss-restricted': t('Violations of Pod Security “restricted” are errors.'),
    'ml-training': t('For training alone: advice for servers is off.'),
    'ml-serving': t('For inference: probes, replicas and budgets count more.'),
    ci: t('For pipelines: suppressions need a reason.'),
  });
}

function severityShape(): Shape {
  return choice(
    {
      error: t('The cluster rejects it, or the pod cannot start.'),
      warning: t('Likely failure, waste or exposure.'),
      info: t('Good practice.'),
      hint: t('A matter of style.'),
      off: t('Says nothing.'),
    },
    'lintSeverity',
  );
}

function optionsShape(): Shape {
  return { kind: 'map', keys: 'variable', of: optionShape(), id: 'lintRuleOptions' };
}

function optionShape(): Shape {
  return either({ kind: 'scalar' }, list({ kind: 'scalar' }), map('line', { kind: 'scalar' }));
}

function overrideShape(rules: readonly RuleChoice[] | undefined): Shape {
  return {
    kind: 'record',
    id: 'lintOverride',
    title: t('override'),
    fields: fields({
      paths: {
        shape: list(text('line'), 1),
        doc: t('Which files, as lines of a .gitignore.'),
        isRequired: true,
        example: '["examples/**"]',
        otherNames: ['files'],
      },
      rules: {
        shape: severitiesShape(rules),
        doc: t('Severities of single rules; they win over profiles.'),
        isRequired: true,
      },
    }),
  };
}

function suppressionShape(rules: readonly RuleChoice[] | undefined): Shape {
  return {
    kind: 'record',
    id: 'lintSuppressions',
    title: t('suppressions'),
    fields: fields({
      requireReason: {
        shape: { kind: 'boolean' },
        doc: t('Whether each needs a reason. Without it, only the profiles “strict” and “ci” ask for one.'),
      },
      forbid: {
        shape: list(
          rules ? { kind: 'choice', values: rules.map(({ id, doc }) => ({ value: id, doc })) } : text('parameterName'),
        ),
        doc: t('Rules that no comment and no annotation switches off.'),
        example: '[sec-leaked-token]',
      },
    }),
  };
}
