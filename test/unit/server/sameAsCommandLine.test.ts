// What the editor says of a file is what the command line says of it: the same rule, severity, words and place.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { allRules } from '../../../src/language/rules/allRules.ts';
import type { RuleInfo } from '../../../src/language/lint/rule.ts';
import { chartRules } from '../../../src/language/rules/chart/chartRules.ts';
import { composeRules } from '../../../src/language/rules/composeRules.ts';
import { dockerRules } from '../../../src/language/rules/dockerRules.ts';
import { gitlabRules } from '../../../src/language/rules/gitlab/gitlabRules.ts';
import { kustomizationRules } from '../../../src/language/rules/kustomization/kustomizationRules.ts';
import { manifestRules } from '../../../src/language/rules/manifestRules.ts';
import { referenceRules } from '../../../src/language/rules/references/referenceRules.ts';
import { specRules } from '../../../src/language/rules/spec/specRules.ts';
import { workflowRules } from '../../../src/language/rules/workflow/workflowRules.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';
import { FileTools } from '../../../src/server/fileTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { CliFolder } from '../cli/runInFolder.ts';

const SCHEMA = JSON.stringify({
  properties: { replicas: { type: 'integer', minimum: 1 }, image: { type: 'object', additionalProperties: false } },
});
const EXAMPLES: readonly (readonly [name: string, rules: readonly RuleInfo[]])[] = [
  ['manifest.yaml', manifestRules],
  ['Dockerfile', dockerRules],
  ['compose.yaml', composeRules],
  ['kustomization.yaml', kustomizationRules],
  ['.github/workflows/train.yml', workflowRules],
  ['.gitlab-ci.yml', gitlabRules],
  ['Chart.yaml', chartRules],
  ['trainyard.yaml', specRules],
];
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['Dockerfile', 'dockerfile'],
  ['trainyard.yaml', 'trainyard'],
]);
/** Of several files at once, which the command line checks by itself and the editor with an index of the workspace. */
const ACROSS = new Set(referenceRules.map(({ id }) => id));
/** Servers may write Markdown there; ours does not. */
const textOf = (message: Diagnostic['message']): string => (typeof message === 'string' ? message : message.value);
const SEVERITIES = ['', 'error', 'warning', 'info', 'hint'];

interface Record {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

describe('the editor and the command line', function () {
  this.timeout(60_000);
  const folder = new CliFolder();
  const texts = new Map<string, string>();
  const tools = new FileTools(nodeHost);
  const uriOf = (path: string) => `${pathToFileURL(folder.path).href}/${path}`;

  before(() => {
    const put = (path: string, text: string) => {
      texts.set(path, text);
      folder.write(path, text);
    };
    for (const [name, rules] of EXAMPLES)
      rules.forEach((rule, index) => put(`${name.length}-${String(index)}/${name}`, rule.page().bad));
    put('chart/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 0.1.0\n');
    folder.write('chart/values.schema.json', SCHEMA);
    put('chart/values.yaml', 'replicas: many\nimage:\n  tga: 1\nother: [1, 2\n');
    put('chart/values-prod.yaml', '# trainyard-ignore-file helm-values-schema -- tried out\nreplicas: 0\n');
    put('chart/prod-values.yaml', 'replicas: 0 # trainyard-ignore helm-values-schema -- tried out\nimage: {}\n');
    put('alone/values.yaml', 'replicas: many\na: [\n');
    for (const [path, text] of [...texts, ['chart/values.schema.json', SCHEMA] as const])
      tools.charts.set(uriOf(path), text);
  });
  after(() => folder.remove());

  const inEditor = (path: string, text: string): readonly Diagnostic[] => {
    const language = LANGUAGES.get(path.replace(/^.*\//, '')) ?? 'yaml';
    const document = TextDocument.create(uriOf(path), language, 1, text);
    const files = new OpenFiles(
      () => document,
      (uri) => tools.of(uri),
      nodeHost,
    );
    return files.get(document.uri)?.file.diagnostics() ?? [];
  };

  it('say the same of every example', async () => {
    const { out } = await folder.run(['lint', '--format', 'json', '--jobs', '1']);
    const records = (JSON.parse(out) as readonly Record[]).filter(({ rule }) => !ACROSS.has(rule));
    const said = new Set(records.map(({ rule }) => rule));
    assert.ok(said.size > allRules().size / 2, `${said.size} rules`);
    for (const [path, text] of texts) {
      const there = records
        .filter(({ file }) => file === path)
        .map(({ rule, severity, message, line, column }) => `${line}:${column} ${severity} ${rule} ${message}`);
      const here = inEditor(path, text)
        .filter(({ code }) => !ACROSS.has(String(code)))
        .map(({ code, severity, message, range: { start } }) => {
          const place = `${start.line + 1}:${start.character + 1}`;
          return `${place} ${SEVERITIES[severity ?? 0]} ${code} ${textOf(message)}`;
        });
      assert.deepEqual(here.toSorted(), there.toSorted(), path);
    }
  });

  it('hold values against the schema of their chart, and no others', async () => {
    const { out } = await folder.run(['lint', '--format', 'json', 'chart', 'alone']);
    const found = (JSON.parse(out) as readonly Record[]).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
    assert.deepEqual(found.toSorted(), [
      'chart/values.yaml:1 helm-values-schema',
      'chart/values.yaml:3 helm-values-schema',
      'chart/values.yaml:4 yaml-syntax',
    ]);
  });

  it('give the rule another severity, and leave it to the profile of schemas', async () => {
    const run = async (...args: readonly string[]) => await folder.run(['lint', ...args, 'chart/values.yaml']);
    assert.equal((await run('--rule', 'helm-values-schema=off', '--rule', 'yaml-syntax=off')).code, 0);
    assert.match((await run('--rule', 'helm-values-schema=hint', '--quiet')).out, /^(?!.*helm-values-schema)/s);
    assert.match((await run('--profile', 'schema')).out, /helm-values-schema/);
    assert.match((await folder.run(['lint', '--explain', 'helm-values-schema'])).out, /values\.schema\.json/);
  });
});
