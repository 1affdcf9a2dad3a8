import assert from 'node:assert/strict';
import { sentencesOf } from '../../../../src/domain/base/failure.ts';

describe('a failure in sentences', () => {
  it('has a full stop between what failed and what to do, and no second one', () => {
    assert.equal(sentencesOf({ message: 'host wants a token', nextStep: 'Sign in.' }), 'host wants a token. Sign in.');
    assert.equal(sentencesOf({ message: 'Nothing came.', nextStep: 'Try again.' }), 'Nothing came. Try again.');
    assert.equal(sentencesOf({ message: 'Is it there?', nextStep: 'Look.' }), 'Is it there? Look.');
  });

  it('is the message alone without a next step', () => {
    assert.equal(sentencesOf({ message: 'host wants a token' }), 'host wants a token');
  });
});
