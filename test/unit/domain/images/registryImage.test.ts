import assert from 'node:assert/strict';
import { type FailureCode, fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { askRegistry, type RegistryImage, type RegistryLogin } from '../../../../src/domain/images/registryImage.ts';

const IMAGE: RegistryImage = { digest: 'sha256:aa', architectures: ['amd64'] };
const { signal } = new AbortController();
type Answers = Readonly<Record<string, 'ok' | FailureCode>>;

/** A registry that answers each login in its own way; what is not listed is `unauthorized`. */
async function ask(answers: Answers, secrets: readonly string[] = []): Promise<string> {
  const nameOf = (login: RegistryLogin) => (login.kind === 'config' ? login.base64 : login.kind);
  const describe = async (_reference: string, login: RegistryLogin): Promise<Result<RegistryImage>> => {
    const answer = answers[nameOf(login)] ?? 'unauthorized';
    return answer === 'ok' ? ok(IMAGE) : fail({ code: answer, message: answer });
  };
  const given = [...secrets.map((name) => ({ name, config: name })), { name: 'unreadable' }];
  const found = await askRegistry({ describe }, 'app:1', given, signal);
  if (!found.ok) return found.failure.code;
  return typeof found.value.by === 'string' ? found.value.by : found.value.by.secret;
}

describe('asking a registry', () => {
  it('needs no login for what anybody may pull', async () => {
    assert.equal(await ask({ nobody: 'ok' }, ['s']), 'anybody');
  });

  it('prefers what the pods have to what this machine has', async () => {
    assert.equal(await ask({ b: 'ok', user: 'ok' }, ['a', 'b']), 'b');
    assert.equal(await ask({ nobody: 'not-found', user: 'ok' }), 'you');
  });

  it('tells a Secret that is refused from nothing being known', async () => {
    assert.equal(await ask({ user: 'ok' }, ['a']), 'forbidden');
    assert.equal(await ask({}, ['a']), 'forbidden');
    assert.equal(await ask({}), 'unauthorized');
  });

  it('is sure that an image is missing only when somebody with a login says so', async () => {
    assert.equal(await ask({ nobody: 'not-found', a: 'not-found' }, ['a']), 'not-found');
    assert.equal(await ask({ nobody: 'not-found', user: 'not-found' }), 'not-found');
  });

  it('stops when nobody answers', async () => {
    assert.equal(await ask({ nobody: 'timeout', user: 'ok' }), 'timeout');
    assert.equal(await ask({ user: 'unreachable' }), 'unreachable');
  });
});
