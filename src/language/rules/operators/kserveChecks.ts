import { t } from '../../../domain/base/text.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { Fix } from '../../lint/finding.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';

/** Frameworks that have a field of their own beside `model`. */
export const FRAMEWORKS = [
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
];
const GPU_TYPES = new Set(['nvidia.com/gpu', 'amd.com/gpu', 'intel.com/gpu', 'habana.ai/gaudi']);
const NO_GPU = new Set(['cpu', 'memory', 'storage', 'ephemeral-storage']);
const ANNOTATION = 'serving.kserve.io';

export function annotationOf(object: ManifestObject, name: string): YamlValue | undefined {
  return object.at('metadata', 'annotations', `${ANNOTATION}/${name}`);
}

/** Exactly one model or container in each component. */
export function checkImplementations(spec: YamlValue, report: Report, object: ManifestObject): void {
  const predictor = fieldOf(spec, 'predictor');
  if (predictor?.isMap) {
    const models = [...FRAMEWORKS, 'model']
      .map((key) => fieldOf(predictor, key))
      .filter((value) => value !== undefined);
    const [first, second] = [...models, ...customServers(predictor)];
    if (first && second)
      report.at(second.headSpan, t('A predictor has one model or container, and this is the second.'));
    if (!first && !maybeSet(fieldOf(predictor, 'containers')) && !object.isTemplated) {
      report.at(predictor.headSpan, t('A predictor needs a model or a container.'));
    }
  }
  const others = [
    ['transformer', ['containers']],
    ['explainer', ['art', 'containers']],
  ] as const;
  for (const [name, fields] of others) {
    const component = fieldOf(spec, name);
    if (!component?.isMap || object.isTemplated || fields.some((field) => maybeSet(fieldOf(component, field))))
      continue;
    report.at(component.headSpan, t('“{0}” needs a container.', name));
  }
}

/** Containers by the name that KServe looks for. */
function customServers(predictor: YamlValue): readonly YamlValue[] {
  const names = Array.from(fieldOf(predictor, 'containers')?.items() ?? [], (container) => container.at('name'));
  return names.flatMap((name) => (name?.text === 'kserve-container' ? [name] : []));
}

/** A metric that the class of the autoscaler knows; only where the manifest says which class and mode it is. */
export function checkScaleMetric(component: YamlValue, report: Report, object: ManifestObject): void {
  const metric = fieldOf(component, 'scaleMetric');
  const mode = annotationOf(object, 'deploymentMode')?.text;
  if (metric?.text === undefined || mode === undefined) return;
  const known = metricsOf(mode, object);
  if (known === undefined || known.includes(metric.text)) return;
  const message =
    known.length === 0
      ? t('“{0}” may not be set with the autoscaler class {1}.', 'scaleMetric', 'keda')
      : t('“{0}” is not one of {1}.', metric.text, known.join(', '));
  report.at(metric.span, message);
}

function metricsOf(mode: string, object: ManifestObject): readonly string[] | undefined {
  if (mode === 'Standard' || mode === 'RawDeployment') {
    const kind = annotationOf(object, 'autoscalerClass')?.text;
    if (kind === 'keda') return [];
    return kind === 'hpa' ? ['cpu', 'memory'] : undefined;
  }
  if (mode !== 'Knative' && mode !== 'Serverless') return undefined;
  const knative = object.at('metadata', 'annotations', 'autoscaling.knative.dev/class')?.text;
  return knative?.startsWith('hpa') === true ? ['cpu', 'memory'] : ['concurrency', 'rps'];
}

/** Percent for processors. */
export function checkScaleTarget(component: YamlValue, report: Report): void {
  const target = fieldOf(component, 'scaleTarget');
  const metric = fieldOf(component, 'scaleMetric')?.text;
  if (target?.number === undefined || (metric !== 'cpu' && metric !== 'rps')) return;
  if (target.number >= 1 && (metric === 'rps' || target.number <= 100)) return;
  const message =
    metric === 'cpu'
      ? t('“{0}” must be from {1} to {2}.', 'scaleTarget', 1, 100)
      : t('“{0}” must be at least {1}.', 'scaleTarget', 1);
  report.at(target.span, message);
}

/** Resources that are neither processors nor memory must be GPUs that KServe knows. */
export function checkGpuTypes(predictor: YamlValue, report: Report, object: ManifestObject): void {
  const worker = fieldOf(predictor, 'workerSpec');
  if (!worker?.isMap || annotationOf(object, 'gpu-resource-types')) return;
  for (const container of [fieldOf(predictor, 'model'), ...(fieldOf(worker, 'containers')?.items() ?? [])]) {
    for (const list of ['limits', 'requests']) {
      for (const value of container?.at('resources', list)?.items() ?? []) reportUnknownGpu(value, report);
    }
  }
}

function reportUnknownGpu({ key, keySpan }: YamlValue, report: Report): void {
  if (key === undefined || !keySpan || key === '<<' || NO_GPU.has(key) || GPU_TYPES.has(key)) return;
  const annotation = `${ANNOTATION}/gpu-resource-types`;
  report.at(keySpan, t('“{0}” is no GPU that KServe knows; the annotation “{1}” adds types.', key, annotation));
}

/** Where the model of several nodes comes from. */
export function checkWorkerStorage(predictor: YamlValue, report: Report): void {
  const model = fieldOf(predictor, 'model');
  if (!model?.isMap || !fieldOf(predictor, 'workerSpec')) return;
  const uri = fieldOf(model, 'storageUri');
  if (uri && (uri.text === undefined || /^(?:pvc|oci):\/\//.test(uri.text))) return;
  report.at(uri?.span ?? model.headSpan, t('Several nodes need a model at pvc:// or oci://.'));
}

/** Nothing scales several nodes. */
export function checkWorkerAutoscaler(predictor: YamlValue, report: Report, object: ManifestObject): void {
  const worker = fieldOf(predictor, 'workerSpec');
  if (!worker || !fieldOf(predictor, 'model')) return;
  const kind = annotationOf(object, 'autoscalerClass');
  if (kind?.text === 'none' || kind?.isMasked) return;
  report.at(kind?.span ?? worker.headSpan, t('Several nodes need the autoscaler class “none”.'));
}

/** `sklearn:` and its like, with the repair to `model`. */
export function checkOldFrameworks(predictor: YamlValue, report: Report): void {
  for (const framework of FRAMEWORKS) {
    const value = fieldOf(predictor, framework);
    const span = value?.keySpan;
    if (!value || !span) continue;
    report.at(span, t('“{0}” is the old form of a model; “model” with a format takes its place.', framework), {
      tag: 'deprecated',
      fixes: () => modelFix(value, framework),
    });
  }
}

function modelFix(value: YamlValue, framework: string): readonly Fix[] {
  const span = value.keySpan;
  const format = insertUnder(value, ['modelFormat'], `name: ${framework}`);
  if (!span || !format) return [];
  return [{ title: t('Write it as a model'), edits: [{ ...span, newText: 'model' }, format], isSafe: false }];
}

/** Canaries, all in one: names, shares, and what only the stable predictor may have. */
export function checkCanaries(spec: YamlValue, report: Report, object: ManifestObject): void {
  const canaries = fieldOf(spec, 'canary');
  if (!canaries?.isList) return;
  const mode = annotationOf(object, 'deploymentMode');
  if (mode?.text !== undefined && mode.text !== 'Standard')
    report.at(mode.span, t('Canaries need the deployment mode “Standard”.'));
  const names = new Set([spec.at('predictor', 'name')?.text]);
  let percent = 0;
  for (const canary of canaries.items()) {
    const name = canary.at('predictor', 'name');
    if (name?.text !== undefined && names.has(name.text)) report.at(name.span, t('“{0}” is used twice.', name.text));
    names.add(name?.text);
    checkCanary(canary, report, spec);
    percent += fieldOf(canary, 'trafficPercent')?.number ?? 0;
  }
  if (percent > 100) report.at(canaries.headSpan, t('The canaries take {0} % of the traffic.', percent));
}

function checkCanary(canary: YamlValue, report: Report, spec: YamlValue): void {
  const percent = fieldOf(canary, 'trafficPercent');
  if (percent?.number !== undefined && (percent.number < 0 || percent.number > 100)) {
    report.at(percent.span, t('“{0}” must be from {1} to {2}.', 'trafficPercent', 0, 100));
  }
  const predictor = fieldOf(canary, 'predictor');
  if (!predictor?.isMap) return;
  for (const field of ['maxReplicas', 'scaleTarget', 'scaleMetric', 'autoScaling', 'workerSpec']) {
    const value = fieldOf(predictor, field);
    if (isSet(value) && value.number !== 0) report.at(value.headSpan, t('A canary has no “{0}”.', field));
  }
  const least = fieldOf(predictor, 'minReplicas');
  const stable = spec.at('predictor', 'minReplicas');
  const most = stable ? stable.number : 1;
  if (least?.number !== undefined && most !== undefined && least.number > most) {
    report.at(least.span, t('A canary has at most the {0} replicas of the stable predictor.', most));
  }
}
