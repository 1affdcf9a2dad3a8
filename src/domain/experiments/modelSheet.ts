import { type Failure, type Result, sentencesOf } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import {
  fieldOf,
  isObject,
  listOf,
  type PlainData,
  type PlainObject,
  sortedData as sorted,
} from '../deploy/plainData.ts';
import { sortedData, tidyData } from '../runs/sheetData.ts';
import type { LoggedModel, ModelVersion, TraceDetails, TraceSpan } from './modelRegistry.ts';
import { milliseconds, modelStateText } from './modelTree.ts';
import { stateText } from './stateText.ts';
import type { Artifact } from './trackedRun.ts';
import { fileText, filled, metricOf, timeOf, trackerText } from './trackedRunSheet.ts';
import type { TrackerRef } from './tracker.ts';

/** What is in the files of a model. */
export interface ModelFacts {
  /** The file `MLmodel`, parsed; undefined: there is none, or it is no YAML. */
  readonly description?: unknown;
  /** Those directly below the root; the failure says why they cannot be listed. */
  readonly files: Result<readonly Artifact[]>;
}

/** A version of a registered model on one page. */
export function versionSheet(
  version: ModelVersion,
  { ref, model }: { ref: TrackerRef; model: ModelFacts },
): PlainObject {
  return tidyData({
    model: version.model,
    version: version.version,
    aliases: filled(version.aliases),
    tracker: trackerText(ref),
    state: modelStateText(version.state),
    reason: version.stateText,
    stage: version.stage,
    user: version.user,
    created: timeOf(version.createdAt),
    changed: timeOf(version.changedAt),
    description: version.description,
    source: version.source,
    run: version.runId,
    loggedModel: version.loggedModelId,
    tags: sortedData(version.tags),
    ...filesOf(model),
  });
}

/** A model that a run has logged on one page. */
export function loggedModelSheet(
  logged: LoggedModel,
  { ref, model, experiment }: { ref: TrackerRef; model: ModelFacts; experiment: string },
): PlainObject {
  return tidyData({
    model: logged.name === '' ? logged.id : logged.name,
    id: logged.id,
    experiment,
    tracker: trackerText(ref),
    state: modelStateText(logged.state),
    type: logged.type,
    run: logged.runId,
    created: timeOf(logged.createdAt),
    changed: timeOf(logged.changedAt),
    versions: filled(registeredAs(logged.tags)),
    params: sortedData(logged.params),
    metrics: metricsOf(logged),
    tags: sortedData(new Map([...logged.tags].filter(([key]) => key !== VERSIONS_TAG))),
    uri: logged.artifactUri,
    ...filesOf(model),
  });
}

/** Where MLflow 3 notes the versions that were made of a model: JSON, in which an entry may occur twice, with a number or a text. */
const VERSIONS_TAG = 'mlflow.modelVersions';

function registeredAs(tags: ReadonlyMap<string, string>): readonly string[] {
  const entries = listOf(parsedJson(tags.get(VERSIONS_TAG) ?? '')).filter(isObject);
  return [...new Set(entries.map((entry) => `${String(entry['name'])} ${String(entry['version'])}`))].toSorted();
}

/** A metric that was logged again for another data set or step has a line for each. */
function metricsOf({ metrics }: LoggedModel): PlainObject | undefined {
  const groups = Map.groupBy(metrics, ({ key }) => key);
  return sortedData(
    Array.from(groups, ([key, all]) => {
      const values = all.map(({ value, step }) => metricOf(value, step));
      return [key, values.length === 1 ? (values[0] ?? null) : values] as const;
    }),
  );
}

/** A call of a model or an agent with its steps on one page. */
export function traceSheet(
  { trace, spans, trouble }: TraceDetails,
  { ref, experiment }: { ref: TrackerRef; experiment: string },
): PlainObject {
  const root = spans.find(({ parentId }) => parentId === undefined);
  return tidyData({
    trace: trace.name ?? trace.id,
    id: trace.id,
    experiment,
    tracker: trackerText(ref),
    state: stateText(trace.state),
    started: timeOf(trace.startedAt),
    duration: trace.duration === undefined ? undefined : milliseconds(trace.duration),
    request: valueOf(root?.inputs ?? trace.request),
    response: valueOf(root?.outputs ?? trace.response),
    trouble: troubleText(trouble),
    steps: filled(stepsBelow(spans)),
  });
}

/** Steps with those that they called; one whose caller is not there stands by itself. */
function stepsBelow(spans: readonly TraceSpan[]): readonly PlainObject[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = Map.groupBy(spans, ({ id, parentId }) =>
    parentId !== undefined && parentId !== id && ids.has(parentId) ? parentId : undefined,
  );
  const below = (parent: string | undefined, above: ReadonlySet<string>): readonly PlainObject[] =>
    (children.get(parent) ?? []).map((span) =>
      // A ring of callers would never end.
      stepOf(span, above.has(span.id) ? [] : below(span.id, new Set(above).add(span.id))),
    );
  const roots = below(undefined, new Set());
  return roots.length > 0 ? roots : spans.map((span) => stepOf(span, []));
}

function stepOf(span: TraceSpan, steps: readonly PlainObject[]): PlainObject {
  return tidyData({
    step: span.name,
    type: span.type,
    state: stateText(span.state),
    reason: span.stateText,
    started: timeOf(span.startedAt),
    duration: span.duration === undefined ? undefined : milliseconds(span.duration),
    inputs: valueOf(span.inputs),
    outputs: valueOf(span.outputs),
    attributes: sortedData(span.attributes),
    steps: filled(steps),
  });
}

function filesOf({ description, files }: ModelFacts) {
  const flavors = fieldOf(description, 'flavors');
  const signature = fieldOf(description, 'signature');
  return {
    mlflow: textIn(description, 'mlflow_version'),
    flavors: isObject(flavors) ? sorted(flavors) : undefined,
    signature: isObject(signature) ? signatureOf(signature) : undefined,
    files: files.ok ? filled(files.value.map(fileText)) : undefined,
    trouble: files.ok ? undefined : troubleText(files.failure),
  };
}

/** Inputs and outputs are texts of JSON in it. */
function signatureOf(signature: Readonly<Record<string, unknown>>): PlainObject {
  const entries = Object.entries(signature).map(
    ([name, value]) => [name, typeof value === 'string' ? valueOf(value) : sorted(value)] as const,
  );
  return tidyData(Object.fromEntries(entries.filter(([, value]) => value !== null)));
}

const textIn = (data: unknown, name: string) => {
  const value = fieldOf(data, name);
  return typeof value === 'string' ? value : undefined;
};

/** A text that is JSON stands as what it holds. */
function valueOf(text: string | undefined): PlainData | undefined {
  if (text === undefined) return undefined;
  const value = parsedJson(text);
  return value === undefined ? text : sorted(value);
}

const troubleText = (trouble: Failure | undefined) => trouble && sentencesOf(trouble);
