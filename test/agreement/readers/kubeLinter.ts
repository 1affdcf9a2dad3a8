import type { CorpusReader, ExpectedCase } from '../expectedCase.ts';
import { lineOf } from './stringLiterals.ts';

const SCRIPT = 'e2etests/bats-tests.sh';
const KIND = /^kind:\s*(\w+)/gm;

/** kube-linter's tests from end to end: the built-in check a test, its file, and the kinds of the objects of which it reports. */
export const kubeLinterReader: CorpusReader = {
  name: 'kube-linter',
  landmark: SCRIPT,
  read(files) {
    const script = files.text(SCRIPT);
    const known = new Set(files.list('tests/checks'));
    return script.split(/^(?=@test )/m).flatMap((test): ExpectedCase[] => {
      const file = /\btmp="([^"]+)"/.exec(test)?.[1];
      const check = /--include ([\w-]+)/.exec(test)?.[1];
      const count = /\$\{?count\}?" == "(\d+)"/.exec(test)?.[1];
      if (file === undefined || check === undefined || count === undefined || !known.has(file)) return [];
      // With a configuration of its own the test is of a template, not of the built-in check.
      if (/--config /.test(test)) return [];
      const reported = countBy(Array.from(test.matchAll(/\$\{?message\d*\}?" ==? "(\w+): /g), ([, kind = '']) => kind));
      const text = files.text(file);
      const isWhole = Array.from(reported.values()).reduce((sum, one) => sum + one, 0) === Number(count);
      const kinds = new Set([...Array.from(text.matchAll(KIND), ([, kind = '']) => kind), ...reported.keys()]);
      const place = { check, file, line: lineOf(script, script.indexOf(test)), language: 'manifest' as const, text };
      if (!isWhole) return [{ ...place, expected: Number(count) }];
      return Array.from(kinds, (kind) => ({ ...place, kind, expected: reported.get(kind) ?? 0 }));
    });
  },
};

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
