import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChartIndex } from '../../../../src/language/chart/chartIndex.ts';
import { valueUses } from '../../../../src/language/chart/valueUses.ts';

describe('uses of values', () => {
  const paths = (text: string) => valueUses(text).map(({ path }) => path.join('/'));

  it('are found behind dots and index, wherever they stand', () => {
    assert.deepEqual(paths('a: {{ .Values.image.tag }}\nb: {{ $.Values.b-c }}'), ['image/tag', 'b']);
    assert.deepEqual(paths('{{ if and .Values.a (not .Values.b.c) }}{{ index .Values "d-e" "f" }}'), [
      'a',
      'b/c',
      'd-e/f',
    ]);
    assert.deepEqual(paths('{{ index .Values.a "b" }}'), ['a/b', 'a']);
    assert.deepEqual(paths('{{ .Chart.Name }} {{ $x.Values.a }} {{ (f).Values.a }} .Values'), []);
  });

  it('know their line and what stands there otherwise', () => {
    assert.deepEqual(valueUses('x\n{{ .Values.replicas | default 2 }}\n'), [
      { path: ['replicas'], line: 2, fallback: '2' },
    ]);
  });
});

describe('ChartIndex', () => {
  it('knows charts by their files, and forgets them with these', () => {
    const charts = new ChartIndex();
    assert.equal(charts.set('file:///w/c/templates/a.yaml', 'r: {{ .Values.a }}'), true);
    assert.equal(charts.ofValues('file:///w/c/values.yaml'), undefined);
    assert.equal(charts.set('file:///w/c/Chart.yaml', 'name: c'), true);
    assert.equal(charts.set('file:///w/c/Chart.yaml', 'name: d'), false);
    const facts = charts.ofValues('file:///w/c/values.yaml');
    assert.deepEqual(Array.from(facts?.uses.keys() ?? []), ['templates/a.yaml']);
    for (const name of ['values-prod.yaml', 'values.prod.yml', 'prod-values.yaml'])
      assert.equal(charts.ofValues(`file:///w/c/${name}`), facts);
    for (const name of ['Chart.yaml', 'templates/values.yaml', 'other.yaml'])
      assert.equal(charts.ofValues(`file:///w/c/${name}`), undefined);
    assert.equal(charts.set('file:///w/c/templates/a.yaml', 'r: {{ .Values.a }}'), false);
    assert.equal(charts.set('file:///w/c/templates/a.yaml', undefined), true);
    assert.equal(facts?.uses.size, 0);
    assert.equal(charts.set('file:///w/c/Chart.yaml', undefined), true);
    assert.equal(charts.ofValues('file:///w/c/values.yaml'), undefined);
  });

  it('reads schemas, and does without those that are none', () => {
    const charts = new ChartIndex();
    assert.equal(charts.set('file:///w/c/values.schema.json', '{"type": "object"}'), true);
    assert.deepEqual(charts.ofValues('file:///w/c/values.yaml')?.schema, { type: 'object' });
    assert.equal(charts.set('file:///w/c/values.schema.json', '{'), true);
    assert.equal(charts.ofValues('file:///w/c/values.yaml'), undefined);
    assert.equal(charts.set('file:///w/pod.yaml', 'kind: Pod'), false);
  });
});
