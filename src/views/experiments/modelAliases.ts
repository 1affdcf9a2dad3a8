import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/experiments/modelRegistry.ts';
import { aliasProblem } from '../../domain/experiments/nameProblems.ts';
import { noModels } from '../../domain/experiments/noModels.ts';
import { pickLater } from '../shared/pickLater.ts';
import { askName } from './askName.ts';
import { type ChangeableTracker, changeable, changeTracker, type ChangeParts } from './changeTracker.ts';
import { chooseServer } from './chooseServer.ts';

/** What is known of the version that is meant; the user says the rest. */
export interface AliasSubject {
  readonly trackerId: string;
  readonly model?: string;
  readonly version?: string;
}

/** An alias that is on another version moves after a question. */
export async function setAlias(parts: ChangeParts, subject: AliasSubject | undefined): Promise<Result<void>> {
  const found = await registryOf(parts, subject);
  if (!found.ok) return found;
  const model = await chooseModel(found.value, subject?.model, () => true);
  if (!model.ok) return model;
  const version = subject?.version === undefined ? await chooseVersion(found.value, model.value) : ok(subject.version);
  if (!version.ok) return version;
  const { name } = model.value;
  const title = t('Alias for version {0} of {1}', version.value, name);
  const prompt = t('Code asks for models:/{0}@alias', name);
  const alias = await askName({ title, prompt, problemOf: aliasProblem });
  if (alias === undefined) return fail(CANCELLED);
  const before = model.value.aliases.get(alias);
  if (before === version.value) return ok(undefined);
  if (before !== undefined) {
    const message = t('Move alias {0} of {1} from version {2} to version {3}?', alias, name, before, version.value);
    if (!(await parts.confirm({ message, verb: t('Move') }))) return fail(CANCELLED);
  }
  return await putAlias(parts, found.value, { name, alias, version: version.value });
}

/** Asks first, and offers to take it back afterwards. */
export async function removeAlias(parts: ChangeParts, subject: AliasSubject | undefined): Promise<Result<void>> {
  const found = await registryOf(parts, subject);
  if (!found.ok) return found;
  const model = await chooseModel(found.value, subject?.model, ({ aliases }) => aliases.size > 0);
  if (!model.ok) return model;
  const { name } = model.value;
  const alias = await chooseAlias(model.value, subject?.version);
  if (!alias.ok) return alias;
  const version = model.value.aliases.get(alias.value) ?? '';
  const message = t('Remove alias {0} of {1}?', alias.value, name);
  const detail = t(
    'It is on version {0}. Code that asks for models:/{1}@{2} fails without it.',
    version,
    name,
    alias.value,
  );
  if (!(await parts.confirm({ message, detail, verb: t('Remove') }))) return fail(CANCELLED);
  const removed = await changeTracker(parts.trackers, {
    trackerId: found.value.tracker.ref.id,
    title: t('Removing alias {0}', alias.value),
    act: async ({ tracker, writer: { models } }, signal) =>
      models ? await models.deleteAlias(name, alias.value, signal) : noModels(tracker),
    runsOf: () => [],
  });
  if (!removed.ok) return removed;
  const undo = async () => {
    const back = await putAlias(parts, found.value, { name, alias: alias.value, version });
    if (!back.ok) parts.notify.failure(back.failure);
  };
  parts.notify.info(t('Alias {0} of {1} is removed.', alias.value, name), { title: t('Undo'), run: undo });
  return ok(undefined);
}

async function putAlias(
  { trackers, notify }: ChangeParts,
  { tracker }: ChangeableTracker,
  { name, alias, version }: { readonly name: string; readonly alias: string; readonly version: string },
): Promise<Result<void>> {
  const put = await changeTracker(trackers, {
    trackerId: tracker.ref.id,
    title: t('Setting alias {0}', alias),
    act: async ({ writer: { models } }, signal) =>
      models ? await models.setAlias(name, alias, version, signal) : noModels(tracker),
    runsOf: () => [],
  });
  if (!put.ok) return put;
  notify.info(t('Alias {0} of {1} is on version {2}.', alias, name, put.value.aliases.get(alias) ?? version));
  return ok(undefined);
}

async function registryOf(
  { trackers }: ChangeParts,
  subject: AliasSubject | undefined,
): Promise<Result<ChangeableTracker>> {
  const question = {
    title: t('Models of which tracker?'),
    none: t('There is no tracker that keeps models.'),
    isLocalToo: true,
  };
  return subject ? await changeable(trackers, subject.trackerId) : await chooseServer(trackers, question);
}

async function chooseModel(
  { tracker }: ChangeableTracker,
  name: string | undefined,
  isWanted: (model: RegisteredModel) => boolean,
): Promise<Result<RegisteredModel>> {
  const { registry, ref } = tracker;
  if (!registry) return noModels(tracker);
  const load = async (signal: AbortSignal) => {
    const models = await registry.models(signal);
    if (!models.ok) return models;
    const wanted = models.value.filter(isWanted);
    if (wanted.length > 0)
      return ok(wanted.map((model) => ({ label: model.name, description: aliasText(model), model })));
    return fail({ code: 'not-found', message: t('{0} has no such models.', ref.label) } as const);
  };
  if (name === undefined) {
    const picked = await pickLater(load, { title: t('Which model of {0}?', ref.label) });
    return picked.ok ? ok(picked.value.model) : picked;
  }
  const models = await registry.models(new AbortController().signal);
  if (!models.ok) return models;
  const model = models.value.find((each) => each.name === name);
  return model ? ok(model) : fail({ code: 'not-found', message: t('Model {0} is not there any more.', name) });
}

const aliasText = ({ aliases }: RegisteredModel) =>
  Array.from(aliases, ([alias, version]) => t('@{0} is version {1}', alias, version)).join(', ');

async function chooseVersion({ tracker }: ChangeableTracker, { name }: RegisteredModel): Promise<Result<string>> {
  const { registry } = tracker;
  if (!registry) return noModels(tracker);
  const load = async (signal: AbortSignal) => {
    const versions = await registry.versions(name, signal);
    if (!versions.ok) return versions;
    if (versions.value.length > 0) return ok(versions.value.map(versionItem));
    return fail({ code: 'not-found', message: t('Model {0} has no versions.', name) } as const);
  };
  const picked = await pickLater(load, { title: t('Which version of {0}?', name) });
  return picked.ok ? ok(picked.value.version) : picked;
}

const versionItem = ({ version, aliases, description }: ModelVersion) => ({
  label: t('Version {0}', version),
  description: [...aliases.map((alias) => `@${alias}`), description].filter(Boolean).join(' · '),
  version,
});

async function chooseAlias({ name, aliases }: RegisteredModel, version: string | undefined): Promise<Result<string>> {
  const all = Array.from(aliases).filter(([, of]) => version === undefined || of === version);
  const items = all.map(([alias, of]) => ({ label: alias, description: t('Version {0}', of) }));
  const [only] = items;
  if (!only) return fail({ code: 'not-found', message: t('{0} has no alias to remove.', name) });
  const load = async () => Promise.resolve(ok(items));
  const picked = items.length === 1 ? ok(only) : await pickLater(load, { title: t('Which alias of {0}?', name) });
  return picked.ok ? ok(picked.value.label) : picked;
}
