// What package.json and the code owe each other. test/contributes.test.ts applies these rules and tests each with a broken copy.
import type { ContributionFacts } from './contributionFacts.ts';
import type { MenuItem } from './manifest.ts';
import { stringsIn } from './manifest.ts';
import { viewItemWords, whenTerms } from './whenClause.ts';

export interface ContributionRule {
  readonly name: string;
  /** One line for each violation. */
  readonly violations: (facts: ContributionFacts) => string[];
}

export const contributionRules: readonly ContributionRule[] = [
  {
    name: 'package.json contributes exactly the commands of the table',
    violations: ({ manifest, commands }) => difference(manifest.contributes.commands.map(idOf), commands),
  },
  {
    name: 'package.json contributes exactly the settings of the table, with the same defaults',
    violations: (facts) => {
      const defaults = Object.fromEntries(settingsOf(facts).map(([id, { default: value }]) => [id, value]));
      return difference(entriesAsText(defaults), entriesAsText(facts.settings));
    },
  },
  {
    name: 'package.json contributes exactly the views and walkthroughs of the table',
    violations: (facts) => difference(viewIds(facts), facts.views),
  },
  {
    name: 'package.json contributes exactly the tools of the table',
    violations: ({ manifest, tools }) =>
      difference(
        (manifest.contributes.languageModelTools ?? []).map(({ name }) => name),
        tools,
      ),
  },
  { name: 'every command is registered exactly once', violations: registeredOnce },
  {
    name: 'every menu item, key, welcome text and walkthrough runs a command that exists',
    violations: unknownCommands,
  },
  { name: 'every key of a when clause is declared', violations: unknownKeys },
  {
    name: 'every context key is set by the code and used by a clause',
    violations: ({ contextKeys, source, ...facts }) => {
      const used = new Set(
        clauses({ contextKeys, source, ...facts }).flatMap((clause) => whenTerms(clause).map(({ key }) => key)),
      );
      return contextKeys.flatMap((key) => [
        ...(source.contextKeysSet.has(key) ? [] : [`${key} is never set`]),
        ...(used.has(key) ? [] : [`no clause uses ${key}`]),
      ]);
    },
  },
  {
    name: 'every setting is read by the code',
    violations: ({ settings, source }) => Object.keys(settings).filter((id) => !source.settingsRead.has(id)),
  },
  {
    name: 'menus on rows ask for actions that rows have',
    violations: (facts) => rowWords(facts).filter((word) => !facts.source.domainLiterals.has(word)),
  },
  {
    name: 'every action of a row is offered by a menu',
    violations: (facts) =>
      [...facts.source.domainLiterals].filter((word) => /^can[A-Z]\w*$/.test(word) && !rowWords(facts).includes(word)),
  },
  { name: 'a command that needs trust is off without it, and no other', violations: trustMismatch },
  { name: 'every %text% exists and none is left over', violations: textMismatch },
  { name: 'titles are in sentence case under one category', violations: badTitles },
  { name: 'every icon is a codicon or a file', violations: badIcons },
  { name: 'files that package.json names are there', violations: missingFiles },
  { name: 'walkthrough pictures have a text for those who do not see them', violations: missingAltTexts },
  { name: 'settings that name programs, paths or hosts cannot come from a folder', violations: openSettings },
  { name: 'every default key works only where Trainyard has the focus', violations: looseKeys },
  { name: 'every view says something when it is empty', violations: silentViews },
  { name: 'Trainyard starts only when it is used', violations: eagerEvents },
];

const idOf = ({ command }: { readonly command: string }) => command;
const settingsOf = ({ manifest }: ContributionFacts) =>
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
const entriesAsText = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).map(([id, value]) => `${id} = ${JSON.stringify(value)}`);
const viewsOf = ({ manifest }: ContributionFacts) => Object.values(manifest.contributes.views).flat();
const walkthroughsOf = ({ manifest }: ContributionFacts) => manifest.contributes.walkthroughs ?? [];
const viewIds = (facts: ContributionFacts) => [...viewsOf(facts), ...walkthroughsOf(facts)].map(({ id }) => id);
const menuItems = ({ manifest }: ContributionFacts): MenuItem[] => Object.values(manifest.contributes.menus).flat();
const keysOf = ({ manifest }: ContributionFacts) => manifest.contributes.keybindings ?? [];

/** What only one side has, and what a side has twice. */
function difference(declared: readonly string[], table: readonly string[]): string[] {
  const twice = declared.filter((one, index) => declared.indexOf(one) !== index);
  return [
    ...declared.filter((one) => !table.includes(one)).map((one) => `only in package.json: ${one}`),
    ...table.filter((one) => !declared.includes(one)).map((one) => `not in package.json: ${one}`),
    ...twice.map((one) => `twice in package.json: ${one}`),
  ];
}

function registeredOnce({ commands, source }: ContributionFacts): string[] {
  return [...new Set([...commands, ...source.registered.map(({ id }) => id)])].flatMap((id) => {
    const times = source.registered.filter((one) => one.id === id).length;
    if (!commands.includes(id)) return [`${id} is registered but not in the table`];
    return times === 1 ? [] : [`${id} is registered ${times} times`];
  });
}

/** Of VS Code itself; everything else that is not ours may not be installed. */
const BUILT_IN_COMMAND = /^(workbench|vscode|editor|markdown)\./;

function unknownCommands(facts: ContributionFacts): string[] {
  const { commands } = facts;
  const known = (id: string) => commands.includes(id) || BUILT_IN_COMMAND.test(id);
  const used = [
    ...menuItems(facts).flatMap(
      ({ command, submenu }) => command ?? (submenu === undefined ? ['an item without a command'] : []),
    ),
    ...keysOf(facts).map(idOf),
    ...linkedCommands(facts),
  ];
  return used.filter((id) => !known(id));
}

/** Commands behind links of welcome texts and walkthroughs, and those that tick off a step. */
function linkedCommands(facts: ContributionFacts): string[] {
  const { viewsWelcome = [] } = facts.manifest.contributes;
  const steps = walkthroughsOf(facts).flatMap(({ steps: all }) => all);
  const links = [
    ...viewsWelcome.map(({ contents }) => contents),
    ...steps.map(({ description }) => description),
  ].flatMap((text) => [...textOf(facts, text).matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id));
  const events = steps.flatMap(({ completionEvents = [] }) => completionEvents);
  return [
    ...links,
    ...events.filter((event) => event.startsWith('onCommand:')).map((event) => event.slice('onCommand:'.length)),
  ];
}

const textOf = ({ texts }: ContributionFacts, text: string) =>
  /^%(.+)%$/.test(text) ? (texts.get(text.slice(1, -1)) ?? '') : text;

/** Every clause of package.json. */
function clauses(facts: ContributionFacts): string[] {
  return [
    ...stringsIn(facts.manifest.contributes)
      .filter(({ path }) => ['when', 'enablement'].includes(path.at(-1) ?? ''))
      .map(({ text }) => text),
    ...walkthroughsOf(facts)
      .flatMap(({ steps }) => steps.flatMap(({ completionEvents = [] }) => completionEvents))
      .filter((event) => event.startsWith('onContext:'))
      .map((event) => event.slice('onContext:'.length)),
  ];
}

/** Keys that VS Code sets. */
const BUILT_IN_KEYS = new Set(
  `view viewItem viewContainer focusedView isWorkspaceTrusted isWeb isLinux isMac isWindows virtualWorkspace workbenchState workspaceFolderCount
  resourceScheme resourcePath resourceFilename resourceExtname resourceLangId resourceDirname editorLangId editorTextFocus editorFocus editorHasSelection
  explorerResourceIsFolder explorerResourceIsRoot activeEditor activeWebviewPanelId activeCustomEditorId inputFocus textInputFocus
  listFocus listMultiSelection listDoubleSelection inQuickOpen isFileSystemResource webviewId webviewSection panelFocus sideBarFocus`.split(
    /\s+/,
  ),
);

function unknownKeys(facts: ContributionFacts): string[] {
  const { contextKeys, settings } = facts;
  return clauses(facts).flatMap((clause) =>
    whenTerms(clause).flatMap(({ key, value }) => {
      if (key.startsWith('config.'))
        return Object.hasOwn(settings, key.slice('config.'.length)) ? [] : [`${key} in ${clause}`];
      if (['view', 'focusedView'].includes(key)) return namesNoView(facts, value) ? [`${value} in ${clause}`] : [];
      if (/^view\.\S+\.visible$/.test(key)) return [];
      return contextKeys.includes(key) || BUILT_IN_KEYS.has(key) ? [] : [`${key} in ${clause}`];
    }),
  );
}

function namesNoView(facts: ContributionFacts, value: string): boolean {
  if (!value.startsWith('/')) return !viewIds(facts).includes(value);
  const pattern = new RegExp(value.replaceAll(/^\/|\/[a-z]*$/g, ''));
  return !viewIds(facts).some((id) => pattern.test(id));
}

const rowWords = (facts: ContributionFacts) => [
  ...new Set(menuItems(facts).flatMap(({ when = '' }) => viewItemWords(when))),
];

function trustMismatch(facts: ContributionFacts): string[] {
  const { manifest, source } = facts;
  return manifest.contributes.commands.flatMap(({ command, enablement = '' }) => {
    const registered = source.registered.find(({ id }) => id === command);
    const asks = whenTerms(enablement).some(({ key }) => key === 'isWorkspaceTrusted');
    if (!registered || registered.needsTrust === asks) return [];
    return [
      asks ? `${command} is off without trust and does not need it` : `${command} needs trust and is on without it`,
    ];
  });
}

function textMismatch({ manifest, texts }: ContributionFacts): string[] {
  const used = stringsIn(manifest).flatMap(({ text }) => (/^%[^%\s]+%$/.test(text) ? [text.slice(1, -1)] : []));
  return difference([...texts.keys()], [...new Set(used)]).map((line) =>
    line.replace('package.json', 'package.nls.json'),
  );
}

/** Words that keep their capitals inside a title. */
const NAMES =
  /^(CPU|GPU|Docker|Dockerfile|Kubernetes|Helm|Python|VS|Code|Compose|Trainyard|MLflow|Neptune|Kubeflow|JSON|YAML|BuildKit|Podman|UI)s?[….,]?$/;

function badTitles(facts: ContributionFacts): string[] {
  return facts.manifest.contributes.commands.flatMap(({ command, title, category }) => {
    const text = textOf(facts, title);
    const [first = '', ...rest] = text.split(' ');
    const wrong =
      !/^%.+%$/.test(title) ||
      category !== 'Trainyard' ||
      !/^[A-Z]/.test(first) ||
      /[.!:]$/.test(text) ||
      rest.some((word) => /^[^a-z]*[A-Z]/.test(word) && !NAMES.test(word));
    return wrong ? [`${command}: ${category}: ${text}`] : [];
  });
}

function badIcons(facts: ContributionFacts): string[] {
  return stringsIn(facts.manifest.contributes)
    .filter(({ path }) => path.includes('icon'))
    .map(({ text }) => text)
    .filter((icon) => {
      const codicon = /^\$\(([\w-]+)(~spin)?\)$/.exec(icon)?.[1];
      return codicon === undefined ? !facts.hasFile(icon) : !facts.icons.has(codicon);
    });
}

function missingFiles({ manifest, hasFile }: ContributionFacts): string[] {
  return stringsIn(manifest)
    .filter(({ path }) => path[0] === 'contributes' || path[0] === 'icon')
    .map(({ text }) => text)
    .filter((text) => /^(\.\/)?(media|syntaxes|schemas|l10n)\/\S+$/.test(text) && !hasFile(text));
}

function missingAltTexts(facts: ContributionFacts): string[] {
  return walkthroughsOf(facts).flatMap(({ steps }) =>
    steps
      .filter(({ media }) => media.markdown === undefined && textOf(facts, media.altText ?? '').length < 10)
      .map(({ id }) => id),
  );
}

/** Words of a setting's name that make its value something that is run or connected to. */
const SENSITIVE =
  /path|(?<!pro)file|folder|command|executable|binary|program|url|uri|host|server|endpoint|address|args|arguments|env\b|kubeconfig/i;

function openSettings(facts: ContributionFacts): string[] {
  const { restrictedConfigurations } = facts.manifest.capabilities.untrustedWorkspaces;
  const unknown = restrictedConfigurations.filter((id) => !Object.hasOwn(facts.settings, id));
  const open = settingsOf(facts).filter(
    ([id, { scope = 'window' }]) =>
      SENSITIVE.test(id) && (scope !== 'machine' || !restrictedConfigurations.includes(id)),
  );
  return [...open.map(([id]) => id), ...unknown.map((id) => `restricted but no setting: ${id}`)];
}

function looseKeys(facts: ContributionFacts): string[] {
  const ours = new Set([
    'focusedView',
    'activeWebviewPanelId',
    'activeCustomEditorId',
    'resourceFilename',
    'editorLangId',
  ]);
  return keysOf(facts)
    .filter(({ when = '' }) => !whenTerms(when).some(({ key, value }) => ours.has(key) && /trainyard/.test(value)))
    .filter(({ when = '' }) => !whenTerms(when).some(({ key }) => facts.contextKeys.includes(key)))
    .map(({ command, key }) => `${key} for ${command}`);
}

function silentViews(facts: ContributionFacts): string[] {
  const { viewsWelcome = [] } = facts.manifest.contributes;
  const unknown = viewsWelcome
    .filter(({ view }) => !viewIds(facts).includes(view))
    .map(({ view }) => `no view ${view}`);
  return [
    ...viewsOf(facts)
      .filter(({ id }) => !viewsWelcome.some(({ view }) => view === id))
      .map(({ id }) => id),
    ...unknown,
  ];
}

function eagerEvents({ manifest, source }: ContributionFacts): string[] {
  return manifest.activationEvents.filter((event) => {
    const [kind, name = ''] = event.split(':');
    if (kind === 'onWebviewPanel') return !source.panelSerializers.has(name);
    return !['onLanguage', 'onFileSystem', 'onUri'].includes(kind ?? '');
  });
}
