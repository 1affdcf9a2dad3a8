import { QuickPickItemKind, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import { type BuildChoices, withArgument, withChoice } from '../../domain/images/buildChoices.ts';
import type { Dockerfile } from '../../domain/images/dockerfile.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';
import { askChoices, type FormRow } from '../shared/choiceForm.ts';
import { askItem, askText } from '../shared/questions.ts';

export interface BuildFormFacts {
  readonly name: string;
  readonly dockerfile: Dockerfile;
  readonly engines: readonly EngineConnection[];
}

type FormItem = FormRow<BuildChoices>;

/** All choices in one list: Enter on the first row builds, on another one changes it. */
export async function askBuildChoices(facts: BuildFormFacts, initial: BuildChoices): Promise<Result<BuildChoices>> {
  const answer = await askChoices(
    {
      title: t('Build {0}', facts.name),
      placeholder: t('Enter starts the build; choose a row to change it first'),
      rows: (choices) => itemsOf(facts, choices),
    },
    initial,
  );
  return answer ? ok(answer.choices) : fail(CANCELLED);
}

function itemsOf(facts: BuildFormFacts, choices: BuildChoices): readonly FormItem[] {
  const { dockerfile, engines } = facts;
  const named = dockerfile.stages.flatMap(({ name }) => name ?? []);
  const engine = engines.find(({ id }) => id === choices.engineId) ?? engines[0];
  const separator = (label: string): FormItem => ({ label, kind: QuickPickItemKind.Separator });
  return [
    { label: `$(play) ${t('Build')}`, description: choices.tag },
    separator(t('Image')),
    { label: `$(tag) ${t('Tag')}`, description: choices.tag, change: askTag },
    { label: `$(folder) ${t('Context')}`, description: choices.contextFolder, change: askContext },
    ...(named.length === 0
      ? []
      : [
          {
            label: `$(layers) ${t('Target stage')}`,
            description: choices.target ?? t('the last one'),
            change: (now: BuildChoices) => askTarget(now, named),
          },
        ]),
    {
      label: `$(chip) ${t('Platform')}`,
      description: choices.platform ?? t('that of the engine'),
      change: askPlatform,
    },
    {
      label: `$(history) ${t('Cache')}`,
      description: choices.useCache ? t('used') : t('not used'),
      change: async (now) => ({ ...now, useCache: !now.useCache }),
    },
    {
      label: `$(cloud-download) ${t('Base image')}`,
      description: choices.pullBase ? t('pulled again') : t('as it is on the engine'),
      change: async (now) => ({ ...now, pullBase: !now.pullBase }),
    },
    ...(engines.length < 2
      ? []
      : [
          {
            label: `$(vm) ${t('Engine')}`,
            description: engine?.label ?? '',
            change: (now: BuildChoices) => askEngine(now, engines),
          },
        ]),
    ...(dockerfile.args.length === 0 ? [] : [separator(t('Build arguments'))]),
    ...dockerfile.args.map(({ name, default: preset }) => ({
      label: `$(symbol-parameter) ${name}`,
      description: choices.args.get(name) ?? preset ?? t('not set'),
      change: (now: BuildChoices) => askArgument(now, name, preset),
    })),
  ];
}

async function askTag(choices: BuildChoices): Promise<BuildChoices | undefined> {
  const tag = await askText({
    title: t('Tag'),
    value: choices.tag,
    prompt: t('Name of the image, for example team/train:1'),
    problemOf: (value) => (parseImageRef(value) ? undefined : t('{0} is not a valid image name.', value)),
  });
  return tag === undefined ? undefined : { ...choices, tag };
}

async function askContext(choices: BuildChoices): Promise<BuildChoices | undefined> {
  const [folder] =
    (await window.showOpenDialog({ title: t('Context folder'), canSelectFolders: true, canSelectFiles: false })) ?? [];
  return folder ? { ...choices, contextFolder: folder.fsPath } : undefined;
}

async function askLabel(labels: readonly string[], title: string): Promise<string | undefined> {
  const items = labels.map((label) => ({ label }));
  return (await askItem(items, { title }))?.label;
}

async function askTarget(choices: BuildChoices, names: readonly string[]): Promise<BuildChoices | undefined> {
  const last = t('the last one');
  const target = await askLabel([last, ...names], t('Target stage'));
  return target === undefined ? undefined : withChoice(choices, 'target', target === last ? undefined : target);
}

async function askPlatform(choices: BuildChoices): Promise<BuildChoices | undefined> {
  const own = t('that of the engine');
  const platform = await askLabel([own, 'linux/amd64', 'linux/arm64'], t('Platform'));
  return platform === undefined ? undefined : withChoice(choices, 'platform', platform === own ? undefined : platform);
}

async function askEngine(
  choices: BuildChoices,
  engines: readonly EngineConnection[],
): Promise<BuildChoices | undefined> {
  const items = engines.map(({ id, label }) => ({ label, id }));
  const picked = await askItem(items, { title: t('Build on which engine?') });
  return picked && withChoice(choices, 'engineId', picked.id);
}

async function askArgument(
  choices: BuildChoices,
  name: string,
  preset: string | undefined,
): Promise<BuildChoices | undefined> {
  const value = await askText({
    title: name,
    value: choices.args.get(name) ?? preset ?? '',
    prompt: t('Stays readable in the image: never a password. Empty: the default of the Dockerfile.'),
    problemOf: () => undefined,
  });
  return value === undefined
    ? undefined
    : withArgument(choices, name, value === '' || value === preset ? undefined : value);
}
