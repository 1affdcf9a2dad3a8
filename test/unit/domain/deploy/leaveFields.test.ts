import assert from 'node:assert/strict';
import { leaveFields } from '../../../../src/domain/deploy/leaveFields.ts';

const MANIFEST = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { 'app.kubernetes.io/name': 'web', app: 'web' }, finalizers: ['a', 'b.c/d'] },
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: 'a=b]', image: 'x' },
          { name: 'main', image: 'i:1', ports: [{ containerPort: 80 }, { containerPort: 90, protocol: 'UDP' }] },
        ],
      },
    },
  },
};
const left = (...fields: string[]) => leaveFields(MANIFEST, fields);
const specOf = (...fields: string[]) => left(...fields)['spec'];

describe('leaveFields', () => {
  it('takes a field out where the server names it', () => {
    assert.deepEqual(specOf('.spec.replicas'), { template: MANIFEST.spec.template });
    assert.deepEqual(left('spec.replicas'), left('.spec.replicas'));
  });
  it('finds entries of lists by what tells them apart, whatever is in a name', () => {
    const containers = MANIFEST.spec.template.spec.containers;
    const of = (field: string) => specOf(`.spec.template.spec.containers${field}`);
    const spec = (list: unknown) => ({ ...MANIFEST.spec, template: { spec: { containers: list } } });
    const [strange, main] = containers;
    assert.deepEqual(of('[name="main"].image'), spec([strange, { name: 'main', ports: main?.ports }]));
    assert.deepEqual(of('[name="a=b]"].image'), spec([{ name: 'a=b]' }, main]));
    const port = (rest: unknown) => spec([strange, { name: 'main', image: 'i:1', ports: rest }]);
    assert.deepEqual(of('[name="main"].ports[containerPort=90,protocol="UDP"]'), port([{ containerPort: 80 }]));
    // The manifest leaves the protocol to its default.
    assert.deepEqual(
      of('[name="main"].ports[containerPort=80,protocol="TCP"]'),
      port([{ containerPort: 90, protocol: 'UDP' }]),
    );
    assert.deepEqual(of('[0]'), spec([main]));
  });
  it('takes the longest name that is there, for names have dots too', () => {
    assert.deepEqual(left('.metadata.labels.app.kubernetes.io/name').metadata['labels'], { app: 'web' });
    assert.deepEqual(left('.metadata.labels.app').metadata['labels'], { 'app.kubernetes.io/name': 'web' });
    assert.deepEqual(left('.metadata.finalizers[="b.c/d"]').metadata['finalizers'], ['a']);
  });
  it('leaves no empty map behind, and passes over what is not there', () => {
    assert.equal(left('.metadata.labels.app', '.metadata.labels.app.kubernetes.io/name').metadata['labels'], undefined);
    for (const field of [
      '.spec.paused',
      '.spec.replicas.x',
      '.spec.template[0]',
      '.spec.template.spec.containers[x',
      '',
    ])
      assert.deepEqual(left(field), MANIFEST, field);
  });
  it('never makes something else than a manifest of it', () => {
    assert.deepEqual(left('.kind', '.metadata', '.metadata.name'), MANIFEST);
  });
});
