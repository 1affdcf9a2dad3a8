import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import type { ManifestObject } from '../../../src/language/manifest/manifestObject.ts';
import type { YamlValue } from '../../../src/language/yaml/yamlValue.ts';
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
      const text = completed(files.text(file));
      const isWhole = Array.from(reported.values()).reduce((sum, one) => sum + one, 0) === Number(count);
      const kinds = new Set([...Array.from(text.matchAll(KIND), ([, kind = '']) => kind), ...reported.keys()]);
      const place = { check, file, line: lineOf(script, script.indexOf(test)), language: 'manifest' as const, text };
      if (!isWhole) return [{ ...place, expected: Number(count) }];
      return Array.from(kinds, (kind) => ({ ...place, kind, expected: reported.get(kind) ?? 0 }));
    });
  },
};

/**
 * Their examples leave out what the API server wants (selectors, labels, images). From such pieces nothing is missing here, so they are completed:
 * the comparison is about checks.
 */
function completed(text: string): string {
  const insertions = readManifests(text).flatMap(({ objects, start }) =>
    objects.flatMap((object) => missingParts(object).map(({ at, line }) => ({ at: at + start, line }))),
  );
  return insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((whole, { at, line }) => {
      const column = at - (whole.lastIndexOf('\n', at - 1) + 1);
      return `${whole.slice(0, at)}${line}\n${' '.repeat(column)}${whole.slice(at)}`;
    }, text);
}

function missingParts(object: ManifestObject): readonly { readonly at: number; readonly line: string }[] {
  const before = (map: YamlValue | undefined, line: string) => (map?.isMap ? [{ at: map.span.start, line }] : []);
  const [spec, template] = [object.at('spec'), object.at('spec', 'template')];
  const isSelecting = object.group === 'apps' && !object.at('spec', 'selector');
  return [
    ...(isSelecting ? before(spec, 'selector: { matchLabels: { app: whole } }') : []),
    ...(isSelecting && !template?.at('metadata') ? before(template, 'metadata: { labels: { app: whole } }') : []),
    ...object.pods.flatMap(({ containers }) =>
      containers.flatMap(({ value }) => (value.at('image') ? [] : before(value, 'image: whole:1.0'))),
    ),
  ];
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
