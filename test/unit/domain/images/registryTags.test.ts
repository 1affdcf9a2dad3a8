import assert from 'node:assert/strict';
import { newestFirst } from '../../../../src/domain/images/registryTags.ts';

describe('tags to choose from', () => {
  const cases: readonly (readonly [what: string, order: readonly string[]])[] = [
    ['numbers by their value', ['3.13', '3.12', '3.9', '3.1']],
    ['latest before all, words behind', ['latest', '2.0', '1.0', 'main', 'nightly']],
    ['a version before its flavours', ['3.12', '3.12-alpine', '3.12-slim', '3.11']],
    ['numbers in flavours too', ['2.5.1-cuda12.4-cudnn9', '2.5.1-cuda12.1-cudnn9', '2.5.1-cuda11.8-cudnn9', '2.5.0']],
    ['dates and times of builds', ['20261130120000', '20261129', '2.1.0']],
    ['a v in front as if it were not there', ['v2.1', '2.0', 'v1.9']],
    ['candidates of a version by number', ['1.0.0-rc10', '1.0.0-rc2']],
    ['hashes that begin with a digit are words', ['1.0', '4e3a2b1', 'abc']],
  ];
  for (const [what, order] of cases) {
    it(what, () => assert.deepEqual(newestFirst(order.toSorted()), order));
  }

  it('leaves out what signs images', () => {
    const digest = `sha256-${'a'.repeat(64)}`;
    assert.deepEqual(newestFirst([`${digest}.sig`, digest, '1']), ['1']);
  });
});
