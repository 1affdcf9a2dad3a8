import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  helmFailure,
  helmVersionOf,
  previewArgs,
  releaseNameProblem,
  rollbackArgs,
  uninstallArgs,
  upgradeArgs,
} from '../../../../src/domain/helm/helmCommands.ts';
import { renderedChartOf } from '../../../../src/domain/helm/renderedChart.ts';
import { aRelease } from '../../../support/helmReleases.ts';

const version = (text: string) => helmVersionOf(text) ?? assert.fail(text);
const [old, three, four] = [version('v3.12.0'), version('v3.19.5'), version('v4.3')];
const release = { chart: '/work/-chart', name: 'demo', namespace: 'team-a', valuesFiles: [], keepsValues: false };
const wait = { minutes: 5, rollsBack: true, takesOver: true };

describe('commands of helm', () => {
  it('have other flags in other versions', () => {
    assert.ok(previewArgs(release, old).includes('--dry-run'));
    assert.ok(previewArgs(release, three).includes('--dry-run=server'));
    assert.ok(previewArgs(release, four).includes('--dry-run=server'));
    assert.ok(upgradeArgs(release, three, wait).includes('--atomic'));
    assert.ok(upgradeArgs(release, four, wait).includes('--rollback-on-failure'));
    const keeping = { ...release, keepsValues: true };
    assert.ok(previewArgs(keeping, old).includes('--reuse-values'));
    assert.ok(previewArgs(keeping, three).includes('--reset-then-reuse-values'));
    assert.ok(previewArgs(release, three).includes('--reset-values'), 'or helm would keep them by itself');
  });

  it('have names where they cannot be flags, and files with commas as one file each', () => {
    const args = upgradeArgs({ ...release, valuesFiles: ['/a,b.yaml', '/say "x".yaml', '/c.yaml'] }, three, wait);
    assert.deepEqual(args.slice(-3), ['--', 'demo', '/work/-chart']);
    assert.deepEqual(
      args.filter((arg) => arg.startsWith('--values')),
      ['--values="/a,b.yaml"', '--values="/say ""x"".yaml"', '--values=/c.yaml'],
    );
    const hostile = aRelease({ name: '--kubeconfig=/evil' });
    assert.deepEqual(rollbackArgs(hostile, 2, wait).slice(-3), ['--', '--kubeconfig=/evil', '2']);
    assert.deepEqual(uninstallArgs(hostile, 5).slice(-2), ['--', '--kubeconfig=/evil']);
  });

  it('know the version in every way in which helm prints it', () => {
    assert.deepEqual(helmVersionOf('v3.19.5+g4ab1e6b\n'), { major: 3, minor: 19, text: 'v3.19.5+g4ab1e6b' });
    assert.equal(helmVersionOf('Client: v2'), undefined);
  });

  it('take only names that a release can have', () => {
    assert.equal(releaseNameProblem('demo-1.a'), undefined);
    for (const name of ['', '-x', 'Demo', 'a..b', 'a/b', 'x'.repeat(54)]) {
      assert.notEqual(releaseNameProblem(name), undefined, name);
    }
  });

  it('fail in their own words, with what helps', () => {
    const failure = helmFailure(
      1,
      'WARNING: x is readable\nError: UPGRADE FAILED: another operation (install) is in progress\n',
    );
    assert.equal(failure.message, 'helm failed: UPGRADE FAILED: another operation (install) is in progress');
    assert.match(failure.nextStep ?? '', /roll the release back/);
    assert.equal(helmFailure(1, 'Error: conflict occurred while applying object a/b').code, 'conflict');
    assert.equal(helmFailure(3, '').message, 'helm failed: exit code 3');
    assert.ok(helmFailure(1, `Error: ${'x'.repeat(9000)}`).message.length < 700);
  });
});

describe('the answer of a dry run', () => {
  it('tells chart, revision and hooks', () => {
    const answer = {
      version: 2,
      manifest: 'kind: X',
      chart: { metadata: { name: 'web', version: '1.0.0' } },
      hooks: [{ kind: 'Job', name: 'migrate', events: ['pre-upgrade'] }],
    };
    const rendered = renderedChartOf(`walk.go: found symlink\n${JSON.stringify(answer)}`);
    assert.deepEqual(rendered.ok && rendered.value, {
      chart: 'web 1.0.0',
      manifest: 'kind: X',
      revision: 2,
      hooks: ['Job migrate (pre-upgrade)'],
    });
  });

  it('that cannot be read is not quoted', () => {
    const rendered = renderedChartOf('password: hunter2');
    assert.ok(!rendered.ok);
    assert.doesNotMatch(JSON.stringify(rendered), /hunter2/);
  });
});
