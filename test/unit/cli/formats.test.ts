// Golden reports: one file with an error, a warning and a suppressed finding, and one clean file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliFolder, onlyRules } from './runInFolder.ts';

/** Written out, because lines and columns are expected below. */
const job = (image: string, rest = ''): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: ${image}
${rest}`;
const BAD = `${job('a:latest', '          resources:\n            requests:\n              nvidia.com/gpu: 1\n')}---
# trainyard-ignore image-latest -- only <here>
${job('b:latest')}`;
const ON = ['image-latest', 'gpu-request-without-limit'];

interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly columnKind: string;
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly [
        { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object } },
      ];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: readonly object[];
    }[];
  }[];
}

describe('reports of trainyard lint', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
    folder.write('k8s/a b.yaml', BAD);
    folder.write('k8s/good.yaml', job('a:1'));
  });
  afterEach(() => folder.remove());

  const report = async (format: string, ...args: readonly string[]): Promise<string> =>
    (await folder.run(['lint', ...onlyRules(...ON), '--format', format, ...args])).out;

  it('as text', async () => {
    assert.equal(
      await report('text'),
      [
        'k8s/a b.yaml:11:18: warning The tag “latest” changes under you: two pods of one workload may run different images. [image-latest]',
        'k8s/a b.yaml:14:15: error “nvidia.com/gpu” needs a limit: a request alone is rejected. [gpu-request-without-limit]',
        '2 files checked: 1 error, 1 warning. “--fix” repairs 1.',
        '',
      ].join('\n'),
    );
  });

  it('as JSON, with the fields of the promise in their order', async () => {
    const [first, second] = JSON.parse(await report('json'));
    assert.deepEqual(Object.entries(first), [
      ['file', 'k8s/a b.yaml'],
      ['line', 11],
      ['column', 18],
      ['endLine', 11],
      ['endColumn', 26],
      ['document', 1],
      ['kind', 'Job'],
      ['name', 'train'],
      ['path', 'spec.template.spec.containers[0].image'],
      ['rule', 'image-latest'],
      ['severity', 'warning'],
      ['message', 'The tag “latest” changes under you: two pods of one workload may run different images.'],
      ['fixable', false],
      ['docs', 'docs/rules/image-latest.md'],
    ]);
    assert.equal(second.path, 'spec.template.spec.containers[0].resources.requests["nvidia.com/gpu"]');
    assert.equal(second.fixable, true);
    assert.equal(await report('json', 'k8s/good.yaml'), '[]\n');
  });

  it('as SARIF, suppressed findings with their reason', async () => {
    const log: SarifLog = JSON.parse(await report('sarif'));
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.ok(run);
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(
      run.results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions]),
      [
        ['image-latest', 'warning', undefined],
        ['gpu-request-without-limit', 'error', undefined],
        ['image-latest', 'warning', [{ kind: 'inSource', justification: 'only <here>' }]],
      ],
    );
    for (const { ruleId, ruleIndex } of run.results) assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
    const { artifactLocation, region } = run.results[0]?.locations[0].physicalLocation ?? {};
    assert.deepEqual(artifactLocation, { uri: 'k8s/a%20b.yaml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(region, { startLine: 11, startColumn: 18, endLine: 11, endColumn: 26 });
    const clean: SarifLog = JSON.parse(await report('sarif', 'k8s/good.yaml'));
    assert.deepEqual(clean.runs[0]?.results, []);
  });

  it('as SARIF keeps the identity of a finding when lines move', async () => {
    const prints = async () => {
      const log: SarifLog = JSON.parse(await report('sarif'));
      return log.runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints);
    };
    const before = await prints();
    folder.write('k8s/a b.yaml', `# moved\n\n${BAD}`);
    assert.deepEqual(await prints(), before);
  });

  it('as JUnit', async () => {
    const message = '“nvidia.com/gpu” needs a limit: a request alone is rejected.';
    const warning = 'The tag “latest” changes under you: two pods of one workload may run different images.';
    assert.equal(
      await report('junit'),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="trainyard lint">
  <testsuite name="k8s/a b.yaml" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="image-latest 11:18" classname="k8s/a b.yaml" file="k8s/a b.yaml" line="11"><system-out>k8s/a b.yaml:11:18: warning ${warning}</system-out></testcase>
    <testcase name="gpu-request-without-limit 14:15" classname="k8s/a b.yaml" file="k8s/a b.yaml" line="14"><failure message="${message}" type="error">k8s/a b.yaml:14:15: ${message}</failure></testcase>
  </testsuite>
</testsuites>
`,
    );
    assert.match(await report('junit', '--fail-on', 'warning'), /tests="2" failures="2"/);
    assert.match(await report('junit', 'k8s/good.yaml'), /<testsuite [^>]+tests="1" failures="0"/);
  });

  it('as workflow commands of GitHub', async () => {
    folder.write('k8s/a b.yaml', '');
    folder.write('a,b:c%.yaml', BAD);
    const [first] = (await report('github')).split('\n');
    assert.equal(
      first,
      '::warning file=a%2Cb%3Ac%25.yaml,line=11,endLine=11,col=18,endColumn=26,title=image-latest::The tag “latest” changes under you: two pods of one workload may run different images.',
    );
  });

  it('as GitLab’s code quality, with fingerprints that differ', async () => {
    folder.write('k8s/twice.yaml', `${job('a:latest')}---\n${job('a:latest')}`);
    const issues: readonly { severity: string; fingerprint: string; location: object; check_name: string }[] =
      JSON.parse(await report('gitlab'));
    assert.deepEqual(
      issues.map(({ severity, check_name }) => [severity, check_name]),
      [
        ['major', 'image-latest'],
        ['critical', 'gpu-request-without-limit'],
        ['major', 'image-latest'],
        ['major', 'image-latest'],
      ],
    );
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 4);
    assert.deepEqual(issues[0]?.location, { path: 'k8s/a b.yaml', lines: { begin: 11, end: 11 } });
  });

  it('into a file', async () => {
    const { code, out } = await folder.run(['lint', ...onlyRules(...ON), '--format', 'json', '--output', 'out.json']);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.equal(JSON.parse(readFileSync(join(folder.path, 'out.json'), 'utf8')).length, 2);
    const failed = await folder.run(['lint', '--output', 'no/such/folder.json']);
    assert.equal(failed.code, 2);
    assert.match(failed.error, /“no\/such\/folder\.json” does not exist/);
  });
});
