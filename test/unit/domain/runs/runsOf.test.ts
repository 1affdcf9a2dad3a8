import assert from 'node:assert/strict';
import { RUN_LABELS } from '../../../../src/domain/runs/labels.ts';
import { runStateOf, runsOf } from '../../../../src/domain/runs/runsOf.ts';
import { aContainer, aRunContainer } from '../../../support/containers.ts';

const context = { engineId: 'e1', stopped: new Set<string>() };

describe('runsOf', () => {
  it('takes only containers with our label, newest first', () => {
    const older = aRunContainer('a', { createdAt: new Date(1000) });
    const newer = aRunContainer('b', { createdAt: new Date(2000) });
    const runs = runsOf([older, aContainer(), newer], context);
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['b', 'a'],
    );
  });

  it('reads parameters, commit and dirty state from the labels', () => {
    const [run] = runsOf(
      [
        aRunContainer('a', {}, [
          [RUN_LABELS.parameters, '{"epochs":"20","__proto__":"x"}'],
          [RUN_LABELS.commit, 'abc'],
          [RUN_LABELS.dirty, 'true'],
        ]),
      ],
      context,
    );
    assert.equal(run?.parameters.get('epochs'), '20');
    assert.equal(run?.parameters.get('__proto__'), 'x');
    assert.equal(run?.commit, 'abc');
    assert.equal(run?.isDirty, true);
  });

  it('survives a parameters label that is not JSON', () => {
    const [run] = runsOf([aRunContainer('a', {}, [[RUN_LABELS.parameters, '{"epochs":']])], context);
    assert.equal(run?.parameters.size, 0);
  });

  it('says ok, stopped or what the container says', () => {
    const texts = ([0, 137, 1] as const).map((exitCode, index) => {
      const run = aRunContainer(String(index), { state: 'exited', exitCode });
      return runsOf([run], { ...context, stopped: new Set(['1']) })[0]?.stateText;
    });
    assert.deepEqual(texts.slice(0, 2), ['ok', 'stopped']);
    assert.match(texts[2] ?? '', /1/);
  });

  it('knows the ports of a run in the network of the machine', () => {
    const [run] = runsOf([aRunContainer('a', {}, [[RUN_LABELS.hostPorts, '8080/tcp,9000/udp,x']])], context);
    assert.deepEqual(run?.ports, [{ containerPort: 8080, hostPort: 8080, hostIp: '127.0.0.1' }]);
  });

  it('carries the stale mark of its engine', () => {
    const staleSince = new Date(5000);
    assert.equal(runsOf([aRunContainer('a')], { ...context, staleSince })[0]?.staleSince, staleSince);
  });
});

describe('runStateOf', () => {
  const table = [
    { facts: { state: 'created' }, stopped: false, expected: 'queued' },
    { facts: { state: 'created', error: 'exec: not found' }, stopped: false, expected: 'failed' },
    { facts: { state: 'running' }, stopped: false, expected: 'running' },
    { facts: { state: 'exited', exitCode: 0 }, stopped: false, expected: 'ok' },
    { facts: { state: 'exited', exitCode: 0 }, stopped: true, expected: 'ok' },
    { facts: { state: 'exited', exitCode: 1 }, stopped: false, expected: 'failed' },
    { facts: { state: 'exited', exitCode: 137 }, stopped: false, expected: 'failed' },
    { facts: { state: 'exited', exitCode: 137 }, stopped: true, expected: 'cancelled' },
    { facts: { state: 'exited', exitCode: 143 }, stopped: false, expected: 'cancelled' },
    { facts: { state: 'exited' }, stopped: false, expected: 'unknown' },
    { facts: { state: 'dead' }, stopped: false, expected: 'failed' },
  ] as const;
  for (const { facts, stopped, expected } of table) {
    it(`${JSON.stringify(facts)}${stopped ? ', stopped by the user' : ''}: ${expected}`, () => {
      assert.equal(runStateOf(aContainer(facts), stopped), expected);
    });
  }
});
