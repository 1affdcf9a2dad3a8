// package.json against the code, both ways. A failure names the id: it is in one of the two places only, or says two things.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type ContributionFacts, readContributionFacts } from './support/contributionFacts.ts';
import { contributionRules } from './support/contributionRules.ts';
import type { Contributions } from './support/manifest.ts';

const facts = readContributionFacts(join(import.meta.dirname, '..'));

describe('contributions', () => {
  for (const { name, violations } of contributionRules) it(name, () => assert.deepEqual(violations(facts), []));
});

type Change = (facts: ContributionFacts) => ContributionFacts;

const contributing =
  (change: (contributes: Contributions) => Partial<Contributions>): Change =>
  (before) => ({
    ...before,
    manifest: {
      ...before.manifest,
      contributes: { ...before.manifest.contributes, ...change(before.manifest.contributes) },
    },
  });
const withText =
  (key: string, text: string): Change =>
  (before) => ({ ...before, texts: new Map([...before.texts, [key, text]]) });
const withSource =
  (change: Partial<ContributionFacts['source']>): Change =>
  (before) => ({ ...before, source: { ...before.source, ...change } });
const withMenuItem = (item: { command?: string; when?: string }): Change =>
  contributing(({ menus }) => ({
    menus: { ...menus, 'view/item/context': [...(menus['view/item/context'] ?? []), item] },
  }));
const withCommand = (change: Record<string, string>): Change =>
  contributing(({ commands: [first, ...rest] }) => ({ commands: first ? [{ ...first, ...change }, ...rest] : [] }));
const withSetting =
  (id: string, setting: { default: unknown; scope?: string }): Change =>
  (before) => ({
    ...contributing(({ configuration }) => ({
      configuration: [...configuration, { title: 'x', properties: { [id]: setting } }],
    }))(before),
    settings: { ...before.settings, [id]: setting.default },
  });
const step = {
  id: 'one',
  title: 'One',
  description: '[Go](command:trainyard.absent)',
  media: { image: 'media/icon.png', altText: '' },
};
const withStep: Change = contributing(({ walkthroughs = [] }) => ({
  walkthroughs: [...walkthroughs, { id: 'trainyard.planted', steps: [step] }],
}));

/** One broken copy for each rule, in the order of the rules. */
const broken: readonly (readonly [rule: string, what: string, change: Change])[] = [
  [
    'exactly the commands',
    'a command without a table entry',
    contributing(({ commands }) => ({ commands: [...commands, { command: 'trainyard.x', title: 'X' }] })),
  ],
  [
    'exactly the commands',
    'a table entry without a command',
    (before) => ({ ...before, commands: [...before.commands, 'trainyard.x'] }),
  ],
  [
    'exactly the settings',
    'another default',
    (before) => ({ ...before, settings: { ...before.settings, 'trainyard.runs.statusBar': 'no' } }),
  ],
  ['exactly the views', 'a view without a table entry', (before) => ({ ...before, views: before.views.slice(1) })],
  [
    'exactly the tools',
    'a tool without a table entry',
    contributing(() => ({ languageModelTools: [{ name: 'trainyard_x' }] })),
  ],
  ['registered exactly once', 'no registration', withSource({ registered: [] })],
  [
    'registered exactly once',
    'two registrations',
    (before) => withSource({ registered: [...before.source.registered, ...before.source.registered] })(before),
  ],
  ['runs a command that exists', 'a dead menu item', withMenuItem({ command: 'trainyard.absent' })],
  ['runs a command that exists', 'a dead link of a walkthrough', withStep],
  [
    'key of a when clause',
    'an undeclared key',
    withMenuItem({ command: 'trainyard.log.show', when: 'trainyard.absent' }),
  ],
  [
    'key of a when clause',
    'a clause for a view that is not there',
    withMenuItem({ command: 'trainyard.log.show', when: 'view == trainyard.absent' }),
  ],
  [
    'key of a when clause',
    'a setting that is not there',
    withMenuItem({ command: 'trainyard.log.show', when: 'config.trainyard.absent' }),
  ],
  [
    'context key is set',
    'a key that nothing sets',
    (before) => ({ ...before, contextKeys: [...before.contextKeys, 'trainyard.absent'] }),
  ],
  ['setting is read', 'a setting that nothing reads', withSource({ settingsRead: new Set() })],
  [
    'actions that rows have',
    'an action no row has',
    withMenuItem({ command: 'trainyard.log.show', when: 'viewItem =~ /\\bcanFly\\b/' }),
  ],
  [
    'offered by a menu',
    'an action no menu has',
    (before) => withSource({ domainLiterals: new Set([...before.source.domainLiterals, 'canFly']) })(before),
  ],
  ['needs trust', 'a command that is on without trust', withCommand({ enablement: '' })],
  ['%text%', 'a text that is not there', withCommand({ title: '%absent%' })],
  ['%text%', 'a text that nothing uses', withText('absent', 'x')],
  [
    'sentence case',
    'a title in title case',
    (before) => withText(facts.manifest.contributes.commands[0]?.title.slice(1, -1) ?? '', 'Start The Run')(before),
  ],
  ['sentence case', 'another category', withCommand({ category: 'Runs' })],
  ['codicon', 'an icon that does not exist', withCommand({ icon: '$(train-yard)' })],
  [
    'names are there',
    'a missing picture',
    (before) => ({ ...before, manifest: { ...before.manifest, icon: 'media/absent.png' } }),
  ],
  ['do not see them', 'a picture without a text', withStep],
  [
    'cannot come from a folder',
    'a path in window scope',
    withSetting('trainyard.x.toolPath', { default: '', scope: 'window' }),
  ],
  [
    'cannot come from a folder',
    'a host in machine scope that is not restricted',
    withSetting('trainyard.x.host', { default: '', scope: 'machine' }),
  ],
  [
    'where Trainyard has the focus',
    'a key for every place',
    contributing(({ keybindings = [] }) => ({
      keybindings: [...keybindings, { command: 'trainyard.log.show', key: 'f9', when: 'editorTextFocus' }],
    })),
  ],
  [
    'when it is empty',
    'a view without a welcome',
    contributing(({ views }) => ({ views: { ...views, planted: [{ id: 'trainyard.planted', name: 'x' }] } })),
  ],
  [
    'only when it is used',
    'an eager start',
    (before) => ({ ...before, manifest: { ...before.manifest, activationEvents: ['onStartupFinished'] } }),
  ],
];

describe('rules for contributions', () => {
  it('each have a broken copy', () => {
    const untested = contributionRules.filter(({ name }) => !broken.some(([rule]) => name.includes(rule)));
    assert.deepEqual(
      untested.map(({ name }) => name),
      [],
    );
  });

  for (const [part, what, change] of broken) {
    it(`${part}: sees ${what}`, () => {
      const rule = contributionRules.find(({ name }) => name.includes(part));
      assert.ok(rule, `no rule about ${part}`);
      const before = new Set(rule.violations(facts));
      assert.notDeepEqual(
        rule.violations(change(facts)).filter((line) => !before.has(line)),
        [],
      );
    });
  }
});
