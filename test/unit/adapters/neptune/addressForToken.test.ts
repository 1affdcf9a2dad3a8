import assert from 'node:assert/strict';
import { addressForToken } from '../../../../src/adapters/neptune/addressForToken.ts';

const sentTo = (url: string, tokenUrl: string) => {
  const origin = addressForToken(url, { text: 'x', url: tokenUrl });
  return origin.ok ? origin.value : origin.failure.code;
};

describe('where an API token of Neptune goes', () => {
  it('is the server that the user has named', () => {
    assert.equal(sentTo('https://n.example.com/team/p', 'https://n.example.com'), 'https://n.example.com');
    assert.equal(sentTo('http://n.example.com:8080', 'http://n.example.com:8080'), 'http://n.example.com:8080');
    assert.equal(sentTo('https://n.example.com', 'https://n.example.com/a/b/'), 'https://n.example.com/a/b');
  });

  it('is the host of the same site that the token names, with TLS', () => {
    assert.equal(sentTo('https://neptune.corp.com', 'https://api.neptune.corp.com'), 'https://api.neptune.corp.com');
    assert.equal(sentTo('https://ui.ml.corp.com', 'https://api.ml.corp.com'), 'https://api.ml.corp.com');
    assert.equal(sentTo('https://neptune.corp.com', 'http://api.neptune.corp.com'), 'unauthorized');
  });

  it('is this machine, when the user reaches the server through it', () => {
    assert.equal(sentTo('http://127.0.0.1:8080', 'https://n.corp.com'), 'http://127.0.0.1:8080');
  });

  it('is no other server', () => {
    const others = [
      'https://evil.com',
      'https://b.hosting.com',
      'https://com',
      'https://127.0.0.1',
      'https://xn.corp.com.evil.com',
    ];
    for (const other of others) assert.equal(sentTo('https://a.hosting.com', other), 'unauthorized', other);
    assert.equal(sentTo('https://10.0.0.1', 'https://10.0.0.2'), 'unauthorized');
  });
});
