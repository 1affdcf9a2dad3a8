// Files made to hurt, and files that are broken: the linter ends, throws nothing, and says a bounded number of things.
import assert from 'node:assert/strict';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { yamlToJson } from '../../../../src/language/yaml/yamlToJson.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n';
/** A bound for a hang, not a measurement: what is quadratic here takes minutes. */
const HANG_MS = 20_000;
const MOST_FINDINGS = 2000;

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

/** Thirty values, each of ten times the one before: 10^30 when they are expanded. */
function bomb(value: (before: string) => string): string {
  return `x0: &a0 {x: y}\n${lines(30, (at) => `x${at + 1}: &a${at + 1}\n  ${value(Array(10).fill(`*a${at}`).join(', '))}\n`)}`;
}

const INPUTS: Readonly<Record<string, () => string>> = {
  '50,000 keys in a map': () => MAP + lines(50_000, (at) => `  k${at}: v\n`),
  '50,000 equal keys': () => MAP + lines(50_000, () => '  k: v\n'),
  '50,000 unknown fields': () => `apiVersion: v1\nkind: Pod\nspec:\n${lines(50_000, (at) => `  k${at}: v\n`)}`,
  '20,000 containers': () => POD + lines(20_000, (at) => `  - name: c${at}\n    image: x\n`),
  '10,000 objects in a List': () =>
    `apiVersion: v1\nkind: List\nitems:\n${lines(10_000, (at) => `- apiVersion: v1\n  kind: Pod\n  metadata: {name: a${at}}\n  spec: {}\n`)}`,
  '20,000 merge keys': () => `x: &a {b: c}\n${MAP}${lines(20_000, () => '  <<: *a\n')}`,
  '20,000 anchors and aliases': () =>
    MAP + lines(20_000, (at) => `  k${at}: &a${at} v\n`) + lines(20_000, (at) => `  l${at}: *a${at}\n`),
  'an alias bomb of lists': () => `apiVersion: v1\nkind: Pod\n${bomb((all) => `[${all}]`)}spec:\n  containers: *a30\n`,
  'an alias bomb of merges': () => `apiVersion: v1\nkind: Pod\n${bomb((all) => `<<: [${all}]`)}spec:\n  <<: *a30\n`,
  'an alias within itself': () => `${POD}  - &a\n    name: c\n    env: [*a, *a]\n  - *a\n`,
  'a merge of itself': () => 'apiVersion: v1\nkind: Pod\nspec: &a\n  <<: *a\n  containers: [*a]\n',
  '100,000 open brackets': () => `${MAP}  a: ${'['.repeat(100_000)}`,
  '100,000 open braces': () => `${MAP}  a: ${'{a: '.repeat(100_000)}`,
  '100,000 dashes': () => `${MAP}  a:\n    ${'- '.repeat(100_000)}`,
  '5,000 levels of blocks': () => MAP + lines(5000, (at) => `${' '.repeat(at + 2)}a:\n`),
  '30,000 lists that are not closed': () => MAP + lines(30_000, (at) => `  k${at}: [a\n`),
  '30,000 quotes that are not closed': () => MAP + lines(30_001, (at) => `  k${at}: "a\n`),
  '50,000 placeholders that are not closed': () => MAP + lines(50_000, (at) => `  k${at}: {{ x {% y {# z\n`),
  '20,000 tabs': () => MAP + lines(20_000, () => '\ta: 1\n'),
  '20,000 comments to the linter': () => MAP + lines(20_000, (at) => `  # trainyard-ignore nothing-x\n  k${at}: v\n`),
  'a quote of 3 MB': () => `${MAP}  a: "${lines(60_000, () => `${'x'.repeat(40)}: y\n  `)}`,
  'an image of 1 MB': () => `${POD}  - name: c\n    image: ${'a/'.repeat(500_000)}\n`,
  'a name of 1 MB': () => MAP.replace('name: a', `name: ${'a-'.repeat(500_000)}-`),
  'a schedule of 600 kB': () =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: "${'1,'.repeat(300_000)}"\n`,
  'half characters and what is no text': () => `${MAP}${'\ufffd\ud800\0'.repeat(50_000)}: 1\n`,
  'conflict marks': () => `${MAP}<<<<<<< ours\n  a: 1\n=======\n  a: 2\n>>>>>>> theirs\n`,
};

const WORKFLOW = '.github/workflows/a.yml';
const job = (at: number, needs: string): string =>
  `  j${at}:\n    runs-on: x\n    needs: ${needs}\n    steps: [{run: x}]\n`;
/** Files of other programs, by what hurts in them. */
const FILES: Readonly<Record<string, readonly [path: string, text: () => string]>> = {
  'a workflow with an alias bomb': [
    WORKFLOW,
    () => `${bomb((all) => `[${all}]`)}on: push\njobs:\n  a:\n    runs-on: x\n    env: *a30\n    steps: *a30\n`,
  ],
  'a workflow with a merge of itself': [
    WORKFLOW,
    () => 'on: push\njobs:\n  a: &a\n    runs-on: x\n    <<: *a\n    steps: [*a]\n',
  ],
  'a workflow with a chain of jobs': [
    WORKFLOW,
    () => `on: push\njobs:\n${lines(3000, (at) => job(at, `[j${at + 1}]`))}${job(3000, '[]')}`,
  ],
  'a pipeline of GitLab with a chain of jobs': [
    '.gitlab-ci.yml',
    () => lines(1000, (at) => `j${at}:\n  script: [x]\n  needs: [j${at + 1}]\n`),
  ],
  'a pipeline of GitLab whose templates extend many others': [
    '.gitlab-ci.yml',
    () =>
      lines(
        40,
        (at) => `j${at}:\n  extends: [${Array.from({ length: 10 }, (_, by) => `j${(at + by) % 40}`).join(', ')}]\n`,
      ),
  ],
  'a Compose file with a chain of services': [
    'compose.yaml',
    () =>
      `services:\n${lines(2000, (at) => `  j${at}:\n    image: x:1\n    depends_on: [j${at + 1}]\n`)}  j2000: {image: x:1}\n`,
  ],
};

describe('bad input of the linter', function () {
  this.timeout(HANG_MS);
  const linter = createManifestLinter(DEFAULT_LINT_CONFIG, bundledSchemas());
  const rulesOf = (text: string): readonly (readonly string[])[] =>
    readManifests(text).map((document) => linter.lint(document).map(({ rule }) => rule));

  for (const [name, text] of Object.entries(INPUTS)) {
    it(`survives ${name}`, () => {
      const documents = rulesOf(text());
      for (const found of documents) assert.ok(found.length <= MOST_FINDINGS, `${found.length} findings`);
    });
  }

  for (const [name, [path, text]] of Object.entries(FILES)) {
    it(`survives ${name}`, () => {
      const { language, findings } = lintText({ path, text: text() });
      assert.ok(language);
      assert.ok(findings.length <= MOST_FINDINGS, `${findings.length} findings`);
    });
  }

  it('makes a bounded number of values of an alias bomb', () => {
    const [document] = readManifests(bomb((all) => `[${all}]`));
    assert.ok(document);
    assert.ok(JSON.stringify(yamlToJson(document.tree)).length < 50_000_000);
  });

  it('reads 100,000 documents, each by itself', () => {
    const documents = readManifests(lines(100_000, (at) => `---\na: ${at}\n`));
    assert.equal(documents.length, 100_000);
    assert.equal(documents[99_999]?.text, 'a: 99999\n');
  });

  it('says that a document is too large, and checks those beside it', () => {
    const large = MAP + lines(200_000, (at) => `  key${at}: some value\n`);
    const bad = `---\n${MAP}  a: [\n`;
    assert.deepEqual(
      rulesOf(`${large}${bad}`),
      [['yaml-too-large'], rulesOf(bad.slice(4))[0]].map((found) => found ?? []),
    );
  });

  it('says of a file of 50 MB once that it is too large', () => {
    const [found, ...others] = rulesOf(`---\n${MAP}`.repeat(900_000));
    assert.deepEqual(found, ['yaml-too-large']);
    assert.equal(others.length, 0);
  });

  it('follows the last anchor of a name above, in a document with many', () => {
    const text = `${MAP}  a: &x one\n  b: *x\n  c: &x two\n  d: *x\n${lines(100, (at) => `  k${at}: &y${at} v\n`)}  z: *y99\n`;
    const object = readManifests(text)[0]?.objects[0];
    assert.deepEqual(
      ['b', 'd', 'z'].map((key) => object?.at('data', key)?.text),
      ['one', 'two', 'v'],
    );
  });
});
