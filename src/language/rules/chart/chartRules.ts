import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Rule } from '../../lint/rule.ts';
import { itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';
import { ANY, BOOLEAN, listOf, mapOf, record, SCALAR, TEXT, word } from '../../yamlFile/yamlShape.ts';
import { repeatedKey } from '../yamlFile/repeatedKey.ts';
import { shapeRules } from '../yamlFile/shapeRules.ts';

const SOURCE = 'Helm documentation, The Chart.yaml file; helm lint 3.19.';
const VERSION = /^v?\d+(?:\.\d+){0,2}(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;
const CHART = 'apiVersion: v2\nname: trainer\nversion: 0.1.0\n';

/** A Chart.yaml. Source: helm, pkg/chart/metadata.go and dependency.go. */
const SHAPE = record({
  'apiVersion!': TEXT,
  'name!': TEXT,
  'version!': TEXT,
  kubeVersion: TEXT,
  description: TEXT,
  type: word('application', 'library'),
  keywords: listOf(TEXT),
  home: TEXT,
  sources: listOf(TEXT),
  dependencies: listOf(
    record({
      'name!': TEXT,
      version: TEXT,
      repository: TEXT,
      condition: TEXT,
      tags: listOf(TEXT),
      enabled: BOOLEAN,
      'import-values': ANY,
      alias: TEXT,
    }),
  ),
  maintainers: listOf(record({ 'name!': TEXT, email: TEXT, url: TEXT })),
  icon: TEXT,
  appVersion: TEXT,
  deprecated: BOOLEAN,
  annotations: mapOf(SCALAR),
  condition: TEXT,
  tags: TEXT,
  engine: ANY,
  tillerVersion: ANY,
});

/** Rules of Chart.yaml, as Helm reads it. */
export const chartRules: readonly Rule<YamlFile>[] = [
  ...shapeRules({
    kinds: 'Chart.yaml',
    shape: SHAPE,
    reading: { ignoresCase: true, isUnknown: ({ tree, target }) => tree.source(target).includes('{{') },
    unknown: {
      id: 'chart-unknown-field',
      severity: 'warning',
      page: {
        what: 'A field that a chart does not have.',
        why: 'Helm ignores it, so it does nothing; own facts belong into `annotations`.',
        source: SOURCE,
        bad: `${CHART}appVersoin: "1.0"\n`,
        good: `${CHART}appVersion: "1.0"\n`,
      },
    },
    missing: {
      id: 'chart-missing-field',
      severity: 'error',
      page: {
        what: 'A chart without name, version or apiVersion.',
        why: 'Helm refuses to package or install it.',
        source: SOURCE,
        bad: 'apiVersion: v2\nname: trainer\n',
        good: CHART,
      },
    },
    wrong: {
      id: 'chart-wrong-type',
      severity: 'error',
      page: {
        what: 'A field of a chart holds something else, such as a number as version.',
        why: 'Helm cannot read the chart, or reads 1.10 as 1.1.',
        source: SOURCE,
        bad: `${CHART}appVersion: 1.10\n`,
        good: `${CHART}appVersion: "1.10"\n`,
      },
    },
  }),
  repeatedKey,
  {
    id: 'chart-version',
    kinds: 'Chart.yaml',
    severity: 'error',
    check({ root }, report) {
      const version = root?.at('version');
      if (version?.string === undefined || /[{$]/.test(version.string) || VERSION.test(version.string)) return;
      report.at(version.span, t('This is no semantic version, such as 1.2.3.'));
    },
    page: () => ({
      what: 'The version of a chart is no semantic version.',
      why: 'Helm refuses to package or install it.',
      source: SOURCE,
      bad: 'apiVersion: v2\nname: trainer\nversion: next\n',
      good: CHART,
    }),
  },
  {
    id: 'chart-api-version',
    kinds: 'Chart.yaml',
    severity: 'error',
    fix: 'choice',
    check({ root }, report) {
      const version = root?.at('apiVersion');
      const text = version?.string;
      if (!version || text === undefined || text.includes('{{')) return;
      // v3 is being tried in Helm 4.
      if (!/^v[123]$/.test(text)) {
        report.at(version.span, t('The apiVersion of a chart is “v2”.'), {
          fixes: () => choiceFix(t('Write “{0}”', 'v2'), replaceValue(version, 'v2')),
        });
        return;
      }
      const later = [...itemsOf(root?.at('dependencies')).slice(0, 1), root?.at('type')].find(
        (one) => one !== undefined,
      );
      const field = later?.key === undefined ? later?.parent : later;
      if (text === 'v1' && field)
        report.at(field.headSpan, t('“{0}” is a field of charts of apiVersion v2.', field.key ?? ''), {
          fixes: () => choiceFix(t('Write “{0}”', 'apiVersion: v2'), replaceValue(version, 'v2')),
        });
    },
    page: () => ({
      what: 'An apiVersion that Helm does not know, or fields of v2 in a chart of v1.',
      why: '`helm lint` refuses the chart, and its dependencies are not fetched.',
      source: SOURCE,
      bad: 'apiVersion: apps/v1\nname: trainer\nversion: 0.1.0\n',
      good: CHART,
    }),
  },
  {
    id: 'chart-api-v1',
    kinds: 'Chart.yaml',
    severity: 'hint',
    fix: 'choice',
    check({ root }, report) {
      const version = root?.at('apiVersion');
      if (version?.string === 'v1')
        report.at(version.span, t('“v1” is for Helm 2, which ended in 2020.'), {
          tag: 'deprecated',
          fixes: () => choiceFix(t('Write “{0}”', 'v2'), replaceValue(version, 'v2')),
        });
    },
    page: () => ({
      what: 'A chart for Helm 2.',
      why: 'Dependencies and libraries need v2, and Helm 2 gets no repairs of security since November 2020.',
      source: SOURCE,
      bad: 'apiVersion: v1\nname: trainer\nversion: 0.1.0\n',
      good: CHART,
    }),
  },
  {
    id: 'chart-dependency-twice',
    kinds: 'Chart.yaml',
    severity: 'error',
    check({ root }, report) {
      const seen = new Set<string>();
      for (const dependency of itemsOf(root?.at('dependencies'))) {
        const name = dependency.at('alias') ?? dependency.at('name');
        if (name?.text === undefined) continue;
        if (seen.has(name.text))
          report.at(name.span, t('“{0}” is there already: give this one an “alias”.', name.text));
        seen.add(name.text);
      }
    },
    page: () => ({
      what: 'Two dependencies have one name.',
      why: 'Helm refuses the chart, because values could not say which one they are for.',
      source: SOURCE,
      bad: `${CHART}dependencies:\n  - {name: redis, version: 1.0.0}\n  - {name: redis, version: 2.0.0}\n`,
      good: `${CHART}dependencies:\n  - {name: redis, version: 1.0.0}\n  - {name: redis, version: 2.0.0, alias: cache}\n`,
    }),
  },
];
