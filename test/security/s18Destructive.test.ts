// S18: nothing is destroyed before somebody has said yes to exactly that, wherever the command came from.
import assert from 'node:assert/strict';
import { COMMANDS } from '../../src/contributes/commands.ts';
import { fieldOf } from '../../src/domain/deploy/plainData.ts';
import type * as clusters from '../../src/views/clusters/register.ts';
import type * as cleanUpModule from '../../src/views/runs/cleanUp.ts';
import type * as keptModule from '../../src/views/runs/keptLogs.ts';
import type * as kubernetes from '../../src/views/kubernetes/register.ts';
import type * as images from '../../src/views/images/imageCommands.ts';
import type * as changesModule from '../../src/views/experiments/changeActions.ts';
import type * as files from '../../src/views/files/register.ts';
import type * as containers from '../../src/views/containers/register.ts';
import { describeRule, loadFrom } from './mutants.ts';
import { useVscodeStandIn } from './useVscodeStandIn.ts';
import { window, workspace } from './vscodeStandIn.mjs';

type Handler = (...args: unknown[]) => unknown;

/** An engine that writes down what it is told to do. */
function recordingEngine(done: string[]): unknown {
  const part = (name: string) =>
    new Proxy(
      {},
      {
        get: (_target, method) => async () => {
          done.push(`${name}.${String(method)}`);
          return Promise.resolve({ ok: true, value: undefined });
        },
      },
    );
  return new Proxy({}, { get: (_target, name) => (name === 'then' ? undefined : part(String(name))) });
}

/** A cluster that writes down what it is told to change. */
function recordingCluster(done: string[]): unknown {
  const connection = { id: 'kube:lab', label: 'lab', namespace: 'a', user: 'ada' };
  const reader = new Proxy(
    {},
    {
      get: () => async () => Promise.resolve({ ok: true, value: { metadata: { name: 'web' }, spec: { replicas: 2 } } }),
    },
  );
  const recording = recordingEngine(done);
  const releases = { summary: async () => Promise.resolve({ ok: true, value: { objects: [] } }) };
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'then') return undefined;
        if (name === 'connection') return connection;
        if (name === 'fileSystem') return () => Reflect.get(Object(recording), name);
        if (name === 'releases') return releases;
        return name === 'reader' ? reader : Reflect.get(Object(recording), name);
      },
    },
  );
}

/** A tracker that writes down what it is told to change. */
function recordingTracker(done: string[]): unknown {
  const model = { name: 'digits', aliases: new Map([['champion', '2']]), tags: new Map() };
  const tracker = {
    ref: { id: 'mlflow:x', label: 'x' },
    writer: new Proxy(
      {},
      {
        get: (_target, name) =>
          name === 'models'
            ? Reflect.get(Object(recordingEngine(done)), 'models')
            : Reflect.get(Object(Reflect.get(Object(recordingEngine(done)), 'writer')), name),
      },
    ),
    registry: { models: async () => Promise.resolve({ ok: true, value: [model] }) },
    *runs() {
      yield { ok: true, value: { runs: [{}, {}] } };
    },
  };
  return {
    tracker: async () => Promise.resolve({ ok: true, value: tracker }),
    found: async () => Promise.resolve({ trackers: [tracker.ref], troubles: [] }),
    wrote() {},
  };
}

const DEPLOYMENT = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true };
const object = { kind: 'clusterObject', clusterId: 'kube:lab', resource: DEPLOYMENT, namespace: 'a', name: 'web' };

const release = {
  kind: 'helmRelease',
  clusterId: 'kube:lab',
  store: 'secrets',
  namespace: 'a',
  name: 'demo',
  revision: 2,
  objectName: 'sh.helm.release.v1.demo.v2',
  uid: 'u',
};

const pod = { kind: 'pod', clusterId: 'kube:lab', namespace: 'a', name: 'worker' };

const subjects = {
  containers: { kind: 'container', engineId: 'e', containerId: 'c1', name: 'one' },
  removeVolume: { kind: 'volume', engineId: 'e', name: 'v' },
  removeNetwork: { kind: 'network', engineId: 'e', networkId: 'n', name: 'n' },
  image: { kind: 'image', engineId: 'e', imageId: 'sha256:1', name: 'train:1' },
  // pod worker/main in a, of the cluster kube:lab
  file: {
    kind: 'file',
    authority: `pod+worker+main+a+${Buffer.from('kube:lab').toString('hex')}`,
    path: '/out/model.pt',
    name: 'model.pt',
    isFolder: false,
    isPlace: false,
  },
  experiment: { kind: 'experiment', trackerId: 'mlflow:x', experimentId: '1', name: 'vision' },
  trackedRun: { kind: 'trackedRun', trackerId: 'mlflow:x', experimentId: '1', runId: 'r', name: 'sweep-1' },
  registeredModel: { kind: 'registeredModel', trackerId: 'mlflow:x', name: 'digits' },
  kept: { kind: 'run', runId: 'r', name: 'gone-run', keptLog: 'k' },
  run: { name: 'ended-run', state: 'succeeded', stateText: 'ended', engineId: 'e', containerId: 'c2' },
};

/** Every handler that destroys, and its neighbours, over a recording engine and somebody who answers all questions alike. */
async function handlersOf(src: string, answer: boolean) {
  const done: string[] = [];
  const asked: string[] = [];
  const handlers = new Map<string, Handler>();
  const helm = {
    version: async () => Promise.resolve({ ok: true, value: { major: 3, minor: 19, text: 'v3.19.5' } }),
    run: async (_connection: unknown, [command = '']: readonly string[]) => {
      done.push(`helm.${command}`);
      return Promise.resolve({ ok: true, value: '' });
    },
  };
  const deps = {
    commands: {
      register: (id: string, handler: Handler) => {
        handlers.set(id, handler);
        return { dispose() {} };
      },
      run: async () => Promise.resolve(undefined),
    },
    hub: {
      engine: async () => Promise.resolve({ ok: true, value: recordingEngine(done) }),
      onDidChange: () => ({ dispose() {} }),
      forget() {},
    },
    confirm: async ({ message }: { message: string }) => {
      asked.push(message);
      return Promise.resolve(answer);
    },
    notify: { failure() {}, info() {}, warning() {} },
    memory: { willStop: async () => Promise.resolve() },
    documents: {},
    workspaceState: { get: () => undefined, update: async () => Promise.resolve() },
    clusters: {
      cluster: async () => Promise.resolve({ ok: true, value: recordingCluster(done) }),
      list: async () => Promise.resolve([]),
      onDidChange: () => ({ dispose() {} }),
      forget() {},
    },
    loadManifestText: async () => Promise.resolve({}),
    loadHelm: async () => Promise.resolve(helm),
    loadKept: async () => Promise.resolve({ removeRuns: async () => Promise.resolve(done.push('kept.removeRuns')) }),
    keepFocus() {},
    keepRunsFocus() {},
    runs: { current: { state: 'ready', value: [subjects.run] } },
  };
  const { registerContainers } = await loadFrom<typeof containers>(src, 'views/containers/register.ts');
  const { registerClusters } = await loadFrom<typeof clusters>(src, 'views/clusters/register.ts');
  Reflect.apply(registerContainers, undefined, [deps]);
  Reflect.apply(registerClusters, undefined, [deps]);
  const { registerKubernetes } = await loadFrom<typeof kubernetes>(src, 'views/kubernetes/register.ts');
  Reflect.apply(registerKubernetes, undefined, [deps]);
  const { registerImageCommands } = await loadFrom<typeof images>(src, 'views/images/imageCommands.ts');
  Reflect.apply(registerImageCommands, undefined, [deps]);
  const { registerFiles } = await loadFrom<typeof files>(src, 'views/files/register.ts');
  Reflect.apply(registerFiles, undefined, [deps]);
  const { changeActions } = await loadFrom<typeof changesModule>(src, 'views/experiments/changeActions.ts');
  const changes: unknown = Reflect.apply(changeActions, undefined, [{ ...deps, trackers: recordingTracker(done) }]);
  for (const [id, handler] of Object.entries<Handler>(Object(changes))) handlers.set(id, handler);
  // Registered by a view whose tree would be made with it.
  const { cleanUp } = await loadFrom<typeof cleanUpModule>(src, 'views/runs/cleanUp.ts');
  handlers.set('trainyard.runs.cleanUp', () => Reflect.apply(cleanUp, undefined, [deps]));
  const { removeKeptLogs } = await loadFrom<typeof keptModule>(src, 'views/runs/keptLogs.ts');
  handlers.set('trainyard.runs.removeKept', (_clicked, rows) => Reflect.apply(removeKeptLogs, undefined, [deps, rows]));
  return { handlers, done, asked };
}

const cases = [
  ['trainyard.containers.remove', subjects.containers, 'control.remove'],
  ['trainyard.containers.kill', subjects.containers, 'control.kill'],
  ['trainyard.clusters.removeVolume', subjects.removeVolume, 'control.removeVolume'],
  ['trainyard.clusters.removeNetwork', subjects.removeNetwork, 'control.removeNetwork'],
  ['trainyard.clusters.remove', object, 'control.remove'],
  ['trainyard.experiments.deleteExperiment', subjects.experiment, 'writer.deleteExperiment'],
  ['trainyard.experiments.deleteRun', subjects.trackedRun, 'writer.deleteRun'],
  ['trainyard.experiments.removeAlias', subjects.registeredModel, 'models.deleteAlias'],
  ['trainyard.files.remove', subjects.file, 'fileSystem.remove'],
  ['trainyard.helm.uninstall', release, 'helm.uninstall'],
  ['trainyard.images.remove', subjects.image, 'images.remove'],
  ['trainyard.runs.cleanUp', subjects.run, 'control.remove'],
  ['trainyard.runs.removeKept', subjects.kept, 'kept.removeRuns'],
] as const;

describe('S18 destructive acts', () => {
  before(() => useVscodeStandIn());

  describeRule(
    'a No changes nothing, a Yes does what was asked',
    async (src) => {
      for (const [id, subject, act] of cases) {
        const no = await handlersOf(src, false);
        await no.handlers.get(id)?.(subject, [subject]);
        assert.deepEqual(no.done, [], `${id} acted although the answer was no`);
        assert.equal(no.asked.length, 1, `${id} did not ask`);
        assert.ok(no.asked[0]?.includes(subject.name), `${id} does not name what it destroys: ${no.asked[0]}`);
        const yes = await handlersOf(src, true);
        await yes.handlers.get(id)?.(subject, [subject]);
        assert.deepEqual(yes.done, [act], id);
      }
    },
    [
      {
        what: 'remove without a question',
        file: 'views/containers/containerActions.ts',
        from: "      verb: t('Remove'),\n    };\n    if (subjects.length === 0 || !(await deps.confirm(question)))",
        to: "      verb: t('Remove'),\n    };\n    if (subjects.length === 0 || question.verb === '')",
      },
      {
        what: 'images without a question',
        file: 'views/images/imageActions.ts',
        from: 'if (!isSure) return fail(CANCELLED);',
        to: "if (message === '') return fail(CANCELLED);",
      },
      {
        what: 'runs of a tracker without a question',
        file: 'views/experiments/changeTrackedRuns.ts',
        from: "if (!(await confirm({ message, detail, verb: t('Delete') })))",
        to: 'if (message === detail)',
      },
      {
        what: 'ended runs without a question',
        file: 'views/runs/cleanUp.ts',
        from: 'if (!(await confirm(question)))',
        to: "if (question.verb === '')",
      },
      {
        what: 'an object of a cluster without a question',
        file: 'views/shared/confirmLoss.ts',
        from: ': await deps.confirm(change)',
        to: ": change.verb !== ''",
      },
      {
        what: 'a volume without a question',
        file: 'views/clusters/removeObjects.ts',
        from: 'if (volumes.length === 0 || !(await confirm(question)))',
        to: "if (volumes.length === 0 || question.verb === '')",
      },
    ],
  );

  describeRule(
    'nothing is changed in a read-only context, whatever command is called',
    async (src) => {
      const changing = [
        'restart',
        'editYaml',
        'scale',
        'pause',
        'resume',
        'suspend',
        'stopRun',
        'undo',
        'remove',
        'drain',
      ];
      const { getConfiguration } = workspace;
      const get = (id: string) => (id === 'trainyard.clusters.readOnlyContexts' ? ['l*b'] : undefined);
      Object.assign(workspace, { getConfiguration: () => ({ get }) });
      try {
        for (const name of [...changing, 'cordon', 'uncordon', 'shell', 'copyTo', 'copyFromClaim', 'copyToClaim']) {
          const { handlers, done } = await handlersOf(src, true);
          await handlers.get(`trainyard.clusters.${name}`)?.(object, [object]);
          assert.deepEqual(done, [], name);
        }
        // A debugger changes what runs.
        const attached = await (await handlersOf(src, true)).handlers.get('trainyard.clusters.attachDebugger')?.(pod, [
          pod,
        ]);
        assert.equal(fieldOf(attached, 'failure', 'code'), 'forbidden', 'attachDebugger');
        for (const name of ['newFile', 'newFolder', 'rename', 'remove', 'upload']) {
          const { handlers, done } = await handlersOf(src, true);
          Object.assign(window, { showInputBox: async () => Promise.resolve('/out/other') });
          Object.assign(window, { showOpenDialog: async () => Promise.resolve([{ fsPath: '/home/x' }]) });
          await handlers.get(`trainyard.files.${name}`)?.(subjects.file, [subjects.file]);
          assert.deepEqual(done, [], name);
        }
        for (const name of ['deploy', 'rollBack', 'uninstall']) {
          const { handlers, done } = await handlersOf(src, true);
          await handlers.get(`trainyard.helm.${name}`)?.(release, [release]);
          assert.deepEqual(done, [], name);
        }
      } finally {
        Object.assign(workspace, { getConfiguration });
      }
    },
    [
      {
        what: 'read-only is a matter of menus alone',
        file: 'views/shared/contextProtection.ts',
        from: "=== 'readOnly' ?",
        to: "=== 'none' ?",
      },
      {
        what: 'files are written wherever they are',
        file: 'domain/files/filePlaces.ts',
        from: "if (writes || place.kind === 'claim') {",
        to: "if (place.kind === 'claim') {",
      },
    ],
  );

  it('knows every command whose name destroys', () => {
    const names = Object.keys(COMMANDS).filter((id) => /\.(remove|kill|delete|prune|cleanUp)\w*$/.test(id));
    const tested = new Set<string>(cases.map(([id]) => id));
    assert.deepEqual(
      names.filter((id) => !tested.has(id)),
      [],
    );
  });
});
