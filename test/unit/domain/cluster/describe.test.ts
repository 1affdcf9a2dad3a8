import assert from 'node:assert/strict';
import { describe as describeObject } from '../../../../src/domain/cluster/describe.ts';
import { aMeta } from '../../../support/kubeFacts.ts';

const now = new Date('2026-01-01T11:00:00Z');

describe('describe', () => {
  it('masks the values of a secret everywhere', () => {
    const applied = JSON.stringify({ stringData: { token: 'hunter2' } });
    const text = describeObject(
      {
        kind: 'Secret',
        metadata: {
          name: 's',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied, team: 'a' },
        },
        data: { token: 'aHVudGVyMg==', empty: '' },
        stringData: { other: 'hunter2' },
      },
      { events: [], now },
    );
    assert.doesNotMatch(text, /hunter2|aHVudGVyMg/);
    assert.match(text, /token: ••••••/);
    assert.match(text, /team=a/);
  });

  it('masks variables that are called like secrets', () => {
    const env = [
      { name: 'WANDB_API_KEY', value: 'abc123' },
      { name: 'EPOCHS', value: '3' },
      { name: 'HF', valueFrom: { secretKeyRef: { name: 'hf', key: 'token' } } },
    ];
    const text = describeObject(
      { kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'main', env }] } },
      { now },
    );
    assert.doesNotMatch(text, /abc123/);
    assert.match(text, /EPOCHS:\s+3/);
    assert.match(text, /HF:\s+from the secret hf, key token/);
    assert.match(text, /Events\n {2}could not be read/);
  });

  it('says how a pod is, why, what it owns and what happened', () => {
    const text = describeObject(
      {
        kind: 'Pod',
        metadata: {
          name: 'p',
          namespace: 'ml',
          creationTimestamp: '2026-01-01T10:00:00Z',
          ownerReferences: [{ kind: 'Job', name: 'j' }],
        },
        spec: {
          nodeName: 'gpu-1',
          containers: [{ name: 'main', image: 'app:1', resources: { limits: { 'nvidia.com/gpu': 4 } } }],
        },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
          containerStatuses: [
            {
              name: 'main',
              restartCount: 2,
              lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: 'then' } },
            },
          ],
        },
      },
      {
        now,
        why: { cause: 'It is out of memory.', nextStep: 'Give it more.' },
        owned: [{ kind: 'Service', meta: aMeta({ name: 'svc' }) }],
        events: [
          {
            kind: 'Event',
            meta: aMeta(),
            type: 'Warning',
            reason: 'BackOff',
            message: 'Back-off\n',
            count: 3,
            lastSeen: now,
            about: { kind: 'Pod', name: 'p', uid: 'u' },
            from: 'kubelet',
          },
        ],
      },
    );
    assert.match(text, /^Pod p\nNamespace: {6}ml\nCreated: {8}1 h ago/);
    assert.match(text, /Belongs to: {5}Job j/);
    assert.match(text, /It is out of memory\./);
    assert.match(text, /before: +out of memory: killed at its memory limit at then/);
    assert.match(text, /limits: +nvidia\.com\/gpu=4/);
    assert.match(text, /Ready = False · ContainersNotReady/);
    assert.match(text, /Service svc/);
    assert.match(text, /! just now · 3 times · BackOff: Back-off/);
  });

  it('makes an outline of any kind, and takes control characters out', () => {
    const text = describeObject(
      {
        kind: 'Thing',
        metadata: { name: 't\u001b[31m' },
        spec: { list: [{ a: 1, b: 'x' }], words: ['p', 'q'], text: 'one\ntwo' },
        status: { observedGeneration: 3, ok: true },
      },
      { events: [], now },
    );
    assert.match(text, /^Thing t\n/);
    assert.match(
      text,
      /Spec:\n {2}list:\n {4}- a: 1\n {6}b: x\n {2}words: p, q\n {2}text:\n {4}one\n {4}two\nStatus:\n {2}ok: true/,
    );
    assert.doesNotMatch(text, /observedGeneration/);
  });

  it('describes nonsense without a crash', () => {
    for (const json of [undefined, null, 3, 'x', [], { metadata: 'x', spec: [1], status: null }]) {
      assert.equal(typeof describeObject(json, { now }), 'string');
    }
  });
});
