import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { editedObject, shownObject } from '../../../../src/domain/cluster/objectText.ts';

const metadata = { name: 'a', managedFields: [{ manager: 'kubectl' }], labels: { x: 'y' } };

describe('objects as text', () => {
  it('are shown without what only the server needs', () => {
    assert.deepEqual(shownObject({ kind: 'Pod', metadata, status: { phase: 'Running' } }), {
      kind: 'Pod',
      metadata: { name: 'a', labels: { x: 'y' } },
      status: { phase: 'Running' },
    });
  });

  it('are edited without their status', () => {
    assert.deepEqual(editedObject({ kind: 'Pod', metadata, spec: {}, status: {} }), {
      kind: 'Pod',
      metadata: { name: 'a', labels: { x: 'y' } },
      spec: {},
    });
  });

  it('do not show them in what kubectl keeps of its last apply either', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"token":"aHVudGVyMg=="}}' };
    const secret = { kind: 'Secret', metadata: { ...metadata, annotations }, data: { token: 'aHVudGVyMg==' } };
    assert.ok(!JSON.stringify(shownObject(secret)).includes('aHVudGVyMg'));
  });

  it('never show the values of a secret', () => {
    const secret = { kind: 'Secret', metadata, data: { token: 'aHVudGVyMg==' }, stringData: { plain: 'hunter2' } };
    const text = JSON.stringify(shownObject(secret));
    assert.ok(!text.includes('aHVudGVyMg') && !text.includes('hunter2'));
    assert.match(text, /"token"/);
  });
});
