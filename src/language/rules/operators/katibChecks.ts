import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';

const PLACEHOLDER = /\$\{trialParameters\.(.+?)\}/g;
/** What a trial knows of itself, so that it is no parameter of the experiment. */
const OF_TRIAL = /^\$\{trialSpec\.(?:Name|Namespace|Kind|APIVersion|(?:Annotations|Labels)\[.+\])\}$/;
/** Kinds of trials whose conditions Katib knows. */
const KNOWN_KINDS = new Set(['Job', 'TFJob', 'PyTorchJob', 'XGBoostJob', 'MPIJob', 'TrainJob']);

/** A list for choices, bounds for numbers. */
export function checkFeasibleSpace(parameter: YamlValue, report: Report): void {
  const type = parameter.at('parameterType')?.text;
  const space = parameter.at('feasibleSpace');
  if (!space?.isMap) return;
  const isNumber = type === 'double' || type === 'int';
  if (!isNumber && type !== 'categorical' && type !== 'discrete') return;
  for (const field of isNumber ? ['list'] : ['min', 'max', 'step']) {
    const value = fieldOf(space, field);
    if (isSet(value)) report.at(value.headSpan, t('A parameter of the type {0} takes no “{1}”.', type, field));
  }
}

/** Both bounds of a number. */
export function checkBounds(parameter: YamlValue, report: Report): void {
  const type = parameter.at('parameterType')?.text;
  const space = parameter.at('feasibleSpace');
  if (space?.isMap !== true || (type !== 'double' && type !== 'int')) return;
  for (const field of ['min', 'max']) {
    if (!fieldOf(space, field)) report.at(space.headSpan, t('“{0}” is missing.', field));
  }
}

export function checkPrimaryContainer(template: YamlValue, report: Report, object: ManifestObject): void {
  const name = fieldOf(template, 'primaryContainerName');
  if (!name) report.at(template.headSpan, t('“{0}” is missing.', 'primaryContainerName'));
  const trial = template.at('trialSpec');
  if (name?.text === undefined || trial?.isMap !== true) return;
  const names = factsOf(object, trial).containers;
  if (names.size > 0 && !names.has(name.text) && !object.isTemplated) {
    report.at(name.span, t('No container of the trial is named “{0}”.', name.text));
  }
}

interface TrialFacts {
  /** The names in every list `containers`, whatever the kind of the trial. */
  readonly containers: ReadonlySet<string>;
  /** Where each trial parameter is used first. */
  readonly used: ReadonlyMap<string, YamlValue>;
}

/** Several rules ask for what is found by a walk through the whole trial. */
const FACTS = new WeakMap<ManifestObject, TrialFacts>();

function factsOf(object: ManifestObject, trial: YamlValue): TrialFacts {
  const known = FACTS.get(object);
  if (known) return known;
  const containers = new Set<string>();
  const used = new Map<string, YamlValue>();
  visit(trial, (value) => {
    if (value.key === 'containers' && value.isList) {
      for (const container of value.items()) containers.add(container.at('name')?.text ?? '');
    }
    if (value.text?.includes('${trialParameters.') !== true) return;
    for (const [, name = ''] of value.text.matchAll(PLACEHOLDER)) if (!used.has(name)) used.set(name, value);
  });
  const facts = { containers, used };
  FACTS.set(object, facts);
  return facts;
}

function visit(value: YamlValue, see: (value: YamlValue) => void, depth = 0): void {
  see(value);
  if ((value.isMap || value.isList) && depth < 40) for (const child of value.items()) visit(child, see, depth + 1);
}

export function checkConditions(template: YamlValue, report: Report): void {
  const kind = template.at('trialSpec', 'kind')?.text;
  if (kind === undefined || KNOWN_KINDS.has(kind)) return;
  for (const field of ['successCondition', 'failureCondition']) {
    if (!fieldOf(template, field)) report.at(template.headSpan, t('A trial of the kind {0} needs “{1}”.', kind, field));
  }
}

/** References of trial parameters to parameters of the experiment. */
export function checkTrialReferences(spec: YamlValue, report: Report): void {
  const parameters = Array.from(fieldOf(spec, 'parameters')?.items() ?? [], (each) => each.at('name')?.text);
  if (parameters.length === 0 || parameters.includes(undefined)) return;
  for (const trial of spec.at('trialTemplate', 'trialParameters')?.items() ?? []) {
    const wanted = trial.at('reference');
    if (wanted?.text === undefined || parameters.includes(wanted.text) || OF_TRIAL.test(wanted.text)) continue;
    report.at(wanted.span, t('The experiment has no parameter “{0}”.', wanted.text));
  }
}

/** Trial parameters that are used, and declared. */
export function checkParameterUse(which: 'unused' | 'undeclared') {
  return (template: YamlValue, report: Report, object: ManifestObject): void => {
    const trial = template.at('trialSpec');
    const declared = fieldOf(template, 'trialParameters');
    if (trial?.isMap !== true || declared?.isList !== true || object.isTemplated) return;
    const { used } = factsOf(object, trial);
    const names = new Set<string>();
    for (const parameter of declared.items()) {
      const name = parameter.at('name');
      if (name?.text === undefined) return;
      names.add(name.text);
      if (which === 'unused' && !used.has(name.text)) {
        report.at(name.span, t('“{0}” is declared and used nowhere in the trial.', name.text));
      }
    }
    if (which === 'unused') return;
    for (const [name, value] of used) {
      if (!names.has(name)) report.at(value.span, t('“{0}” is used and not among the trial parameters.', name));
    }
  };
}

/** Files and folders of collectors, after what the webhook fills in. */
export function checkMetricsPath(kind: string, expected: 'File' | 'Directory') {
  return (spec: YamlValue, report: Report): void => {
    if (spec.at('collector', 'kind')?.text !== kind) return;
    const place = spec.at('source', 'fileSystemPath');
    if (!place?.isMap) return;
    const path = written(place, 'path');
    if (path?.text?.startsWith('/') === false) report.at(path.span, t('“{0}” must begin with “/”.', path.text));
    const found = written(place, 'kind');
    if (found && found.text !== expected) report.at(found.span, t('“{0}” must be {1}.', 'kind', expected));
    const format = written(place, 'format');
    if (format && (expected === 'Directory' || !FORMATS.has(format.text ?? ''))) {
      report.at(format.span, t('“{0}” is no format of the collector {1}.', format.text ?? '', kind));
    }
  };
}

const FORMATS = new Set(['TEXT', 'JSON']);

/** A text that somebody wrote and that is known. */
function written(map: YamlValue, key: string): YamlValue | undefined {
  const value = fieldOf(map, key);
  return isSet(value) && value.text !== undefined ? value : undefined;
}

/** `.*\(.*\).*\(.*\).*` is how the validator looks for two groups. */
export function checkMetricsFormats(filter: YamlValue, report: Report): void {
  for (const format of fieldOf(filter, 'metricsFormat')?.items() ?? []) {
    const { text } = format;
    if (text !== undefined && !/\(.*\).*\(.*\)/.test(text)) {
      report.at(format.span, t('A metrics format needs two groups: the name, then the value.'));
    }
  }
}
