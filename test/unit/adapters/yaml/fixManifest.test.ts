import assert from 'node:assert/strict';
import type { ManifestFix } from '../../../../src/domain/scheduling/diagnosis.ts';
import { fixManifest } from '../../../../src/adapters/yaml/fixManifest.ts';

const TEXT = `# The service, and
apiVersion: v1
kind: Service
metadata: { name: train }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: train # the run
spec:
  template:
    spec:
      # which nodes
      nodeSelector:
        gpu: a100 # not there
      restartPolicy: Never
      containers:
      - name: main
        image: 'x:1'
        resources:
          requests: {cpu: 1, "nvidia.com/gpu": 9}
          limits:
            nvidia.com/gpu: 9   # too many
            memory: 1Gi
      - { name: side, image: y }
`;
const JOB = { kind: 'Job', name: 'train', namespace: 'a' };
const LIMITS = ['containers', '0', 'resources', 'limits'];
const REQUESTS = ['containers', '0', 'resources', 'requests'];
type Change = Omit<ManifestFix, 'title'>;

function fixed(change: Change, text = TEXT, wanted = JOB): string | undefined {
  const edits = fixManifest(text, wanted, { title: 'x', ...change });
  return edits
    ?.toSorted((a, b) => b.span.start - a.span.start)
    .reduce((rest, { span, newText }) => rest.slice(0, span.start) + newText + rest.slice(span.end), text);
}

/** The lines that differ. */
function difference(change: Change, text = TEXT): readonly string[] {
  const after = fixed(change, text);
  assert.ok(after !== undefined, 'no edit');
  const [old, now] = [text.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line.trim()}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe('fixManifest', () => {
  it('replaces a value and what has to be equal to it, and leaves comments alone', () => {
    const gpu = 'nvidia.com/gpu';
    const change = { path: [...LIMITS, gpu], value: 8, also: [{ path: [...REQUESTS, gpu], value: 8 }] };
    assert.deepEqual(difference(change), [
      '- requests: {cpu: 1, "nvidia.com/gpu": 9}',
      '- nvidia.com/gpu: 9   # too many',
      '+           requests: {cpu: 1, "nvidia.com/gpu": 8}',
      '+             nvidia.com/gpu: 8   # too many',
    ]);
    const renamed = {
      path: [...LIMITS, gpu],
      value: undefined,
      rename: 'amd.com/gpu',
      also: [{ path: [...REQUESTS, gpu], value: undefined }],
    };
    assert.deepEqual(difference(renamed).slice(2), [
      '+           requests: {cpu: 1, amd.com/gpu: 9}',
      '+             amd.com/gpu: 9   # too many',
    ]);
  });
  it('multiplies an amount in its own unit, in the container with that name', () => {
    const memory = { path: ['containers', 'name=main', 'resources', 'limits', 'memory'], value: undefined, factor: 2 };
    assert.deepEqual(difference(memory), ['- memory: 1Gi', '+             memory: 2Gi']);
    const side = { ...memory, path: ['containers', 'name=side', 'resources', 'limits', 'memory'] };
    assert.equal(fixed(side), undefined, 'it has no limit that could be raised');
  });
  it('adds a list that is not there, and to one that is', () => {
    const value = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' };
    const add = { path: ['tolerations', '-'], value };
    const lines = [
      '+       tolerations:',
      '+         - key: gpu',
      '+           operator: Exists',
      '+           effect: NoSchedule',
    ];
    assert.deepEqual(difference(add), lines);
    const twice = fixed({ path: ['tolerations', '-'], value: { key: 'b', operator: 'Exists' } }, fixed(add));
    assert.match(twice ?? '', /effect: NoSchedule\n {8}- key: b\n {10}operator: Exists/);
    const flow = TEXT.replace('restartPolicy: Never', 'tolerations: [{ key: a }]');
    assert.deepEqual(
      difference(add, flow)[1],
      '+       tolerations: [{ key: a }, {"key":"gpu","operator":"Exists","effect":"NoSchedule"}]',
    );
  });
  it('takes a field out with what would be empty without it', () => {
    assert.deepEqual(difference({ path: ['nodeSelector', 'gpu'], value: undefined }), [
      '- nodeSelector:',
      '- gpu: a100 # not there',
    ]);
    const two = TEXT.replace('        gpu: a100', '        zone: b\n        gpu: a100');
    assert.deepEqual(difference({ path: ['nodeSelector', 'gpu'], value: undefined }, two), ['- gpu: a100 # not there']);
    assert.deepEqual(difference({ path: ['nodeSelector', 'gpu'], value: 'h100' }), [
      '- gpu: a100 # not there',
      '+         gpu: h100 # not there',
    ]);
  });
  it('keeps a text a text', () => {
    assert.deepEqual(
      difference({ path: ['nodeSelector', 'gpu'], value: 'yes' })[1],
      '+         gpu: "yes" # not there',
    );
  });
  it('edits JSON as well', () => {
    const spec = { nodeSelector: { gpu: 'a' }, containers: [{ name: 'main' }] };
    const json = JSON.stringify(
      { kind: 'Job', metadata: { name: 'train' }, spec: { template: { spec } } },
      undefined,
      2,
    );
    const after = fixed({ path: ['tolerations', '-'], value: { key: 'k', operator: 'Exists' } }, json);
    assert.deepEqual(JSON.parse(after ?? '').spec.template.spec, {
      ...spec,
      tolerations: [{ key: 'k', operator: 'Exists' }],
    });
  });
  it('does nothing where it is not sure', () => {
    const change = { path: ['nodeSelector', 'gpu'], value: 'h100' };
    for (const wanted of [
      { ...JOB, name: 'other' },
      { ...JOB, kind: 'Deployment' },
    ])
      assert.equal(fixed(change, TEXT, wanted), undefined);
    assert.equal(fixed(change, TEXT.replace('name: train # the run', 'name: train\n  namespace: b')), undefined);
    const anchored = TEXT.replace('gpu: a100', 'gpu: &g a100').replace("'x:1'", '*g');
    assert.equal(fixed(change, anchored), undefined, 'the anchor is used elsewhere');
    assert.equal(fixed(change, `${TEXT}  broken: [`), undefined);
    assert.equal(fixed({ path: ['priorityClassName'], value: undefined }), undefined);
    assert.equal(fixed({ path: ['nodeSelector', 'gpu', 'x'], value: 1 }), undefined);
  });
});
