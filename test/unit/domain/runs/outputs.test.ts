import assert from 'node:assert/strict';
import type { ContainerPlan } from '../../../../src/domain/engines/containerPlan.ts';
import { RUN_LABELS } from '../../../../src/domain/runs/labels.ts';
import { outputsLabel, outputsOf, runOutputs, withOutputs } from '../../../../src/domain/runs/outputs.ts';

const plan: ContainerPlan = {
  name: 'train-1',
  image: 'app:1',
  environment: new Map(),
  labels: new Map([['a', 'b']]),
  mounts: [{ kind: 'volume', source: 'cache', target: '/cache', isReadOnly: false }],
  ports: [],
};
const spec = [
  { path: '/app/outputs', to: 'outputs' },
  { path: '/cache', to: 'cache' },
];

describe('outputs of a run', () => {
  it('are mounted where the engine sees the folders, unless something else is mounted there', () => {
    const outputs = runOutputs(spec, { specFolder: '/home/me/digits', isMounted: true });
    const planned = withOutputs(plan, outputs);
    assert.deepEqual(planned.mounts, [
      ...plan.mounts,
      { kind: 'bind', source: '/home/me/digits/outputs', target: '/app/outputs', isReadOnly: false },
    ]);
    assert.equal(planned.labels.get('a'), 'b');
  });

  it('are only noted for an engine elsewhere', () => {
    const outputs = runOutputs(spec, { specFolder: '/home/me/digits', isMounted: false });
    const planned = withOutputs(plan, outputs);
    assert.deepEqual(planned.mounts, plan.mounts);
    assert.deepEqual(outputsOf(planned.labels), outputs);
  });

  it('come back from the label as they went in', () => {
    const outputs = [{ path: '/app/outputs', folder: '/home/me/digits/outputs', isMounted: true }];
    assert.deepEqual(outputsOf(new Map([[RUN_LABELS.outputs, outputsLabel(outputs)]])), outputs);
  });

  for (const label of ['', '{', 'null', '{"path":"/x"}', '[1,{"path":2,"folder":"/y","isMounted":true}]']) {
    it(`reads ${JSON.stringify(label)} as none`, () => {
      assert.deepEqual(outputsOf(new Map([[RUN_LABELS.outputs, label]])), []);
    });
  }
});
