import assert from 'node:assert/strict';
import { applyParameters, checkParameterValue, parseParameterText } from '../../../../src/domain/deploy/parameters.ts';
import type { ParameterSpec, ParameterType } from '../../../../src/domain/deploy/spec.ts';
import { specText, workloadOf } from './specTexts.ts';

const { parameters } = workloadOf(
  specText(
    [
      'parameters:',
      '  epochs: 20',
      '  lr: { default: 0.001, flag: -l, joined: true }',
      '  seed: { default: 1, as: environment }',
      '  optimizer: { default: adam, choices: [adam, sgd], as: override, key: opt.name }',
      '  amp: true',
      '  note:',
    ].join('\n'),
  ),
);
const given = (values: Record<string, string>) => new Map(Object.entries({ note: 'x', ...values }));

describe('parameters', () => {
  it('become words and variables in the order of the spec', () => {
    const applied = applyParameters(parameters, given({ epochs: '5' }));
    assert.ok(applied.ok);
    assert.deepEqual(applied.value.args, ['--epochs', '5', '-l=0.001', 'opt.name=adam', '--amp', '--note', 'x']);
    assert.deepEqual([...applied.value.environment], [['SEED', '1']]);
    assert.deepEqual([...applied.value.values.keys()], ['epochs', 'lr', 'seed', 'optimizer', 'amp', 'note']);
  });

  it('leave the flag of a false bool out, and write it when joined', () => {
    const amp = (joined: boolean): ParameterSpec => ({
      name: 'amp',
      type: 'bool',
      choices: [],
      default: 'true',
      passAs: { kind: 'argument', flag: '--amp', joined },
    });
    const words = (spec: ParameterSpec, value: string) => {
      const applied = applyParameters([spec], new Map([['amp', value]]));
      return applied.ok && applied.value.args;
    };
    assert.deepEqual(words(amp(false), 'no'), []);
    assert.deepEqual(words(amp(true), 'no'), ['--amp=false']);
  });

  it('refuse what the spec does not have, and what has no value', () => {
    const failure = (values: ReadonlyMap<string, string>) => {
      const applied = applyParameters(parameters, values);
      assert.ok(!applied.ok);
      return `${applied.failure.message} ${applied.failure.nextStep}`;
    };
    assert.match(failure(given({ epoch: '1' })), /no parameter “epoch”.*“epochs”/);
    assert.match(failure(new Map()), /“note” has no value/);
    assert.match(failure(given({ epochs: 'many' })), /“epochs” cannot be “many”/);
  });

  it('check values by type', () => {
    const check = (type: ParameterType, value: string) => {
      const checked = checkParameterValue(
        { name: 'p', type, choices: ['a', 'b'], passAs: { kind: 'override', key: 'p' } },
        value,
      );
      return checked.ok ? checked.value : undefined;
    };
    assert.deepEqual(
      ['1', '-3', '+4', ' 5 '].map((value) => check('int', value)),
      ['1', '-3', '+4', '5'],
    );
    assert.deepEqual(
      ['1.5', '', 'x', '0x1'].map((value) => check('int', value)),
      [undefined, undefined, undefined, undefined],
    );
    assert.deepEqual(
      ['1e-3', '.5', '3', 'inf', '-NaN'].map((value) => check('float', value)),
      ['1e-3', '.5', '3', 'inf', '-NaN'],
    );
    assert.deepEqual(
      ['1e', '1,5', ''].map((value) => check('float', value)),
      [undefined, undefined, undefined],
    );
    assert.deepEqual(
      ['yes', 'False', '1', 'maybe'].map((value) => check('bool', value)),
      ['true', 'false', 'true', undefined],
    );
    assert.deepEqual([check('choice', 'a'), check('choice', 'c')], ['a', undefined]);
    assert.equal(check('string', ' any "thing" '), ' any "thing" ');
  });

  it('are read as the user types them', () => {
    const read = (text: string) => {
      const parsed = parseParameterText(text, parameters);
      return parsed.ok ? JSON.stringify(Object.fromEntries(parsed.value)) : parsed.failure.message;
    };
    assert.equal(read('epochs=5 --lr=0.1 -l 0.2'), JSON.stringify({ epochs: '5', lr: '0.2' }));
    const meant = { amp: 'true', note: 'two words', optimizer: 'sgd' };
    assert.equal(read('--amp --note "two words" opt.name=sgd'), JSON.stringify(meant));
    assert.equal(read("--amp false note=''"), JSON.stringify({ amp: 'false', note: '' }));
    assert.equal(read(''), JSON.stringify({}));
    assert.match(read('epoch=5'), /no parameter “epoch”/);
    assert.match(read('--epochs'), /no value/);
    assert.match(read('note="x'), /not closed/);
  });
});
