import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parameterImportance, rankCorrelation } from '../../../../src/domain/experiments/parameterImportance.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const random = seededRandom(11);
const uniform = (runs: number) => Array.from({ length: runs }, () => random());

describe('parameterImportance', () => {
  it('finds what a metric was made of, in the proportions that theory gives', () => {
    // The error of a true model rises by twice the variance of what is shuffled: 9/12 for 3a, 1/12 for b, and 16/48 for 4|c - 0.5|.
    const [a, b, c, idle] = [uniform(300), uniform(300), uniform(300), uniform(300)];
    const metric = Float64Array.from(a, (value, at) => 3 * value + (b[at] ?? 0) + 4 * Math.abs((c[at] ?? 0) - 0.5));
    const params = [
      { name: 'a', values: a },
      { name: 'b', values: b },
      { name: 'c', values: c.map(String) },
      { name: 'idle', values: idle },
    ];
    const answer = parameterImportance(params, metric);
    const shares = new Map(answer?.importances.map(({ name, share }) => [name, share]));
    const total = 9 / 12 + 1 / 12 + 16 / 48;
    for (const [name, truth] of [
      ['a', 9 / 12 / total],
      ['b', 1 / 12 / total],
      ['c', 16 / 48 / total],
      ['idle', 0],
    ] as const)
      assert.ok(Math.abs((shares.get(name) ?? 0) - truth) < 0.1, `${name}: ${shares.get(name)} of ${truth}`);
    assert.deepEqual(
      answer?.importances.map(({ name }) => name),
      ['a', 'c', 'b', 'idle'],
    );
    assert.ok((answer?.explained ?? 0) > 0.85, `${answer?.explained}`);
    const correlation = answer?.importances.find(({ name }) => name === 'c')?.correlation ?? 1;
    assert.ok(Math.abs(correlation) < 0.2, 'no correlation shows what goes down and up again');
  });

  it('takes names, values that are missing, and two that matter only together', () => {
    const runs = 200;
    const kinds = Array.from({ length: runs }, () => (random() < 0.5 ? 'adam' : 'sgd'));
    const flags = Array.from({ length: runs }, () => (random() < 0.5 ? 'true' : 'false'));
    const lr = uniform(runs).map((value) => (value < 0.1 ? undefined : value));
    const metric = Float64Array.from(
      kinds,
      (kind, at) => ((kind === 'adam') === (flags[at] === 'true') ? 1 : 0) + random() * 0.01,
    );
    const answer = parameterImportance(
      [
        { name: 'kind', values: kinds },
        { name: 'flag', values: flags },
        { name: 'lr', values: lr },
        { name: 'same', values: kinds.map(() => 'x') },
      ],
      metric,
    );
    const shares = new Map(answer?.importances.map(({ name, share }) => [name, share]));
    assert.ok((shares.get('kind') ?? 0) > 0.35 && (shares.get('flag') ?? 0) > 0.35, JSON.stringify([...shares]));
    assert.ok((shares.get('lr') ?? 1) < 0.05);
    assert.equal(shares.has('same'), false, 'what never differs says nothing');
  });

  it('says nothing of few runs, and nothing of noise', () => {
    assert.equal(parameterImportance([{ name: 'a', values: [1, 2, 3] }], Float64Array.of(1, 2, 3)), undefined);
    const noise = parameterImportance([{ name: 'a', values: uniform(100) }], Float64Array.from(uniform(100)));
    assert.ok((noise?.explained ?? 1) < 0.15, `${noise?.explained}`);
  });

  it('is the same each time', () => {
    const values = uniform(50);
    const metric = Float64Array.from(values, (value) => value * value);
    const ask = () =>
      parameterImportance(
        [
          { name: 'a', values },
          { name: 'b', values: [...values].reverse() },
        ],
        metric,
      );
    assert.deepEqual(ask(), ask());
  });
});

describe('rankCorrelation', () => {
  it('is that of the ranks, ties sharing theirs', () => {
    // By hand: ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3.
    const found = rankCorrelation(Float64Array.of(1, 2, 2, 900), Float64Array.of(10, 20, 30, 40));
    assert.ok(Math.abs(found - 4.5 / Math.sqrt(4.5 * 5)) < 1e-12, `${found}`);
    assert.equal(rankCorrelation(Float64Array.of(1, 2, 3), Float64Array.of(9, 5, 1)), -1);
  });
});
