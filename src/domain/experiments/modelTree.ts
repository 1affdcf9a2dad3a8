import { definedOf } from '../base/defined.ts';
import { formatAge, formatDuration, formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { Health, ModelSubject, TreeNode } from '../base/tree.ts';
import { tagText } from './experimentTree.ts';
import type { LoggedModel, ModelVersion, RegisteredModel, Trace } from './modelRegistry.ts';
import { stateText } from './stateText.ts';

/** Traces below their row at once: each is a call of a model, and there may be millions. */
export const TRACES_PAGE = 100;

const MODEL_HEALTH: Readonly<Record<LoggedModel['state'], Health>> = {
  ready: 'ok',
  pending: 'running',
  failed: 'failed',
  unknown: 'unknown',
};

/** How a model or a version of one is, in words. */
export function modelStateText(state: LoggedModel['state']): string {
  const texts: Readonly<Record<LoggedModel['state'], string>> = {
    ready: t('ready'),
    pending: t('being uploaded'),
    failed: t('upload failed'),
    unknown: t('state unknown'),
  };
  return texts[state];
}

/** Where model rows stand, and when. */
export interface ModelRowFacts {
  readonly trackerId: string;
  readonly now: Date;
  /** The tracker can be written to. */
  readonly canChange: boolean;
}

/** The registered models of a tracker, read when somebody wants to see them. */
export function modelsNode(trackerId: string): TreeNode {
  return {
    id: `tracker/${trackerId}/models`,
    label: t('Models'),
    description: t('registry'),
    icon: 'package',
    isExpandable: true,
    actions: ['modelList'],
    subject: { kind: 'modelList', trackerId },
    spoken: t('Models of the registry'),
  };
}

export function registeredModelNodes(
  { trackerId, now, canChange }: ModelRowFacts,
  models: readonly RegisteredModel[],
): readonly TreeNode[] {
  return models.map((model): TreeNode => {
    const { name, latestVersion, changedAt, createdAt } = model;
    const aliases = Array.from(model.aliases, ([alias, version]) => `@${alias} ${version}`);
    const when = changedAt ?? createdAt;
    const description = joined(
      latestVersion === undefined ? t('no versions') : t('latest {0}', latestVersion),
      aliases.slice(0, 4).join(', '),
      ageOf(when, now),
    );
    return {
      id: `tracker/${trackerId}/model/${name}`,
      label: name,
      description,
      icon: 'package',
      tooltip: lines(name, model.description, ...aliases, tagText(model.tags)),
      isExpandable: true,
      actions: ['registeredModel', ...aliasActions(canChange, aliases)],
      subject: { kind: 'registeredModel', trackerId, name },
      spoken: [t('Registered model {0}', name), description].join(', '),
    };
  });
}

export function versionNodes(
  { trackerId, now, canChange }: ModelRowFacts,
  versions: readonly ModelVersion[],
): readonly TreeNode[] {
  return versions.map((version): TreeNode => {
    const { model, version: number, runId, stage, state, user } = version;
    const label = t('Version {0}', number);
    const aliases = version.aliases.map((alias) => `@${alias}`).join(', ');
    const description = joined(aliases, stage, modelStateText(state), user, ageOf(version.createdAt, now));
    const known = { kind: 'modelVersion', trackerId, model, version: number } as const;
    const subject: ModelSubject = { ...known, ...definedOf({ runId }) };
    return {
      id: `tracker/${trackerId}/model/${model}/version/${number}`,
      label,
      description,
      health: MODEL_HEALTH[state],
      tooltip: lines(
        `${model} ${number}`,
        description,
        version.stateText,
        version.description,
        version.source,
        runId === undefined ? undefined : t('Run: {0}', runId),
        tagText(version.tags),
      ),
      actions: ['modelVersion', ...runActions(runId), ...aliasActions(canChange, version.aliases)],
      subject,
      open: { command: 'trainyard.experiments.openModel', args: [subject] },
      spoken: [`${model} ${label}`, description].join(', '),
    };
  });
}

const runActions = (runId: string | undefined) => (runId === undefined ? [] : ['hasRun']);
const aliasActions = (canChange: boolean, aliases: readonly string[]) =>
  canChange ? ['canSetAlias', ...(aliases.length > 0 ? ['canRemoveAlias'] : [])] : [];

/** Models that runs of an experiment have left, registered or not. */
export function loggedModelsNode(trackerId: string, experimentId: string, count: string): TreeNode {
  return {
    id: `tracker/${trackerId}/experiment/${experimentId}/models`,
    label: t('Logged models'),
    description: count,
    icon: 'package',
    isExpandable: true,
    actions: ['loggedModelList'],
    subject: { kind: 'loggedModelList', trackerId, experimentId },
  };
}

/** `parent` is the row that they stand below: a model has one below its run, and one in the list. */
export function loggedModelNodes(
  { trackerId, parent, now, canChange }: ModelRowFacts & { readonly parent: string },
  models: readonly LoggedModel[],
): readonly TreeNode[] {
  return models.map((model): TreeNode => {
    const { id, experimentId, runId, state, type } = model;
    const name = model.name === '' ? id : model.name;
    const metrics = model.metrics.map(({ key, value }) => `${key} ${formatMetric(value)}`);
    const description = joined(type, metrics[0], modelStateText(state), ageOf(model.createdAt, now));
    const known = { kind: 'loggedModel', trackerId, experimentId, modelId: id, name } as const;
    const subject: ModelSubject = { ...known, ...definedOf({ runId }) };
    return {
      id: `${parent}/model/${id}`,
      label: name,
      description,
      icon: 'package',
      ...(state === 'ready' ? {} : { health: MODEL_HEALTH[state] }),
      tooltip: lines(`${name} (${id})`, modelStateText(state), type, ...metrics.slice(0, 12), tagText(model.tags)),
      actions: ['loggedModel', ...runActions(runId), ...(canChange ? ['canRegisterModel'] : [])],
      subject,
      open: { command: 'trainyard.experiments.openModel', args: [subject] },
      spoken: [t('Logged model {0}', name), description].join(', '),
    };
  });
}

/** Calls of models and agents that an experiment has recorded. */
export function tracesNode(trackerId: string, experimentId: string): TreeNode {
  return {
    id: `tracker/${trackerId}/experiment/${experimentId}/traces`,
    label: t('Traces'),
    icon: 'list-tree',
    isExpandable: true,
    pageSize: TRACES_PAGE,
    actions: ['traceList'],
    subject: { kind: 'traceList', trackerId, experimentId },
  };
}

export function traceNodes(
  { trackerId, now }: Pick<ModelRowFacts, 'trackerId' | 'now'>,
  traces: readonly Trace[],
): readonly TreeNode[] {
  return traces.map((trace): TreeNode => {
    const { id, experimentId, state, duration } = trace;
    const name = trace.name ?? id;
    const took = duration === undefined ? undefined : milliseconds(duration);
    const description = joined(stateText(state), took, ageOf(trace.startedAt, now));
    const subject = { kind: 'trace', trackerId, experimentId, traceId: id, name } as const;
    return {
      id: `tracker/${trackerId}/experiment/${experimentId}/trace/${id}`,
      label: name,
      description,
      health: state,
      tooltip: lines(id, description, trace.request, trace.response),
      actions: ['trace'],
      subject,
      open: { command: 'trainyard.experiments.openTrace', args: [subject] },
      spoken: [t('Trace {0}', name), description].join(', '),
    };
  });
}

/** Calls take milliseconds, where runs take minutes. */
export function milliseconds(duration: number): string {
  if (duration < 1000) return t('{0} ms', Number(duration.toPrecision(3)));
  return duration < 60_000 ? t('{0} s', Number((duration / 1000).toPrecision(3))) : formatDuration(duration);
}

const ageOf = (time: number | undefined, now: Date) =>
  time === undefined || time === 0 ? undefined : formatAge(new Date(time), now);

const isFilled = (part: string | undefined) => part !== undefined && part !== '';
const joined = (...parts: readonly (string | undefined)[]) => parts.filter(isFilled).join(' · ');
const lines = (...parts: readonly (string | undefined)[]) => parts.filter(isFilled).join('\n');
