import assert from 'node:assert/strict';
import { adoptPatch, isOwnConflict } from '../../../../src/domain/rollout/ownFields.ts';

const entry = (manager: string, operation: string, fieldsV1: object, more = {}) => ({
  manager,
  operation,
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const object = (...managedFields: readonly object[]) => ({ metadata: { resourceVersion: '7', managedFields } });
const FOREIGN = entry('kubectl', 'Update', { 'f:spec': { 'f:x': {} } });

describe('adoptPatch', () => {
  it('hands fields of our updates over to our applies', () => {
    const applied = entry(
      'trainyard',
      'Apply',
      { 'f:spec': { 'f:a': {}, 'f:t': { 'k:{"name":"m"}': { '.': {} } } } },
      { time: 'x' },
    );
    const updated = entry('trainyard', 'Update', {
      'f:spec': { 'f:b': {}, 'f:t': { 'k:{"name":"m"}': { 'f:image': {} } } },
    });
    assert.deepEqual(adoptPatch(object(applied, FOREIGN, updated)), {
      metadata: {
        resourceVersion: '7',
        managedFields: [
          {
            ...applied,
            fieldsV1: { 'f:spec': { 'f:a': {}, 'f:b': {}, 'f:t': { 'k:{"name":"m"}': { '.': {}, 'f:image': {} } } } },
          },
          FOREIGN,
        ],
      },
    });
  });

  it('has nothing to do without an update, without an apply, or for a scale', () => {
    const applied = entry('trainyard', 'Apply', { 'f:spec': {} });
    const scaled = entry('trainyard', 'Update', { 'f:spec': { 'f:replicas': {} } }, { subresource: 'scale' });
    for (const objects of [[applied], [entry('trainyard', 'Update', {})], [applied, FOREIGN], [applied, scaled], []]) {
      assert.equal(adoptPatch(object(...objects)), undefined);
    }
    assert.equal(adoptPatch(undefined), undefined);
  });
});

describe('isOwnConflict', () => {
  it('is one with nobody else', () => {
    const conflictWith = (...managers: readonly string[]) =>
      isOwnConflict(managers.map((manager) => ({ field: '.spec', manager })));
    assert.deepEqual(
      [
        conflictWith('trainyard', 'trainyard (scale)'),
        conflictWith('trainyard', 'kubectl'),
        conflictWith('trainyard-x'),
        conflictWith(),
      ],
      [true, false, false, false],
    );
  });
});
