import assert from 'node:assert/strict';
import { hover } from '../../../../src/language/features/hover.ts';
import { atCursor } from './atCursor.ts';

function textAt(marked: string): string {
  const { document, position } = atCursor(marked);
  return JSON.stringify(hover(document, position)?.contents ?? '');
}
const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';

describe('hover', () => {
  it('explains a field: type, meaning, default, example', () => {
    const text = textAt(`${HEAD}    resources: { s‸hm: 1Gi }\n`);
    for (const part of ['**shm**', 'a size like 2Gi', 'DataLoader', 'Default: that of the engine', '`shm: 1Gi`'])
      assert.ok(text.includes(part), part);
    assert.match(textAt(`${HEAD}    no‸des: 2\n`), /Only for workloads of kind “run”/);
    assert.match(textAt('ver‸sion: 1\n'), /Required/);
  });

  it('explains a value of a choice, else the field it belongs to', () => {
    assert.match(textAt(`${HEAD}    pull: alw‸ays\n`), /Before each start/);
    assert.match(textAt(`${HEAD}    resources: { cpu: 2‸ }\n`), /\*\*cpu\*\*/);
  });

  it('is silent where nothing is known', () => {
    for (const marked of [`${HEAD}    unk‸nown: 1\n`, `${HEAD}    env: { A‸: 1 }\n`, '‸', `${HEAD}# com‸ment\n`])
      assert.equal(textAt(marked), '""', marked);
  });

  it('shows nothing of the file as Markdown (S4)', () => {
    assert.doesNotMatch(textAt(`${HEAD}    image: "[x](command:evil)‸"\n`), /evil/);
  });
});
