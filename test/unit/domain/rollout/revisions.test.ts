import assert from 'node:assert/strict';
import { changeText } from '../../../../src/domain/deploy/change.ts';
import { revisionsOf, undoPatch } from '../../../../src/domain/rollout/revisions.ts';

const template = (image: string, labels = {}, extra = {}) => ({
  metadata: { creationTimestamp: null, labels: { app: 'web', ...labels } },
  spec: { containers: [{ name: 'main', image, ...extra }] },
});
const deployment = (image: string, extra = {}) => ({
  metadata: { name: 'web', uid: 'u', annotations: { 'deployment.kubernetes.io/revision': '2', note: 'now' } },
  spec: { template: template(image), ...extra },
});
function set(revision: number, image: string, { uid = 'u', annotations = {}, extra = {} } = {}) {
  return {
    metadata: {
      name: `web-${revision}`,
      creationTimestamp: '2030-01-01T00:00:00Z',
      ownerReferences: [{ uid }],
      annotations: {
        'deployment.kubernetes.io/revision': String(revision),
        'deployment.kubernetes.io/desired-replicas': '3',
        ...annotations,
      },
    },
    spec: { template: template(image, { 'pod-template-hash': `h${revision}` }, extra) },
  };
}

describe('revisionsOf', () => {
  it('lists what the cluster keeps, newest first, with what each changed', () => {
    const sets = [
      set(10, 'a:3'),
      set(9, 'a:2', { annotations: { 'kubernetes.io/change-cause': 'fix' } }),
      set(2, 'a:1'),
      set(11, 'x', { uid: 'other' }),
    ];
    const revisions = revisionsOf(deployment('a:3'), sets);
    assert.deepEqual(
      revisions.map(({ number, images, isCurrent, cause, changes }) => [
        number,
        images,
        isCurrent,
        cause,
        changeText(changes),
      ]),
      [
        [10, ['a:3'], true, undefined, '~ spec.containers[main].image: a:2 -> a:3'],
        [9, ['a:2'], false, 'fix', '~ spec.containers[main].image: a:1 -> a:2'],
        [2, ['a:1'], false, undefined, ''],
      ],
    );
  });

  it('says that a secret has changed, and not from what to what', () => {
    const env = (value: string) => ({ extra: { env: [{ name: 'API_TOKEN', value }] } });
    const [last] = revisionsOf(deployment('a'), [set(1, 'a', env('old-one')), set(2, 'a', env('new-one'))]);
    const text = changeText(last?.changes ?? []);
    assert.match(text, /API_TOKEN.*changed/);
    assert.doesNotMatch(text, /old-one|new-one/);
  });

  it('leaves out sets without a revision', () => {
    assert.deepEqual(
      revisionsOf(deployment('a'), [{ metadata: { ownerReferences: [{ uid: 'u' }] } }, undefined, 7]),
      [],
    );
  });
});

describe('undoPatch', () => {
  const sets = [set(1, 'a:1', { annotations: { old: 'yes' }, extra: { tty: true } }), set(2, 'a:2')];
  const live = deployment('a:2');

  it('brings template and annotations of the version before back, without the controller’s own', () => {
    const patch = undoPatch(live, revisionsOf(live, sets));
    assert.deepEqual(patch, {
      ok: true,
      value: {
        metadata: { annotations: { note: null, old: 'yes' } },
        spec: { template: { spec: { containers: [{ image: 'a:1', name: 'main', tty: true }] } } },
      },
    });
  });

  it('refuses in words', () => {
    const cases = [
      [undoPatch(live, revisionsOf(live, sets.slice(1))), 'not-found', /one revision only/],
      [undoPatch(live, revisionsOf(live, sets), 7), 'not-found', /no revision 7 any more/],
      [undoPatch(live, revisionsOf(live, sets), 2), 'conflict', /at revision 2 already/],
      [undoPatch(deployment('a:2', { paused: true }), revisionsOf(live, sets)), 'conflict', /paused/],
    ] as const;
    for (const [result, code, words] of cases) {
      assert.ok(!result.ok);
      assert.equal(result.failure.code, code);
      assert.match(result.failure.message, words);
      assert.ok(result.failure.nextStep);
    }
  });

  it('takes out what came since', () => {
    const more = deployment('a:2');
    const added = { ...more, spec: { template: template('a:2', { extra: 'x' }, { stdin: true }) } };
    const patch = undoPatch(added, revisionsOf(added, [...sets, set(3, 'a:2', { extra: { stdin: true } })]), 1);
    assert.ok(patch.ok);
    assert.deepEqual((patch.value as { readonly spec: unknown }).spec, {
      template: {
        metadata: { labels: { extra: null } },
        spec: { containers: [{ image: 'a:1', name: 'main', tty: true }] },
      },
    });
  });
});
