import assert from 'node:assert/strict';
import { mayTakeAway, ownersPatch, revertPatch } from '../../../../src/domain/deploy/revertApply.ts';

interface Facts {
  readonly version: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly uid?: string;
  readonly labels?: object;
  readonly managers?: readonly object[];
}

function object({ version, replicas = 1, image = 'a', uid = 'u', labels, managers = [] }: Facts): unknown {
  return {
    kind: 'Deployment',
    metadata: {
      name: 'web',
      uid,
      resourceVersion: version,
      managedFields: managers,
      ...(labels === undefined ? {} : { labels }),
    },
    spec: { replicas, containers: [{ name: 'main', image }] },
    status: { version },
  };
}
const entry = (manager: string, more: object = {}) => ({ manager, operation: 'Update', ...more });
const before = object({ version: '1' });
const applied = object({ version: '2', replicas: 3, labels: { a: 'b' } });
const messageOf = (result: ReturnType<typeof revertPatch>) => (result.ok ? 'ok' : result.failure.message);

describe('revertPatch', () => {
  it('touches what the apply changed and nothing else, in the version that was looked at', () => {
    // Somebody has changed the image since, which the apply did not touch.
    const now = object({ version: '9', replicas: 3, labels: { a: 'b' }, image: 'theirs' });
    assert.deepEqual(revertPatch({ before, applied, now }), {
      ok: true,
      value: { metadata: { labels: null, uid: 'u', resourceVersion: '9' }, spec: { replicas: 1 } },
    });
  });
  it('does not overwrite what somebody has changed since, and says who', () => {
    const now = object({ version: '9', replicas: 7, labels: { a: 'b' }, managers: [entry('hpa')] });
    assert.equal(messageOf(revertPatch({ before, applied, now })), 'spec.replicas was changed since, by hpa');
    const added = object({ version: '9', replicas: 3, labels: { a: 'b', c: 'd' } });
    assert.equal(messageOf(revertPatch({ before, applied, now: added })), 'metadata.labels was changed since');
  });
  it('does not touch another object of the same name', () => {
    const now = object({ version: '9', replicas: 3, labels: { a: 'b' }, uid: 'other' });
    assert.match(messageOf(revertPatch({ before, applied, now })), /another object/);
  });
  it('has nothing to do when it is so already', () => {
    assert.deepEqual(revertPatch({ before, applied, now: object({ version: '9' }) }), { ok: true, value: undefined });
    assert.deepEqual(revertPatch({ before, applied: before, now: applied }), { ok: true, value: undefined });
  });
});

describe('ownersPatch', () => {
  it('gives fields back to their managers, and leaves the status to whoever writes it', () => {
    const status = entry('kube-controller-manager', { subresource: 'status' });
    const was = object({ version: '1', managers: [entry('kubectl'), entry('x', { subresource: 'status' })] });
    const now = object({ version: '4', managers: [entry('trainyard'), status] });
    assert.deepEqual(ownersPatch(was, now), {
      metadata: { uid: 'u', resourceVersion: '4', managedFields: [entry('kubectl'), status] },
    });
    assert.equal(ownersPatch(before, now), undefined);
  });
});

describe('mayTakeAway', () => {
  const made = object({ version: '2', managers: [entry('trainyard')] });
  const version = { ok: true, value: { uid: 'u', resourceVersion: '5' } };
  it('takes what controllers have filled in for unchanged', () => {
    const managers = [entry('trainyard'), entry('kube-controller-manager'), entry('ada', { subresource: 'status' })];
    assert.deepEqual(mayTakeAway({ applied: made, now: object({ version: '5', replicas: 2, managers }) }), version);
    const operator = [entry('trainyard'), entry('operator')];
    assert.deepEqual(mayTakeAway({ applied: made, now: object({ version: '5', managers: operator }) }), version);
  });
  it('leaves what somebody has changed, and what is another object', () => {
    const managers = [entry('trainyard'), entry('ada')];
    const changed = mayTakeAway({ applied: made, now: object({ version: '5', replicas: 2, managers }) });
    assert.equal(changed.ok ? 'ok' : changed.failure.message, 'ada has changed it since');
    assert.equal(mayTakeAway({ applied: made, now: object({ version: '5', uid: 'v' }) }).ok, false);
  });
});
