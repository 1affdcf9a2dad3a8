import assert from 'node:assert/strict';
import type { KubernetesChoices } from '../../../../../src/domain/deploy/kubernetesChoices.ts';
import { literalWord } from '../../../../../src/domain/deploy/toKubernetes/literalWord.ts';
import { objectName } from '../../../../../src/domain/deploy/toKubernetes/objectName.ts';
import { ownedBy } from '../../../../../src/domain/deploy/toKubernetes/ownedBy.ts';
import { podSecurity } from '../../../../../src/domain/deploy/toKubernetes/podSecurity.ts';
import { podVolumes } from '../../../../../src/domain/deploy/toKubernetes/podVolumes.ts';
import { kubernetesName } from '../../../../../src/domain/deploy/toKubernetes/toKubernetes.ts';
import { manifestsOf, START_FACTS } from '../../../../support/kubeStart.ts';
import { specText, workloadOf } from '../specTexts.ts';

const run = (body = '') => workloadOf(specText(body));

function volumes(body: string, choices: Partial<KubernetesChoices> = {}) {
  return podVolumes(run(body), { parameters: new Map(), ...choices });
}
function made(body: string, choices?: Partial<KubernetesChoices>) {
  const result = volumes(body, choices);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}

describe('objectName', () => {
  it('makes a name of the API of any text, the same one each time', () => {
    for (const text of ['train', 'Train_X.y', '9lives', '-a-', 'ü', '', 'x'.repeat(200), `a${'-'.repeat(80)}b`]) {
      const name = objectName(text);
      assert.match(name, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, text);
      assert.equal(name, objectName(text));
    }
    assert.equal(objectName('Train_X.y'), 'train-x-y');
  });

  it('keeps long names apart and leaves room for a suffix', () => {
    const a = objectName(`${'x'.repeat(70)}a`, '-pdb');
    const b = objectName(`${'x'.repeat(70)}b`, '-pdb');
    assert.notEqual(a, b);
    assert.ok(a.length <= 63 && a.endsWith('-pdb'));
  });

  it('leaves room for the index of a pod behind the name of a Job', () => {
    const facts = { ...START_FACTS, run: { id: 'x', name: 'n'.repeat(63) } };
    const given = { choices: { parameters: new Map<string, string>() }, facts };
    assert.ok(`${kubernetesName(run('nodes: 10000'), given)}-9999`.length <= 63);
    assert.equal(kubernetesName(run(), given).length, 63);
  });
});

describe('literalWord', () => {
  /** What the API server's expansion makes of a word. Source: Kubernetes, third_party/forked/golang/expansion. */
  function expanded(text: string): string {
    return text.replace(
      /\$(?:(\$)|\(([^)]*)\))/g,
      (_, dollar: string | undefined, name: string) => dollar ?? `<${name}>`,
    );
  }
  it('comes out of the expansion as it went in', () => {
    for (const text of ['$', '$$', '$(A)', 'a$(A)$$(B)', '$$$', '$HOME', '$(', '$((1+1))', 'x', '${A}', '$$(A)$']) {
      assert.equal(expanded(literalWord(text)), text, text);
    }
    assert.equal(literalWord('$HOME'), '$HOME', 'nothing is doubled without need');
  });
});

describe('podVolumes', () => {
  it('mounts claims, one volume for all mounts of one', () => {
    assert.deepEqual(made('mounts: [{ pvc: data, path: /a, readOnly: true }, { pvc: data, path: /b, subPath: x }]'), {
      volumes: [{ name: 'claim-data', persistentVolumeClaim: { claimName: 'data' } }],
      mounts: [
        { name: 'claim-data', mountPath: '/a', readOnly: true },
        { name: 'claim-data', mountPath: '/b', subPath: 'x' },
      ],
    });
  });

  it('makes shared memory of memory, which counts to the limit', () => {
    assert.deepEqual(made('resources: { shm: 1Gi }').volumes, [
      { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
    ]);
    const refused = volumes('resources: { shm: 1Gi }', { memoryBytes: 1024 ** 3 });
    assert.ok(!refused.ok);
    assert.equal(
      refused.failure.message,
      'Shared memory of 1Gi leaves nothing of 1Gi of memory: it counts to the limit.',
    );
  });

  it('gives outputs and checkpoints a folder that can be written, unless a mount holds them', () => {
    const body =
      'outputs: [{ path: /o, to: o }, { path: /data/o, to: p }]\ncheckpoint: /c\nmounts: [{ pvc: data, path: /data }]';
    const { volumes: all, mounts } = made(body, { places: new Map([['/c', { kind: 'claim', claim: 'ckpt' }]]) });
    assert.deepEqual(
      mounts.map(({ mountPath }) => mountPath),
      ['/data', '/o', '/c'],
    );
    assert.deepEqual(all.at(-1), { name: 'claim-ckpt', persistentVolumeClaim: { claimName: 'ckpt' } });
  });

  for (const mount of [
    'workspace: /x',
    'folder: d, path: /x',
    'volume: v, path: /x',
    'dataset: "hf://a/b", path: /x',
  ]) {
    it(`refuses ${mount.split(':')[0]} with a way out, and takes the way`, () => {
      const body = `mounts: [{ ${mount} }]`;
      const refused = volumes(body);
      assert.ok(!refused.ok);
      assert.equal(refused.failure.code, 'unsupported');
      assert.match(refused.failure.nextStep ?? '', /claim/);
      const {
        volumes: [volume],
      } = made(body, { places: new Map([['/x', { kind: 'scratch' }]]) });
      assert.deepEqual(volume, { name: 'dir-x', emptyDir: {} });
    });
  }

  it('keeps names of similar paths apart', () => {
    const paths = ['/a/b', '/a-b', '/a_b', '/A/b', '/a.b', '/a//b'];
    const { volumes: all } = made('', { scratch: new Map(paths.map((path) => [path, undefined])) });
    assert.equal(new Set(all.map(({ name }) => name)).size, paths.length);
  });
});

describe('podSecurity', () => {
  const of = (body: string, facts: Partial<typeof START_FACTS> = {}) =>
    podSecurity(run(body), { ...START_FACTS, ...facts });
  const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

  it('runs as the user who starts it', () => {
    assert.deepEqual(of('user: host', { hostUser: { uid: 1000, gid: 100 } }), {
      pod: {
        runAsUser: 1000,
        runAsGroup: 100,
        fsGroup: 100,
        fsGroupChangePolicy: 'OnRootMismatch',
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      container: RESTRICTED,
    });
  });

  it('promises that it is not root only where the kubelet can prove it', () => {
    const images = ['1001', '1001:0', 'app', '', '0', '0:1000', undefined].map((user) => {
      const image = { reference: 'app:1', ...(user === undefined ? {} : { user }) };
      const { pod } = of('user: image', { image });
      return 'runAsNonRoot' in pod;
    });
    assert.deepEqual(images, [true, true, false, false, false, false, false]);
    const root = of('user: 0:0');
    assert.deepEqual(
      [root.pod, root.container],
      [
        { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
        { allowPrivilegeEscalation: false },
      ],
    );
  });
});

describe('ownedBy', () => {
  it('gives all other objects an owner', () => {
    const manifests = manifestsOf({ workload: run('nodes: 2') });
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'w-calm-otter', uid: 'u' } };
    const owned = ownedBy(job, manifests);
    assert.deepEqual(
      owned.map(({ kind, metadata }) => [kind, metadata['ownerReferences']]),
      [['Service', [{ apiVersion: 'batch/v1', kind: 'Job', name: 'w-calm-otter', uid: 'u' }]]],
    );
  });
});
