import assert from 'node:assert/strict';
import {
  chartName,
  foundCharts,
  isRemoteChart,
  ociChart,
  setProblem,
  sourceArgs,
} from '../../../../src/domain/helm/chartSource.ts';

describe('where charts come from', () => {
  it('is read from what helm finds, without names that could not be asked for', () => {
    const listed = [
      { name: 'lab/web', version: '1.2.0', app_version: '9', description: 'A\nb' },
      { name: '--kubeconfig=/x', version: '1', app_version: '', description: '' },
      { name: 'lab/strange', version: '$(id)' },
      7,
    ];
    assert.deepEqual(foundCharts(JSON.stringify(listed)), {
      ok: true,
      value: [{ name: 'lab/web', version: '1.2.0', appVersion: '9', description: 'A b' }],
    });
    for (const text of ['', 'Error', '{}']) assert.equal(foundCharts(text).ok, false);
  });

  it('is told from the text: a folder, a repository, a registry', () => {
    assert.equal(isRemoteChart('lab/web'), true);
    assert.equal(isRemoteChart('oci://reg.example/a/web'), true);
    for (const folder of ['/work/lab', 'C:\\work\\lab', '\\\\host\\share']) assert.equal(isRemoteChart(folder), false);
    assert.deepEqual(['/work/lab', 'C:\\work\\web', 'lab/web', 'oci://r/a/b'].map(chartName), [
      'lab',
      'web',
      'web',
      'b',
    ]);
  });

  it('is an address of a registry with or without a version', () => {
    assert.deepEqual(ociChart(' oci://localhost:5000/team/web:1.2.3+a '), {
      chart: 'oci://localhost:5000/team/web',
      version: '1.2.3+a',
    });
    assert.deepEqual(ociChart('oci://ghcr.io/web'), { chart: 'oci://ghcr.io/web' });
    for (const wrong of ['', 'https://a/b', 'oci://', 'oci://host', 'oci://host/a b', 'oci://u@h/x'])
      assert.equal(ociChart(wrong), undefined, wrong);
  });

  it('is told to helm with its version, and spoken to without TLS on this machine alone', () => {
    assert.deepEqual(sourceArgs({ chart: '/work/web' }), []);
    assert.deepEqual(sourceArgs({ chart: 'lab/web', version: '1.2.0' }), ['--version=1.2.0']);
    assert.deepEqual(sourceArgs({ chart: 'oci://127.0.0.1:5000/web' }), ['--plain-http']);
    assert.deepEqual(sourceArgs({ chart: 'oci://localhost.evil.example/web' }), []);
  });

  it('has single values in the way of helm', () => {
    for (const fine of ['', 'a=1', 'a.b[0]=x,c=', 'list={a,b}', 'a="b c"'])
      assert.equal(setProblem(fine), undefined, fine);
    for (const wrong of ['a', '=1', ' a=1', '{a}=1', ',a=1']) assert.notEqual(setProblem(wrong), undefined, wrong);
  });
});
