import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { jobWith } from '../../../src/language/lint/examples.ts';
import { crdText } from '../../support/crdText.ts';
import { CliFolder, onlyRules } from './runInFolder.ts';

const GOOD = jobWith('image: trainer:1');
const LATEST = jobWith('image: trainer:latest');
const NO_LIMIT = jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1');

describe('trainyard lint', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  const lint = (...args: readonly string[]) =>
    folder.run(['lint', ...onlyRules('image-latest', 'gpu-request-without-limit'), ...args]);
  const filesIn = (out: string): readonly string[] =>
    [...new Set(JSON.parse(out).map(({ file }: { file: string }) => file))] as string[];

  it('ends with 0 for clean files and for warnings, with 1 for errors', async () => {
    folder.write('a.yaml', GOOD);
    assert.deepEqual(await lint(), { code: 0, out: '1 file checked, nothing found.\n', error: '' });
    folder.write('a.yaml', LATEST);
    assert.equal((await lint()).code, 0);
    folder.write('a.yaml', NO_LIMIT);
    const { code, out } = await lint();
    assert.equal(code, 1);
    assert.match(out, /^a\.yaml:\d+:\d+: error “nvidia.com\/gpu” .+ \[gpu-request-without-limit\]$/m);
  });

  it('counts at the threshold that was chosen', async () => {
    folder.write('a.yaml', LATEST);
    assert.equal((await lint('--fail-on', 'warning')).code, 1);
    assert.equal((await lint('--max-warnings', '0')).code, 1);
    assert.equal((await lint('--max-warnings', '1')).code, 0);
    assert.equal((await lint('--fail-on', 'warning', '--rule', 'image-latest=info')).code, 0);
    folder.write('a.yaml', NO_LIMIT);
    assert.equal((await lint('--fail-on', 'never')).code, 0);
  });

  it('reads standard input under the name it is given', async () => {
    const { code, out } = await folder.run(['lint', '-', '--stdin-filename', 'k8s/job.yaml'], { input: NO_LIMIT });
    assert.equal(code, 1);
    assert.match(out, /^k8s\/job\.yaml:/);
  });

  it('ends with 2 and one sentence for what it cannot do', async () => {
    folder.write('a.yaml', GOOD);
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['--formt', 'json'], /There is no option “--formt”\. Did you mean “--format”\?/],
      [['--format', 'xml'], /“--format” takes text, json, .+, not “xml”/],
      [['--rule', 'image-latst=off'], /There is no rule “image-latst”\. Did you mean “image-latest”\?/],
      [['--rule', 'image-latest'], /“--rule” takes ID=SEVERITY/],
      [['--kubernetes-version', '1.5'], /takes 1\.28 to 1\.\d+, not “1\.5”/],
      [['--max-warnings', '-1'], /max-warnings/],
      [['--jobs', '0'], /“--jobs” takes a whole number from 1 on/],
      [['missing.yaml'], /“missing\.yaml” does not exist\./],
      [['--config', 'missing.yaml'], /“missing\.yaml” does not exist\./],
    ];
    for (const [args, sentence] of cases) {
      const { code, error } = await folder.run(['lint', ...args]);
      assert.equal(code, 2, args.join(' '));
      assert.match(error, sentence);
      assert.match(error, /^trainyard: [^\n]+\n$/);
    }
  });

  it('reports the readable files beside one that is not', async () => {
    folder.write('a.yaml', NO_LIMIT);
    const { code, out, error } = await lint('missing.yaml', 'a.yaml');
    assert.equal(code, 2);
    assert.match(out, /gpu-request-without-limit/);
    assert.match(error, /missing\.yaml/);
  });

  it('honours ignore files as git does, but not for files that are named', async () => {
    folder.write('.git/HEAD', '');
    folder.write('.gitignore', 'out/\n*.gen.yaml\n!keep.gen.yaml\n');
    folder.write('k8s/.trainyardignore', 'old.yaml\n');
    for (const name of ['a.yaml', 'out/a.yaml', 'b.gen.yaml', 'keep.gen.yaml', 'k8s/old.yaml', 'k8s/new.yaml']) {
      folder.write(name, NO_LIMIT);
    }
    folder.write('node_modules/a/a.yaml', NO_LIMIT);
    const kept = ['a.yaml', 'k8s/new.yaml', 'keep.gen.yaml'];
    assert.deepEqual(filesIn((await lint('--format', 'json')).out), kept);
    assert.deepEqual(filesIn((await lint('--format', 'json', 'k8s')).out), ['k8s/new.yaml']);
    assert.deepEqual(filesIn((await lint('--format', 'json', 'out/a.yaml')).out), ['out/a.yaml']);
    assert.deepEqual(filesIn((await lint('--format', 'json', '--ignore-path', 'k8s/')).out), [
      'a.yaml',
      'keep.gen.yaml',
    ]);
    assert.ok(filesIn((await lint('--format', 'json', '--no-ignore')).out).includes('out/a.yaml'));
  });

  it('does not follow links in circles', async () => {
    folder.write('k8s/a.yaml', NO_LIMIT);
    symlinkSync('..', join(folder.path, 'k8s/up'));
    symlinkSync('a.yaml', join(folder.path, 'k8s/b.yaml'));
    assert.deepEqual(filesIn((await lint('--format', 'json')).out), ['k8s/a.yaml', 'k8s/b.yaml']);
  });

  it('takes the nearest configuration of each file, and arguments over it', async () => {
    folder.write('a.yaml', NO_LIMIT);
    folder.write('team/b.yaml', NO_LIMIT);
    folder.write('team/.trainyard/lint.yaml', 'rules: { gpu-request-without-limit: "off" }\n');
    assert.deepEqual(filesIn((await lint('--format', 'json')).out), ['a.yaml']);
    const given = await lint('--format', 'json', '--rule', 'gpu-request-without-limit=warning');
    assert.deepEqual(filesIn(given.out), ['a.yaml', 'team/b.yaml']);
    assert.equal(given.code, 0);
    assert.deepEqual(filesIn((await lint('--format', 'json', '--no-config')).out), ['a.yaml', 'team/b.yaml']);
  });

  it('says nothing but syntax and schemas in the profile of schemas, with severities of single rules over it', async () => {
    folder.write('a.yaml', `${LATEST}  unknown: 1\n---\n${NO_LIMIT}---\na: b: c\n`);
    const idsOf = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { out } = await folder.run(['lint', '--format', 'json', '--profile', 'schema', ...args]);
      return JSON.parse(out).map(({ rule }: { rule: string }) => rule);
    };
    assert.deepEqual(await idsOf(), ['k8s-unknown-field', 'yaml-syntax']);
    assert.ok((await idsOf('--rule', 'image-latest=error')).includes('image-latest'));
  });

  it('takes threshold and number of warnings from the configuration of the folder', async () => {
    folder.write('a.yaml', LATEST);
    folder.write('.trainyard/lint.yaml', 'failOn: warning\n');
    assert.equal((await lint()).code, 1);
    assert.equal((await lint('--fail-on', 'error')).code, 0);
    folder.write('.trainyard/lint.yaml', 'maxWarnings: 0\n');
    assert.equal((await lint()).code, 1);
    assert.equal((await lint('--max-warnings', '1')).code, 0);
  });

  it('lets a configuration say more for some files', async () => {
    const rules = 'rules: { gpu-request-without-limit: "off" }';
    folder.write('.trainyard/lint.yaml', `ignorePaths: [old/]\noverrides:\n  - paths: [examples/]\n    ${rules}\n`);
    for (const name of ['a.yaml', 'old/a.yaml', 'examples/deep/a.yaml']) folder.write(name, NO_LIMIT);
    assert.deepEqual(filesIn((await lint('--format', 'json')).out), ['a.yaml']);
  });

  it('names file, line and field of a wrong configuration', async () => {
    folder.write('a.yaml', GOOD);
    folder.write('.trainyard/lint.yaml', 'profile: ci\nrules:\n  image-latst: "off"\n');
    const { code, error } = await folder.run(['lint']);
    assert.equal(code, 2);
    assert.match(
      error,
      /lint\.yaml:3:?.* rules\.image-latst: There is no rule “image-latst”\. Did you mean “image-latest”/,
    );
  });

  it('shows errors alone when it shall be quiet, and still counts warnings', async () => {
    folder.write('a.yaml', LATEST);
    const { code, out } = await lint('--quiet', '--max-warnings', '0');
    assert.equal(code, 1);
    assert.doesNotMatch(out, /image-latest/);
  });

  it('writes colour to a terminal alone, and nothing of a file that would move it', async () => {
    folder.write('a.yaml', NO_LIMIT.replace('nvidia.com/gpu', '"nvidia.com/gpu"'));
    const { out } = await folder.run(['lint'], { isTerminal: true });
    assert.ok(out.includes('\u001B[31merror\u001B[0m'), out);
    folder.write('\u001B[2Ja.yaml', NO_LIMIT);
    assert.ok(!(await lint()).out.includes('\u001B'));
  });

  it('says the same with one thread and with several', async () => {
    for (let index = 0; index < 900; index++) {
      folder.write(`k8s/${index}.yaml`, index % 7 === 0 ? NO_LIMIT : index % 5 === 0 ? LATEST : GOOD);
    }
    folder.write('k8s/8.yaml', Buffer.from([0xff]));
    const one = await lint('--format', 'json', '--jobs', '1');
    assert.deepEqual(await lint('--format', 'json', '--jobs', '3'), one);
    assert.equal(JSON.parse(one.out).length, 129 + 154);
  });

  it('refuses a wrong configuration with several threads too', async () => {
    for (let index = 0; index < 500; index++) folder.write(`k8s/${index}.yaml`, GOOD);
    folder.write('k8s/.trainyard/lint.yaml', 'profle: ci\n');
    const { code, error } = await lint('--jobs', '2');
    assert.equal(code, 2);
    assert.match(error, /lint\.yaml:1.*“profle”\. Did you mean “profile”/);
  });

  it('lists rules with the severities that count here', async () => {
    folder.write('.trainyard/lint.yaml', 'rules: { image-latest: error }\n');
    const { code, out } = await folder.run(['lint', '--list-rules']);
    assert.equal(code, 0);
    assert.match(out, /^error +image-latest +pods: /m);
    const listed: readonly { rule: string; severity: string }[] = JSON.parse(
      (await folder.run(['lint', '--list-rules', '--format', 'json', '--rule', 'image-latest=off'])).out,
    );
    assert.equal(listed.find(({ rule }) => rule === 'image-latest')?.severity, 'off');
  });

  it('explains a rule by its id and by the name that others have for it', async () => {
    const { code, out } = await folder.run(['lint', '--explain', 'image-latest']);
    assert.equal(code, 0);
    assert.match(out, /^image-latest\n\n[^]+Wrong:\n {4}apiVersion: [^]+Right:\n {4}apiVersion: /);
    assert.match((await folder.run(['lint', '--explain', 'latest-tag'])).out, /^image-latest\n/);
    const unknown = await folder.run(['lint', '--explain', 'image-latst']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.error, /Did you mean “image-latest”/);
  });

  it('checks fields by the schemas that are shipped, and by CRDs that are given', async () => {
    const only = onlyRules('k8s-unknown-field', 'k8s-unknown-kind');
    folder.write('job.yaml', GOOD.replace('backoffLimit', 'backofLimit'));
    const { out } = await folder.run(['lint', ...only]);
    assert.match(out, /^job\.yaml:\d+:3: error .*“backofLimit”.* \[k8s-unknown-field\]$/m);
    folder.write('own.yaml', 'apiVersion: example.org/v1\nkind: Own\nmetadata:\n  name: a\nspec:\n  sise: 1\n');
    assert.doesNotMatch((await folder.run(['lint', ...only, 'own.yaml'])).out, /sise/);
    folder.write('crds/own.yaml', crdText({ group: 'example.org', kind: 'Own', spec: 'size: { type: integer }' }));
    assert.match((await folder.run(['lint', ...only, '--schema', 'crds', 'own.yaml'])).out, /“sise” does not exist/);
    folder.write('.trainyard/lint.yaml', 'schemas: [crds/own.yaml]\n');
    assert.match((await folder.run(['lint', ...only, 'own.yaml'])).out, /“sise” does not exist/);
    const none = await folder.run(['lint', '--no-config', '--schema', 'job.yaml']);
    assert.equal(none.code, 2);
    assert.match(none.error, /There is no CustomResourceDefinition in “.*job\.yaml”/);
    assert.match((await folder.run(['lint', '--schema', 'nowhere'])).error, /nowhere” does not exist/);
  });

  it('checks names against all files of a folder, with threads too, and not those of a few files', async () => {
    const only = onlyRules('ref-configmap-secret');
    const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: team-a}\n`;
    const use = (name: string) => jobWith(`image: a:1\nenvFrom:\n  - configMapRef: {name: ${name}}`);
    folder.write('maps.yaml', map('settings'));
    folder.write('use.yaml', use('setings'));
    folder.write('hidden.yaml', `# trainyard-ignore ref-configmap-secret -- made elsewhere\n${use('other')}`);
    for (let index = 0; index < 500; index++) folder.write(`many/${index}.yaml`, use('settings'));
    for (const jobs of ['1', '2']) {
      const { out } = await folder.run(['lint', ...only, '--jobs', jobs]);
      assert.match(out, /^use\.yaml:\d+:\d+: \w+ ConfigMap “setings” .+“settings”\? \[ref-configmap-secret\]$/m);
      assert.equal(out.trimEnd().split('\n').length, 2, out);
    }
    const { out } = await folder.run(['lint', ...only, 'use.yaml', 'maps.yaml']);
    assert.match(out, /nothing found/);
  });
});
