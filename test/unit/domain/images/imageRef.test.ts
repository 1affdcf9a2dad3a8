import assert from 'node:assert/strict';
import {
  credentialKey,
  imageNameFrom,
  ownImageName,
  parseImageRef,
  printImageRef,
} from '../../../../src/domain/images/imageRef.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('imageRef', () => {
  it('makes a name that changes with the image', () => {
    const id = `sha256:${'ab'.repeat(32)}`;
    assert.equal(ownImageName('team/train:latest', id), 'team/train:id-abababababab');
    assert.equal(ownImageName('localhost:5000/t', id), 'localhost:5000/t:id-abababababab');
    assert.equal(ownImageName('train', 'no id'), undefined);
  });

  for (const [text, registry, repository, tag, digest] of [
    ['python', 'docker.io', 'library/python', undefined, undefined],
    ['python:3.13', 'docker.io', 'library/python', '3.13', undefined],
    ['team/train:1', 'docker.io', 'team/train', '1', undefined],
    ['docker.io/team/train', 'docker.io', 'team/train', undefined, undefined],
    ['localhost/train', 'localhost', 'train', undefined, undefined],
    ['localhost:5000/a/b/c:x', 'localhost:5000', 'a/b/c', 'x', undefined],
    ['[::1]:5000/a', '[::1]:5000', 'a', undefined, undefined],
    [`ghcr.io/a/b@${DIGEST}`, 'ghcr.io', 'a/b', undefined, DIGEST],
    [`a__b/c-d.e:T_1.x@${DIGEST}`, 'docker.io', 'a__b/c-d.e', 'T_1.x', DIGEST],
  ] as const) {
    it(`reads ${text}`, () => {
      const versions = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
      assert.deepEqual(parseImageRef(text), { registry, repository, ...versions });
    });
  }

  const wrong = [
    '',
    ':',
    'UPPER',
    'a/',
    '/a',
    'a//b',
    'a:',
    'a:-x',
    'a b',
    'a@sha256:1',
    '-a',
    'a/-b',
    'http://a/b',
    `a:${'x'.repeat(129)}`,
    '--flag',
    '$(x)',
  ];
  for (const text of wrong) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(parseImageRef(text), undefined));
  }

  it('prints without the defaults', () => {
    for (const text of ['python:3.13', 'team/a', 'localhost:5000/a:1', `a@${DIGEST}`]) {
      const parsed = parseImageRef(text);
      assert.ok(parsed);
      assert.equal(printImageRef(parsed), text);
    }
  });

  it('makes a name of any text', () => {
    assert.equal(imageNameFrom('My Project_2!'), 'my-project-2');
    assert.equal(imageNameFrom('日本'), 'image');
    for (const text of ['a..b', '-x-', 'A'.repeat(300)]) assert.ok(parseImageRef(imageNameFrom(text)), text);
  });

  it('knows the key of Docker Hub in configuration files', () => {
    assert.equal(credentialKey('docker.io'), 'https://index.docker.io/v1/');
    assert.equal(credentialKey('ghcr.io'), 'ghcr.io');
  });
});
