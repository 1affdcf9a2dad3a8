import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { sourceOfLine, withSource } from '../../../../src/domain/logs/logSources.ts';

describe('the name in front of a line', () => {
  const isKnown = (label: string) => label === 'rank 1';

  it('is taken off again, whatever the line holds', () => {
    assert.deepEqual(sourceOfLine(withSource('rank 1', 'a | b'), isKnown), { source: 'rank 1', text: 'a | b' });
    assert.deepEqual(sourceOfLine(withSource('rank 1', ''), isKnown), { source: 'rank 1', text: '' });
  });

  it('is none when nobody has it', () => {
    assert.equal(sourceOfLine('epoch | loss', isKnown), undefined);
    assert.equal(sourceOfLine('rank 1', isKnown), undefined);
    assert.equal(
      sourceOfLine(' | x', () => true),
      undefined,
    );
  });
});
