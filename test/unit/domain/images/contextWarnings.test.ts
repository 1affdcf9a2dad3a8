import assert from 'node:assert/strict';
import { ContextSurvey, riskOfFile } from '../../../../src/domain/images/contextSurvey.ts';
import { appendIgnoreLines, contextWarnings } from '../../../../src/domain/images/contextWarnings.ts';

const MB = 1_000_000;

describe('contextWarnings', () => {
  for (const [path, sizeBytes, risk] of [
    ['.env', 10, 'secret'],
    ['conf/.env.production', 10, 'secret'],
    ['.env.example', 10, undefined],
    ['id_rsa', 10, 'secret'],
    ['keys/server.pem', 10, 'secret'],
    ['certs/ca.pem', 10, undefined],
    ['.aws/credentials', 10, 'secret'],
    ['.kube/config', 10, 'secret'],
    ['config', 10, undefined],
    ['kaggle.json', 10, 'secret'],
    ['model.pt', 10, 'checkpoint'],
    ['weights/model.safetensors', 10, 'checkpoint'],
    ['firmware.bin', 10, undefined],
    ['firmware.bin', 50 * MB, 'checkpoint'],
    ['data/train.csv', 2 * MB, 'dataset'],
    ['fixtures/small.csv', 2 * MB, undefined],
    ['train.parquet', 20 * MB, 'dataset'],
    ['video.raw', 200 * MB, 'big'],
    ['train.py', 1000, undefined],
  ] as const) {
    it(`takes ${path} of ${sizeBytes} bytes for ${risk ?? 'harmless'}`, () =>
      assert.equal(riskOfFile(path, sizeBytes), risk));
  }

  it('counts folders as a whole, secrets first, and proposes lines', () => {
    const survey = new ContextSurvey();
    for (const folder of ['.git', 'web', 'web/node_modules', 'src/__pycache__']) survey.folder(folder);
    survey.file('.git/objects/pack', 30 * MB);
    survey.file('web/node_modules/a/key.pem', 5);
    survey.file('src/__pycache__/a.pyc', 10);
    survey.file('runs/epoch=1.ckpt', 40 * MB);
    survey.file('a b[1].pem', 5);
    survey.file('.env', 5);
    const warnings = contextWarnings(survey.findings());
    assert.deepEqual(
      warnings.map(({ risk }) => risk),
      ['secret', 'checkpoint', 'environment', 'git'],
    );
    assert.deepEqual(
      warnings.map(({ ignoreLines }) => ignoreLines),
      [['a b\\[1\\].pem', '**/.env'], ['**/*.ckpt'], ['**/node_modules'], ['.git']],
    );
    assert.match(warnings[1]?.text ?? '', /runs\/epoch=1\.ckpt \(38\.1 MiB\)/);
    assert.equal(survey.files, 6);
  });

  it('says nothing about a small context', () => {
    const survey = new ContextSurvey();
    survey.folder('.git');
    survey.file('.git/HEAD', 20);
    survey.file('train.py', 20);
    assert.deepEqual(contextWarnings(survey.findings()), []);
  });

  it('appends lines that are not there yet, in the file’s own line ends', () => {
    assert.equal(appendIgnoreLines('', ['a']), 'a\n');
    assert.equal(appendIgnoreLines('a\nb', ['b', 'c']), 'a\nb\nc\n');
    assert.equal(appendIgnoreLines('a\r\n', ['c']), 'a\r\nc\r\n');
    assert.equal(appendIgnoreLines('a\n', ['a']), 'a\n');
  });
});
