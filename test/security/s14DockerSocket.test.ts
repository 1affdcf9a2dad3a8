// S14: nobody hands the engine's socket, the machine or his keys to a container without having said so.
import assert from 'node:assert/strict';
import type * as preflightPlaces from '../../src/domain/deploy/preflightPlaces.ts';
import type * as containerBodyModule from '../../src/adapters/docker/containerBody.ts';
import type { ContainerPlan, MountPlan } from '../../src/domain/engines/containerPlan.ts';
import { anEngineInfo } from '../support/containers.ts';
import { describeRule, loadFrom } from './mutants.ts';

const HOME = '/home/ada';
const sockets = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/var/run/../run/docker.sock',
  '/run//docker.sock',
  '/run/./docker.sock',
  '/run/podman/podman.sock',
  '/run/containerd/containerd.sock',
  '/run/user/1000/docker.sock',
  '/run/user/1000/podman/podman.sock',
  '/var/run',
  '/run',
  '/run/',
  '/var/run/',
  '/var',
  '/',
  '//',
  '/.',
  '/..',
  '/run/../',
  `${HOME}/.docker/run/docker.sock`,
  '/var/run/docker-alt.sock',
  '//./pipe/docker_engine',
  '\\\\.\\pipe\\docker_engine',
  '/run/buildkit/buildkitd.sock',
];
const machine = [
  '/etc',
  '/etc/shadow',
  '/proc',
  '/sys',
  '/dev',
  '/dev/mem',
  '/boot',
  '/root/.ssh',
  '/var/lib/docker',
  '/var/lib/kubelet',
  'C:\\',
  'c:',
];
const keys = [
  HOME,
  `${HOME}/`,
  '/home',
  `${HOME}/.ssh`,
  `${HOME}/.ssh/id_ed25519`,
  `${HOME}/.aws`,
  `${HOME}/.kube/config`,
  `${HOME}/.docker/config.json`,
  `${HOME}/.gnupg`,
  `${HOME}/.config/gcloud`,
  `${HOME}/.netrc`,
  `${HOME}/.git-credentials`,
  `${HOME}/work/../.ssh`,
  `${HOME}/.azure`,
];
const harmless = [
  `${HOME}/work`,
  `${HOME}/work/data`,
  '/data',
  '/mnt/datasets',
  '/srv/models',
  '/workspace',
  `${HOME}/docker.socket-notes`,
];

const bind = (source: string): MountPlan => ({ kind: 'bind', source, target: '/x', isReadOnly: true });
const planOf = (...mounts: readonly MountPlan[]): ContainerPlan => ({
  name: 'x',
  image: 'x',
  environment: new Map(),
  labels: new Map(),
  mounts,
  ports: [],
});
const facts = {
  engine: anEngineInfo(),
  containers: [],
  isRemote: false,
  folders: new Map(),
  outputFolders: new Map(),
  missingEnvironmentFiles: [],
  unsetSecrets: [],
  homeFolder: HOME,
};

describe('S14 the docker socket', () => {
  it('has fifty hostile mounts', () => assert.ok(sockets.length + machine.length + keys.length >= 50));

  describeRule(
    'each hostile mount needs a confirmation of its own, read-only or behind a link too',
    async (src) => {
      const { checkRisks } = await loadFrom<typeof preflightPlaces>(src, 'domain/deploy/preflightPlaces.ts');
      for (const source of [...sockets, ...machine, ...keys]) {
        const [check, ...more] = checkRisks(planOf(bind(source)), facts);
        assert.equal(check?.state, 'problem', source);
        assert.equal(more.length, 0);
        const accepted = new Set([check?.id ?? '']);
        assert.deepEqual(checkRisks(planOf(bind(source)), { ...facts, accepted }), [], `${source} was accepted`);
        const other = checkRisks(planOf(bind(source), bind('/run/docker.sock')), { ...facts, accepted });
        if (source !== '/run/docker.sock') assert.equal(other.length, 1, 'one confirmation is not one for all');
        if (/pipe|^c:/i.test(source)) continue;
        const linked = { ...facts, realPaths: new Map([['/data/link', source]]) };
        assert.equal(checkRisks(planOf(bind('/data/link')), linked).length, 1, `a link to ${source}`);
      }
      for (const source of harmless) assert.deepEqual(checkRisks(planOf(bind(source)), facts), [], source);
    },
    [
      {
        what: 'folders that hold the socket',
        file: 'domain/deploy/preflightPlaces.ts',
        from: 'if (SOCKET_PLACES.some((socket) => isInside(socket, path)))',
        to: 'if (SOCKET_PLACES.includes(path))',
      },
      {
        what: 'links',
        file: 'domain/deploy/preflightPlaces.ts',
        from: 'facts.realPaths?.get(source) ?? source',
        to: 'source',
      },
      {
        what: 'the home folder',
        file: 'domain/deploy/preflightPlaces.ts',
        from: 'if (isInside(home, path)) return',
        to: 'if (home === path) return',
      },
      {
        what: 'one confirmation for all',
        file: 'domain/deploy/preflightPlaces.ts',
        from: 'facts.accepted?.has(id)',
        to: '(facts.accepted?.size ?? 0) > 0',
      },
    ],
  );

  describeRule(
    'no request asks for more rights than the plan, and no plan can ask for privileges',
    async (src) => {
      const { containerBody } = await loadFrom<typeof containerBodyModule>(src, 'adapters/docker/containerBody.ts');
      const text = JSON.stringify(containerBody(planOf(bind('/data'))));
      for (const word of [
        'Privileged',
        'CapAdd',
        'SecurityOpt',
        'PidMode',
        'IpcMode',
        'UsernsMode',
        'Binds',
        'docker.sock',
      ])
        assert.ok(!text.includes(word), word);
    },
    [
      {
        what: 'a privileged container',
        file: 'adapters/docker/containerBody.ts',
        from: 'Mounts: plan.mounts.map(mountOf),',
        to: 'Privileged: true, Mounts: plan.mounts.map(mountOf),',
      },
    ],
  );
});
