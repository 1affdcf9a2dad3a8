import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { leftClasses, type OtherExtensions } from '../../../src/protocol/problemOwners.ts';

const NOBODY: OtherExtensions = {
  hasYaml: false,
  hasKubernetes: false,
  yamlSchemas: [],
  hasContainers: false,
  hasDocker: false,
};

describe('who owns which problems', () => {
  it('is Trainyard where nobody else reports them', () => {
    assert.deepEqual(leftClasses({}, NOBODY), []);
    assert.deepEqual(leftClasses({}, { ...NOBODY, hasKubernetes: true }), []);
  });

  it('is the other where it does', () => {
    assert.deepEqual(leftClasses({}, { ...NOBODY, hasYaml: true }), ['yamlSyntax']);
    const schemas = ['https://example.com/a.json', 'kubernetes'];
    const both = ['yamlSyntax', 'kubernetesSchema'];
    assert.deepEqual(leftClasses({}, { ...NOBODY, hasYaml: true, yamlSchemas: schemas }), both);
    assert.deepEqual(leftClasses({}, { ...NOBODY, hasYaml: true, hasKubernetes: true }), both);
    assert.deepEqual(leftClasses({}, { ...NOBODY, hasContainers: true, hasDocker: true }), [
      'dockerSyntax',
      'dockerChecks',
    ]);
  });

  it('is whom the user chooses', () => {
    const owners = { yamlSyntax: 'trainyard', dockerfile: 'other', kubernetesSchema: 'nonsense' };
    assert.deepEqual(leftClasses(owners, { ...NOBODY, hasYaml: true }), ['dockerSyntax', 'dockerChecks']);
  });
});
