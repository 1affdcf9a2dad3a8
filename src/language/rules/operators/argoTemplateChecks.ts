import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { reportBoth } from './table/reports.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';

const LEAVES = ['container', 'containerSet', 'script', 'resource', 'data', 'http', 'plugin'];
/** Names of containers that Argo adds to every pod. */
const RESERVED = /^(?:wait|supervisor|artifact-plugin-.*)$/;
/** What an output may come from, by the type of its template. */
const SOURCES: readonly (readonly [type: string, fields: readonly string[]])[] = [
  ['container', ['path']],
  ['containerSet', ['path']],
  ['script', ['path']],
  ['resource', ['jqFilter', 'jsonPath']],
  ['steps', ['parameter', 'expression']],
  ['dag', ['parameter', 'expression']],
];
const VALUE_SOURCES = ['path', 'jqFilter', 'jsonPath', 'parameter', 'expression', 'supplied'];

function listAt(template: YamlValue, ...path: readonly string[]): readonly YamlValue[] {
  return Array.from(template.at(...path)?.items() ?? []).filter((item) => item.isMap);
}

/** Paths stand where something runs; inputs do not come from elsewhere. */
export function checkArtifacts(template: YamlValue, report: Report): void {
  const isLeaf = LEAVES.some((type) => fieldOf(template, type));
  const isOther = ['steps', 'dag', 'suspend'].some((type) => fieldOf(template, type));
  for (const list of ['inputs', 'outputs']) {
    for (const artifact of listAt(template, list, 'artifacts')) {
      const path = fieldOf(artifact, 'path');
      if (isOther && !isLeaf && isSet(path))
        report.at(path.headSpan, t('Only a container or a script has files: a path has no meaning here.'));
      const from = fieldOf(artifact, 'from');
      if (list === 'inputs' && isSet(from))
        report.at(from.headSpan, t('Where an input comes from is said by the step that runs the template.'));
    }
  }
}

/** Volumes and artifacts of one container, each at a path of its own. */
export function checkMounts(template: YamlValue, report: Report): void {
  if (!fieldOf(template, 'container')) return;
  const seen = new Set<string>();
  const places = [
    ...listAt(template, 'container', 'volumeMounts').map((mount) => mount.at('mountPath')),
    ...listAt(template, 'inputs', 'artifacts').map((artifact) => artifact.at('path')),
  ];
  for (const path of places) {
    if (path?.text === undefined) continue;
    if (seen.has(path.text)) report.at(path.span, t('“{0}” is used twice.', path.text));
    seen.add(path.text);
  }
}

export function checkContainers(template: YamlValue, report: Report): void {
  const set = listAt(template, 'containerSet', 'containers');
  for (const container of [...set, ...listAt(template, 'sidecars')]) {
    const name = container.at('name');
    if (name?.text !== undefined && RESERVED.test(name.text))
      report.at(name.span, t('Argo adds a container named “{0}” to every pod.', name.text));
  }
  const needsMain =
    listAt(template, 'inputs', 'artifacts').length +
      listAt(template, 'outputs', 'parameters').length +
      listAt(template, 'outputs', 'artifacts').length >
    0;
  const names = set.map((container) => container.at('name'));
  if (set.length === 0 || !needsMain || names.some((name) => name?.text === 'main' || name?.isMasked === true)) return;
  report.at(
    template.at('containerSet')?.headSpan ?? template.headSpan,
    t('With inputs or outputs one container of the set is named “{0}”.', 'main'),
  );
}

export function checkImages(template: YamlValue, report: Report, workflow: YamlValue): void {
  for (const type of ['container', 'script']) {
    const container = fieldOf(template, type);
    if (!container?.isMap || maybeSet(fieldOf(container, 'image')) || workflow.at('templateDefaults', type, 'image'))
      continue;
    report.at(container.headSpan, t('The container has no image.'));
  }
}

/** Each output has one value, of a kind that its template gives. */
export function checkOutputs(template: YamlValue, report: Report): void {
  const [, wanted = []] = SOURCES.find(([type]) => fieldOf(template, type)) ?? [];
  for (const parameter of listAt(template, 'outputs', 'parameters')) {
    const from = fieldOf(parameter, 'valueFrom');
    const value = fieldOf(parameter, 'value');
    reportBoth(report, from, value);
    if (!from && !value) {
      report.at(parameter.at('name')?.span ?? parameter.headSpan, t('One of {0} is needed.', 'value, valueFrom'));
    }
    if (from?.isMap && !value) checkSource(from, wanted, report);
  }
}

function checkSource(from: YamlValue, wanted: readonly string[], report: Report): void {
  const sources = VALUE_SOURCES.filter((field) => from.at(field) !== undefined);
  if (sources.length === 0) report.at(from.headSpan, t('One of {0} is needed.', VALUE_SOURCES.join(', ')));
  else if (sources.length > 1)
    report.at(from.headSpan, t('A value has one source, and this has {0}.', sources.join(', ')));
  else if (wanted.length > 0 && !wanted.some((field) => sources.includes(field))) {
    report.at(from.headSpan, t('The value of this template comes from {0}.', wanted.join(', ')));
  }
}
