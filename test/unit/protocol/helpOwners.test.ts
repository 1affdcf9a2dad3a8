import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { leftHelp, type OtherHelpers } from '../../../src/protocol/helpOwners.ts';

const NOBODY: OtherHelpers = { hasContainers: false, hasDocker: false, hasSchemaStore: false, hasActions: false };

describe('who completes and explains', () => {
  it('is Trainyard where nobody else does', () => assert.deepEqual(leftHelp({}, NOBODY), []));

  it('is the other where it does: names in the file are not in a schema', () => {
    assert.deepEqual(leftHelp({}, { ...NOBODY, hasContainers: true }), ['dockerHelp', 'composeKeys']);
    assert.deepEqual(leftHelp({}, { ...NOBODY, hasDocker: true }), ['composeKeys', 'composeNames']);
    assert.deepEqual(leftHelp({}, { ...NOBODY, hasSchemaStore: true }), [
      'composeKeys',
      'workflowKeys',
      'gitlabKeys',
      'yamlSchemas',
    ]);
    assert.deepEqual(leftHelp({}, { ...NOBODY, hasActions: true }), ['workflowKeys', 'workflowNames']);
  });

  it('is whom the user chooses', () => {
    const all: OtherHelpers = { hasContainers: true, hasDocker: true, hasSchemaStore: true, hasActions: true };
    const ours = { dockerfile: 'trainyard', compose: 'trainyard', workflow: 'trainyard', gitlab: 'trainyard' };
    assert.deepEqual(leftHelp(ours, all), ['yamlSchemas']);
    assert.deepEqual(leftHelp({ gitlab: 'other', compose: 'nonsense' }, NOBODY), ['gitlabKeys', 'gitlabNames']);
  });
});
