import assert from 'node:assert/strict';
import { proxyEnvironment } from '../../../../src/domain/base/proxyEnvironment.ts';

describe('the environment with the proxy of VS Code', () => {
  const own = { PATH: '/bin', https_proxy: 'http://own:1', NO_PROXY: '.local' };
  const nothing = { proxy: '', noProxy: [], support: 'override' };

  it('is as it was when VS Code names none, or is told to leave extensions alone', () => {
    assert.equal(proxyEnvironment(nothing, own), own);
    assert.equal(proxyEnvironment({ proxy: 'http://set:2', noProxy: ['a'], support: 'off' }, own), own);
  });

  it('names the proxy of VS Code in place of its own, in whatever letters that stood', () => {
    const made = proxyEnvironment({ ...nothing, proxy: 'http://set:2' }, own);
    assert.deepEqual(made, {
      PATH: '/bin',
      NO_PROXY: '.local',
      HTTPS_PROXY: 'http://set:2',
      HTTP_PROXY: 'http://set:2',
      ALL_PROXY: 'http://set:2',
    });
  });

  it('leaves out whom either names', () => {
    const made = proxyEnvironment({ ...nothing, noProxy: ['one', '.two'] }, own);
    assert.deepEqual([made['https_proxy'], made['NO_PROXY']], ['http://own:1', 'one,.two,.local']);
    const small = proxyEnvironment({ ...nothing, noProxy: ['one'] }, { no_proxy: 'x' });
    assert.deepEqual(small, { NO_PROXY: 'one,x' });
  });
});
