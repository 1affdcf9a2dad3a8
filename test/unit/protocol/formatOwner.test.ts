import assert from 'node:assert/strict';
import { formattedLanguages } from '../../../src/protocol/formatOwner.ts';

const NOBODY = { hasYaml: false, hasCompose: false, chosen: '' };

describe('who formats', () => {
  it('is Trainyard where nobody else does', () => {
    const all = ['trainyard', 'yaml', 'github-actions-workflow', 'dockercompose'];
    assert.deepEqual(formattedLanguages('auto', NOBODY), all);
    assert.deepEqual(formattedLanguages('auto', { ...NOBODY, hasCompose: true }), all.slice(0, 3));
  });

  it('is the other where there is one, but for run specs', () => {
    assert.deepEqual(formattedLanguages('auto', { ...NOBODY, hasYaml: true }), ['trainyard']);
    assert.deepEqual(formattedLanguages('auto', { ...NOBODY, chosen: 'a.b' }), ['trainyard']);
  });

  it('is who the user says', () => {
    const others = { hasYaml: true, hasCompose: true, chosen: '' };
    assert.equal(formattedLanguages('on', others).length, 4);
    assert.equal(formattedLanguages('auto', { ...others, chosen: 'trainyard.trainyard' }).length, 4);
    assert.deepEqual(formattedLanguages('off', NOBODY), []);
  });
});
