import assert from 'node:assert/strict';
import type { RunSpec } from '../../../../src/domain/deploy/spec.ts';
import { startedLine } from '../../../../src/domain/deploy/startedLine.ts';
import {
  applyWritten,
  recordedParameters,
  withWrittenParameters,
  writtenValues,
} from '../../../../src/domain/deploy/writtenParameters.ts';

const base: RunSpec = {
  kind: 'run',
  name: 'train',
  image: { kind: 'image', reference: 'app:1', pull: 'missing' },
  args: [],
  parameters: [
    {
      name: 'epochs',
      type: 'int',
      default: '20',
      choices: [],
      passAs: { kind: 'argument', flag: '--epochs', joined: false },
    },
  ],
  environment: new Map(),
  environmentFiles: [],
  secrets: [],
  resources: {},
  mounts: [],
  ports: [],
  user: 'host',
  nodes: 1,
  processesPerNode: 1,
  outputs: [],
  retries: 0,
};
const shell = (line: string) => ['/bin/sh', '-c', `${line} "$@"`, 'sh'];
const namesIn = (workload: RunSpec) =>
  withWrittenParameters(workload).parameters.map(({ name, default: value }) => [name, value]);

describe('written parameters', () => {
  it('finds values in words: after a flag, in one word with it, and as an override', () => {
    const workload = {
      ...base,
      command: ['python', '-m', 'train', '--lr', '0.1', '--seed=3'],
      args: ['optim.name=adam'],
    };
    assert.deepEqual(namesIn(workload), [
      ['epochs', '20'],
      ['lr', '0.1'],
      ['seed', '3'],
      ['optim.name', 'adam'],
    ]);
  });

  it('takes a negative number for a value, and the next flag for none', () => {
    assert.deepEqual(namesIn({ ...base, args: ['--bias', '-0.5', '--fast', '--lr', '1e-3'] }).slice(1), [
      ['bias', '-0.5'],
      ['lr', '1e-3'],
    ]);
  });

  it('finds variables, and none that is called like a secret', () => {
    const environment = new Map([
      ['LR', '0.1'],
      ['HF_TOKEN', 'x'],
    ]);
    assert.deepEqual(namesIn({ ...base, environment, args: ['--api-key', 'x'] }).slice(1), [['LR', '0.1']]);
  });

  it('leaves what is declared to its declaration', () => {
    assert.deepEqual(namesIn({ ...base, args: ['--epochs', '5', '--Epochs=6'] }), [['epochs', '20']]);
  });

  it('finds values in a line for a shell, but none that the shell makes', () => {
    const command = shell(`LR=0.1 python train.py --seed 3 --name 'a b' --out "$OUT" --when $(date) --tag=x`);
    assert.deepEqual(namesIn({ ...base, command }).slice(1), [
      ['LR', '0.1'],
      ['seed', '3'],
      ['name', 'a b'],
      ['tag', 'x'],
    ]);
  });

  it('writes changed values where they stand, and forgets the others', () => {
    const workload = withWrittenParameters({ ...base, args: ['fit', '--lr', '0.1', '--seed=3', 'data'] });
    const applied = applyWritten(
      workload,
      new Map([
        ['epochs', '5'],
        ['lr', '0.2'],
        ['seed', '3'],
      ]),
    );
    assert.deepEqual(applied.workload.args, ['fit', '--lr', '0.2', '--seed=3', 'data']);
    assert.deepEqual(
      applied.workload.parameters.map(({ name }) => name),
      ['epochs', 'lr'],
    );
    assert.deepEqual(
      [...applied.given],
      [
        ['epochs', '5'],
        ['lr', '0.2'],
      ],
    );
  });

  it('hands a value to a shell as one word, whatever is in it', () => {
    const workload = withWrittenParameters({ ...base, command: shell('LR=0.1 python train.py --name x') });
    const given = new Map([
      ['LR', '0.25'],
      ['name', "it's; $(rm -rf /)"],
    ]);
    const { command } = applyWritten(workload, given).workload;
    assert.equal(command?.[2], `LR=0.25 python train.py --name 'it'\\''s; $(rm -rf /)' "$@"`);
  });

  it('changes variables of the workload', () => {
    const workload = withWrittenParameters({
      ...base,
      environment: new Map([
        ['LR', '0.1'],
        ['A', 'b'],
      ]),
    });
    const { environment } = applyWritten(workload, new Map([['LR', '0.2']])).workload;
    assert.deepEqual(
      [...environment],
      [
        ['LR', '0.2'],
        ['A', 'b'],
      ],
    );
  });

  it('knows what a tracker recorded under the names of the command', () => {
    const { parameters } = withWrittenParameters({ ...base, args: ['--learning-rate', '0.1', '--mode', 'a'] });
    const recorded = new Map([
      ['learning_rate', '0.3'],
      ['Epochs', '7'],
      ['other', '1'],
    ]);
    assert.deepEqual(
      [...recordedParameters(parameters, recorded)],
      [
        ['epochs', '7'],
        ['learning-rate', '0.3'],
      ],
    );
  });

  it('leaves out what a parameter does not take', () => {
    assert.deepEqual([...recordedParameters(base.parameters, new Map([['epochs', 'many']]))], []);
  });

  it('reads the values of a run that has ended', () => {
    const ran = { command: shell('python train.py --lr 0.4'), args: ['--epochs', '3'], environment: new Map() };
    assert.deepEqual(
      [...writtenValues(ran)],
      [
        ['lr', '0.4'],
        ['epochs', '3'],
      ],
    );
  });
});

describe('the line that is started', () => {
  it('shows what a start runs, with changed values', () => {
    const workload = withWrittenParameters({
      ...base,
      command: ['python', 'train.py', '--lr', '0.1'],
      environment: new Map([['MODE', 'a']]),
    });
    const given = new Map([
      ['epochs', '5'],
      ['lr', '0.2'],
      ['MODE', 'b c'],
    ]);
    assert.deepEqual(startedLine(workload, given), {
      ok: true,
      value: "MODE='b c' python train.py --lr 0.2 --epochs 5",
    });
  });

  it('shows a line for a shell as it is written', () => {
    const workload = withWrittenParameters({ ...base, command: shell('cd src && python train.py --lr 0.1') });
    assert.deepEqual(startedLine(workload, new Map([['lr', '0.5']])), {
      ok: true,
      value: 'cd src && python train.py --lr 0.5 --epochs 20',
    });
  });
});
