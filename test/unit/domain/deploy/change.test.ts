import assert from 'node:assert/strict';
import { changeSides, changesOf, changeText, shownSides } from '../../../../src/domain/deploy/change.ts';
import { fieldOf, isEqualData, mergePatch, sortedData } from '../../../../src/domain/deploy/plainData.ts';

const LIVE = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    uid: 'u',
    resourceVersion: '7',
    generation: 3,
    creationTimestamp: 'x',
    managedFields: [{ manager: 'a' }],
    labels: { 'app.kubernetes.io/name': 'web' },
    annotations: { 'deployment.kubernetes.io/revision': '3' },
  },
  spec: {
    replicas: 3,
    paused: false,
    template: {
      spec: {
        dnsPolicy: 'ClusterFirst',
        containers: [
          {
            name: 'main',
            image: 'a:1',
            args: ['x', 'y'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [{ containerPort: 80 }],
          },
          { name: 'side', image: 's:1' },
        ],
      },
    },
  },
  status: { replicas: 3 },
};

function planned(change: (copy: typeof LIVE) => void): unknown {
  const copy = structuredClone(LIVE);
  copy.metadata.resourceVersion = '8';
  copy.metadata.generation = 4;
  copy.metadata.managedFields = [{ manager: 'trainyard' }];
  copy.status = { replicas: 0 };
  change(copy);
  return copy;
}
const text = (change: (copy: typeof LIVE) => void) => changeText(changesOf(LIVE, planned(change)));

describe('changesOf', () => {
  it('sees nothing in what the server keeps for itself', () => {
    assert.deepEqual(
      changesOf(
        LIVE,
        planned(() => undefined),
      ),
      [],
    );
  });

  it('names values by their place, entries of lists by their name', () => {
    assert.equal(
      text((copy) => {
        copy.spec.replicas = 5;
        const [main] = copy.spec.template.spec.containers;
        Object.assign(main ?? {}, {
          image: 'a:2',
          env: [
            { name: 'B', value: '2' },
            { name: 'C', value: '3' },
          ],
          args: ['x', 'z'],
        });
        Object.assign(copy.metadata.labels, { 'a.b/c': 'd' });
      }),
      [
        '+ metadata.labels[a.b/c]: d',
        '~ spec.replicas: 3 -> 5',
        '~ spec.template.spec.containers[main].args: ["x","y"] -> ["x","z"]',
        '- spec.template.spec.containers[main].env[A]: {"name":"A","value":"1"}',
        '+ spec.template.spec.containers[main].env[C]: {"name":"C","value":"3"}',
        '~ spec.template.spec.containers[main].image: a:1 -> a:2',
      ].join('\n'),
    );
  });

  it('sees another order of entries, which the API minds', () => {
    const [change, ...others] = changesOf(
      LIVE,
      planned((copy) => copy.spec.template.spec.containers.reverse()),
    );
    assert.deepEqual([change?.path, others], ['spec.template.spec.containers', []]);
  });

  it('is not fooled by names of the language', () => {
    const hostile = JSON.parse('{"metadata":{"labels":{"__proto__":"x","constructor":"y"}}}') as unknown;
    assert.equal(
      changeText(changesOf({ metadata: { labels: {} } }, hostile)),
      '+ metadata.labels.__proto__: x\n+ metadata.labels.constructor: y',
    );
    assert.equal(fieldOf({}, 'constructor'), undefined);
  });
});

describe('changeSides', () => {
  it('leaves out what is equal and not in the manifest', () => {
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 5, template: { spec: { containers: [{ name: 'main', image: 'a:2' }] } } },
    };
    const after = planned((copy) => {
      copy.spec.replicas = 5;
      Object.assign(copy.spec.template.spec.containers[0] ?? {}, { image: 'a:2' });
    });
    const sides = changeSides(LIVE, after, manifest);
    const shown = (replicas: number, image: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas, template: { spec: { containers: [{ image, name: 'main' }, { name: 'side' }] } } },
    });
    assert.deepEqual(sides.after, shown(5, 'a:2'));
    assert.deepEqual(sides.before, shown(3, 'a:1'));
  });

  it('shows the manifest alone of what is new, in the order of names', () => {
    const sides = changeSides(undefined, LIVE, { kind: 'Job', apiVersion: 'batch/v1', spec: { b: 1, a: [] } });
    assert.equal(JSON.stringify(sides), '{"after":{"apiVersion":"batch/v1","kind":"Job","spec":{"a":[],"b":1}}}');
  });
});

describe('mergePatch', () => {
  /** RFC 7386, section 2. */
  function merged(target: unknown, patch: unknown): unknown {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
    const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
    const result = new Map(Object.entries(isObject ? target : {}));
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) result.delete(name);
      else result.set(name, merged(result.get(name), value));
    }
    return Object.fromEntries(result);
  }

  it('makes the one of the other', () => {
    const pairs: readonly (readonly [unknown, unknown])[] = [
      [
        { a: 1, b: { c: 2, d: 3 } },
        { a: 1, b: { c: 4 } },
      ],
      [{ a: [1, 2] }, { a: [1] }],
      [{ a: {} }, { a: 'x' }],
      [{ a: 'x' }, { a: { b: { c: 1 } } }],
      [{}, { a: { b: 1 } }],
      [{ a: 1 }, {}],
    ];
    for (const [from, to] of pairs) assert.deepEqual(merged(from, mergePatch(from, to)), to);
    assert.equal(mergePatch({ a: [{ b: 1 }] }, { a: [{ b: 1 }] }), undefined);
  });

  it('compares without regard to order', () => {
    assert.ok(isEqualData({ a: 1, b: [2] }, { b: [2], a: 1 }));
    assert.ok(!isEqualData({ a: undefined }, { b: undefined }));
    assert.ok(!isEqualData([1], { 0: 1 }));
    assert.throws(() => sortedData(() => 1));
  });
});

describe('shownSides', () => {
  const secret = (data: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data });
  const env = (value: string) => ({
    kind: 'Pod',
    spec: {
      containers: [
        {
          name: 'main',
          env: [
            { name: 'A', value },
            { name: 'API_TOKEN', value },
          ],
        },
      ],
    },
  });
  it('masks values of secrets on both sides, and says which differ', () => {
    const { before, after } = shownSides(secret({ a: 'YQ==', b: 'Yg==' }), secret({ a: 'YQ==', b: 'Yw==', c: 'ZA==' }));
    assert.deepEqual(fieldOf(before, 'data'), { a: '••••••', b: '••••••' });
    assert.deepEqual(fieldOf(after, 'data'), { a: '••••••', b: '•••••• (changed)', c: '••••••' });
  });
  it('masks environment variables by name, wherever they have moved', () => {
    const planned = env('new');
    planned.spec.containers[0]?.env.reverse();
    const { before, after } = shownSides(env('old'), planned);
    const envOf = (side: unknown) => fieldOf(fieldOf(side, 'spec', 'containers'), '0') ?? side;
    assert.match(JSON.stringify(envOf(before)), /"A","value":"old".*API_TOKEN","value":"••••••"/);
    assert.match(JSON.stringify(envOf(after)), /API_TOKEN","value":"•••••• \(changed\)".*"A","value":"new"/);
  });
  it('masks what is new', () => {
    const manifest = { ...secret({}), stringData: { key: 'hunter2' } };
    assert.doesNotMatch(JSON.stringify(shownSides(undefined, manifest, manifest)), /hunter2/);
  });
});
