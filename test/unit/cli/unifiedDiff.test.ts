// Diffs are right when `git apply` makes the new text of the old one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unifiedDiff } from '../../../src/cli/unifiedDiff.ts';
import { seededRandom } from '../../support/seededRandom.ts';

describe('unified diff', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-diff-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const applied = (before: string, after: string): string => {
    const diff = unifiedDiff('a.txt', before, after);
    writeFileSync(join(folder, 'a.txt'), before);
    if (diff !== '') execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
    return readFileSync(join(folder, 'a.txt'), 'utf8');
  };

  it('is empty for equal texts', () => assert.equal(unifiedDiff('a', 'x\n', 'x\n'), ''));

  it('looks as everybody knows it', () => {
    assert.equal(
      unifiedDiff('a', '1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\nfive\n6\n7\n8\n'),
      '--- a/a\n+++ b/a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    );
  });

  it('is applied by git, whatever changed', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 40; round++) {
      const lines = Array.from({ length: 1 + Math.floor(random() * 40) }, () => String(Math.floor(random() * 6)));
      const changed = lines.flatMap((line) => {
        const kind = random();
        if (kind < 0.1) return [];
        return kind < 0.2 ? [line, 'new'] : kind < 0.3 ? ['other'] : [line];
      });
      const before = `${lines.join('\n')}${random() < 0.5 ? '\n' : ''}`;
      const after = `${[...changed, 'end'].join('\n')}${random() < 0.5 ? '\n' : ''}`;
      assert.equal(applied(before, after), after);
    }
  });
});
