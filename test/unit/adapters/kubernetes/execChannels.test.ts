import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endOf, execFailure } from '../../../../src/adapters/kubernetes/execChannels.ts';

describe('the end of a program in a container', () => {
  it('is success, an exit code, or the words of the server', () => {
    assert.deepEqual(endOf('{"status":"Success"}'), { exitCode: 0 });
    const causes = [{ reason: 'ExitCode', message: '7' }];
    assert.deepEqual(endOf(JSON.stringify({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } })), {
      exitCode: 7,
    });
    assert.deepEqual(endOf('{"status":"Failure","message":"no \\u001b[31msuch"}'), {
      exitCode: undefined,
      problem: 'no such',
    });
    assert.deepEqual(endOf('plain words'), { exitCode: undefined, problem: 'plain words' });
  });

  it('becomes a failure when there is no exit code', () => {
    assert.equal(execFailure({ exitCode: undefined }).code, 'unreachable');
    assert.equal(
      execFailure({ exitCode: undefined, problem: 'exec: "x": executable file not found in $PATH' }).code,
      'tool-missing',
    );
    assert.equal(execFailure({ exitCode: undefined, problem: 'container not running' }).code, 'rejected');
  });
});
