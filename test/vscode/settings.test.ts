import assert from 'node:assert/strict';
import { ConfigurationTarget, workspace } from 'vscode';
import { proxySettings, setting } from '../../src/adapters/vscode/settings.ts';
import { type SettingId, SETTINGS } from '../../src/contributes/settings.ts';

/** Values that a person could write by mistake, none of the right type. */
const WRONG: { readonly [K in SettingId]: readonly unknown[] } = {
  'trainyard.engines.hosts': ['unix:///one', 7, { 0: 'a' }, [7], ['unix:///one', null], true],
  'trainyard.clusters.kubeconfigs': ['one', [7], {}],
  'trainyard.clusters.protectedContexts': ['prod', [true], 7],
  'trainyard.clusters.readOnlyContexts': ['prod', [null], 7],
  'trainyard.clusters.contextColors': ['red', ['red'], { lab: 7 }, 7],
  'trainyard.clusters.prometheus': ['one', ['a'], { lab: 7 }, 7],
  'trainyard.clusters.helperImage': [7, ['a'], {}],
  'trainyard.experiments.trackers': ['mlruns', [7], {}],
  'trainyard.logs.keepDays': ['ten', [10], {}, true],
  'trainyard.logs.keepMegabytes': ['ten', [10], {}, true],
  'trainyard.clusters.helmTimeoutMinutes': ['five', [5], {}, true],
  'trainyard.logs.silentMinutes': ['ten', [10], {}, true],
  'trainyard.runs.stopGraceSeconds': ['ten', [10], {}, true],
  'trainyard.runs.statusBar': ['no', 0, [], {}],
  'trainyard.runs.forwardServing': [7, ['always'], {}],
  'trainyard.runs.bringOutputs': [7, ['atEnd'], {}],
  'trainyard.runs.openLogs': ['no', 0, [], {}],
  'trainyard.runs.keepChanges': ['no', 0, [], {}],
  'trainyard.lint.enabled': ['no', 0, [], {}],
  'trainyard.lint.profiles': ['ci', [7], {}],
  'trainyard.lint.rules': ['off', ['off'], { 'image-latest': 7 }],
  'trainyard.lint.kubernetesVersion': [1.34, ['1.34'], {}],
  'trainyard.lint.clusterSchemas': ['no', 0, [], {}],
  'trainyard.lint.imageTags': [true, ['all'], {}],
  'trainyard.lint.format': [true, ['on'], {}],
  'trainyard.lint.owner': ['other', ['other'], { yamlSyntax: 7 }],
};
const ids = Object.keys(SETTINGS).filter((id): id is SettingId => id in SETTINGS);

describe('settings', () => {
  const set = async (id: SettingId, value: unknown) =>
    await workspace.getConfiguration().update(id, value, ConfigurationTarget.Global);
  afterEach(async () => {
    for (const id of ids) await set(id, undefined);
  });

  it('have the defaults of the manifest', () => {
    for (const id of ids) assert.deepEqual(workspace.getConfiguration().inspect(id)?.defaultValue, SETTINGS[id], id);
  });

  for (const id of ids) {
    it(`${id}: a value of another type counts as not set`, async () => {
      for (const value of WRONG[id]) {
        await set(id, value);
        assert.deepEqual(setting(id), SETTINGS[id], JSON.stringify(value));
      }
    });
  }

  it('about proxies are those of VS Code, as they are now', async () => {
    const http = workspace.getConfiguration('http');
    assert.deepEqual(proxySettings(), { proxy: '', noProxy: [], support: 'override' });
    await http.update('proxy', 'http://proxy.example:3128', ConfigurationTarget.Global);
    await http.update('noProxy', ['.internal'], ConfigurationTarget.Global);
    await http.update('proxySupport', 'off', ConfigurationTarget.Global);
    assert.deepEqual(proxySettings(), { proxy: 'http://proxy.example:3128', noProxy: ['.internal'], support: 'off' });
    for (const name of ['proxy', 'noProxy', 'proxySupport'])
      await http.update(name, undefined, ConfigurationTarget.Global);
  });

  it('a value of the right type is taken', async () => {
    await set('trainyard.runs.stopGraceSeconds', 3);
    await set('trainyard.engines.hosts', ['ssh://box']);
    assert.equal(setting('trainyard.runs.stopGraceSeconds'), 3);
    assert.deepEqual(setting('trainyard.engines.hosts'), ['ssh://box']);
  });
});
