import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { protectionOf } from '../../../../src/domain/cluster/protection.ts';

describe('protection of contexts', () => {
  const settings = { protectedContexts: ['*prod*'], readOnlyContexts: ['archive', 'eu-*-ro'] };
  for (const [context, expected] of [
    ['lab', 'none'],
    ['prod', 'typeName'],
    ['eu-PROD-1', 'typeName'],
    ['archive', 'readOnly'],
    ['archive-2', 'none'],
    ['eu-west-ro', 'readOnly'],
    ['eu-prod-ro', 'readOnly'],
    ['eu-ro', 'none'],
  ] as const) {
    it(`${context} is ${expected}`, () => assert.equal(protectionOf(context, settings), expected));
  }

  it('takes the characters of patterns as they are', () => {
    assert.equal(protectionOf('a.b', { protectedContexts: ['a?b', 'a[.]b'], readOnlyContexts: [] }), 'none');
    assert.equal(protectionOf('(x', { protectedContexts: ['(*'], readOnlyContexts: [] }), 'typeName');
  });
});
