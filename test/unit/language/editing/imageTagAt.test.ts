import assert from 'node:assert/strict';
import type { FileLanguage } from '../../../../src/language/lint/fileLanguage.ts';
import { imageTagAt } from '../../../../src/language/editing/imageTagAt.ts';

const POD = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      ';

/** What is found at `|`: the name, what is typed, what would be replaced. */
function at(marked: string, language?: FileLanguage): readonly [string, string, string] | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = imageTagAt(text, offset, language);
  return found && [found.name, found.typed, text.slice(found.word.start, found.word.end)];
}

describe('the tag of an image at a cursor', () => {
  const found: readonly (readonly [language: FileLanguage | undefined, marked: string])[] = [
    ['manifest', `a: 1\n---\n${POD}image: r.example:5000/team/app:1|2\n---\nb: 2\n`],
    ['manifest', `${POD}image: "r.example:5000/team/app:1|2"\n`],
    ['manifest', `${POD}image: r.example:5000/team/app:1|2 # why\n`],
    ['manifest', 'spec: { containers: [{ name: a, image: r.example:5000/team/app:1|2 }] }'],
    ['helm-template', `${POD}image: r.example:5000/team/app:1|2\n      args: [{{ .Values.a }}]\n`],
    ['spec', 'version: 1\r\nworkloads:\r\n  w:\r\n    image: r.example:5000/team/app:1|2\r\n'],
    ['compose', 'services:\n  a:\n    image: r.example:5000/team/app:1|2\n'],
    ['workflow', 'jobs:\n  a:\n    container: r.example:5000/team/app:1|2\n'],
    ['gitlab', 'a:\n  image:\n    name: r.example:5000/team/app:1|2\n'],
    [undefined, 'image: r.example:5000/team/app:1|2\n'],
    ['dockerfile', 'FROM --platform=linux/amd64 r.example:5000/team/app:1|2 AS base\n'],
    ['dockerfile', 'from r.example:5000/team/app:1|2'],
    ['dockerfile', 'FROM a\nCOPY --from=r.example:5000/team/app:1|2 /a /b\n'],
  ];
  for (const [language, marked] of found) {
    it(`is found in ${language ?? 'other YAML'}: ${JSON.stringify(marked.slice(-60))}`, () =>
      assert.deepEqual(at(marked, language), ['r.example:5000/team/app', '1', '12']));
  }

  it('is empty behind the colon', () => {
    assert.deepEqual(at(`${POD}image: app:|`, 'manifest'), ['app', '', '']);
    assert.deepEqual(at('FROM app:|\n', 'dockerfile'), ['app', '', '']);
  });

  const none: readonly (readonly [what: string, language: FileLanguage, marked: string])[] = [
    ['in a name', 'manifest', `${POD}image: r.example/te|am:1\n`],
    ['behind the port of a registry', 'manifest', `${POD}image: r.example:50|00/team/app:1\n`],
    ['before a digest', 'manifest', `${POD}image: app:1|@sha256:${'a'.repeat(64)}\n`],
    ['behind a digest', 'manifest', `${POD}image: app@sha256:|\n`],
    ['behind a template', 'helm-template', `${POD}image: {{ .Values.image }}:|\n`],
    ['behind a variable', 'compose', 'services:\n  a:\n    image: ${NAME}:|\n'],
    ['in a text of several lines', 'manifest', 'data:\n  a: |\n    image: app:|\n'.replace('a: |', 'a: >')],
    ['in a comment', 'manifest', `${POD}# image: app:|\n`],
    ['in another field', 'manifest', `${POD}title: app:|\n`],
    ['in the name of a container', 'manifest', 'spec:\n  containers:\n    - name: a:|\n'],
    ['in a label of a Dockerfile', 'dockerfile', 'FROM a\nLABEL image: app:|\n'],
    ['in the name of a stage', 'dockerfile', 'FROM a AS b:|\n'],
    ['in a comment of a Dockerfile', 'dockerfile', '# FROM app:|\n'],
  ];
  for (const [what, language, marked] of none)
    it(`is not there ${what}`, () => assert.equal(at(marked, language), undefined));
});
