import assert from 'node:assert/strict';
import { translator } from '../../../src/server/translator.ts';

describe('translator', () => {
  it('looks texts up and fills their places', () => {
    const translate = translator([['{0} of {1}', '{1} von {0}'], ['broken']]);
    assert.equal(translate('{0} of {1}', 1, 'x'), 'x von 1');
    assert.equal(translate('not {0} known', '$&'), 'not $& known');
    assert.equal(translate('{0} and {7}', 1), '1 and {7}');
  });
});
