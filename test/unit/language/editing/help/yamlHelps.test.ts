import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bundledFieldTrees } from '../../../../../src/adapters/schemas/bundledSchemas.ts';
import { readFieldTrees } from '../../../../../src/language/editing/help/fields/fieldTrees.ts';
import { textHelpOf } from '../../../../../src/language/editing/help/textHelpOf.ts';
import type { FileLanguage } from '../../../../../src/language/lint/fileLanguage.ts';
import { atCursor, written } from './atCursor.ts';

const trees = readFieldTrees(bundledFieldTrees());

/** Help of a language, with what is left to others. */
function helpIn(language: FileLanguage, ...left: readonly string[]) {
  const help = (text: string) => textHelpOf({ language, text }, { left: new Set(left), fields: () => trees });
  return {
    labels: (marked: string): readonly string[] => {
      const { text, offset } = atCursor(marked);
      return (
        help(text)
          .offers(offset)
          ?.offers.map(({ label }) => label) ?? []
      );
    },
    taken: (marked: string, label: string): string => written(marked, (text, at) => help(text).offers(at), label),
    said: (marked: string): string | undefined => {
      const { text, offset } = atCursor(marked);
      return help(text).explanation(offset)?.markdown;
    },
  };
}

describe('help in Compose files', () => {
  const { labels, taken, said } = helpIn('compose');
  const PROJECT = `services:
  db:
    image: postgres:16
    profiles: [data]
  web:
    image: web:1
`;
  const TOP = 'networks: {front: {}, back: {}}\nvolumes:\n  weights:\nsecrets:\n  token: {file: t}\n';

  it('offers fields that are not there, at their column', () => {
    assert.ok(labels('|').includes('services'));
    const fields = labels(`${PROJECT}    |\n`);
    assert.ok(fields.includes('depends_on') && fields.includes('shm_size') && !fields.includes('image'));
    assert.equal(taken('services:\n  a:\n    dep|\n', 'deploy'), 'services:\n  a:\n    deploy:\n      \n');
    assert.equal(taken('services:\n  a:\n    cap|\n', 'cap_add'), 'services:\n  a:\n    cap_add:\n      - \n');
    assert.equal(taken('services:\n  a: { im| }\n', 'image'), 'services:\n  a: { image:  }\n');
    assert.equal(taken('services:\n  a:\n    im|: x\n', 'image'), 'services:\n  a:\n    image: x\n');
  });

  it('offers values', () => {
    assert.ok(labels('services:\n  a:\n    init: |\n').includes('true'));
    const conditions = labels(`${PROJECT}    depends_on:\n      db:\n        condition: |\n`);
    assert.ok(conditions.includes('service_healthy'));
    assert.ok(labels('services:\n  a:\n    image: |\n').includes('python:3.12-slim'));
  });

  it('offers names of the file where they are meant', () => {
    assert.deepEqual(labels(`${PROJECT}    depends_on: [|]\n`), ['db']);
    assert.deepEqual(labels(`${PROJECT}    depends_on:\n      - |\n`), ['db']);
    assert.deepEqual(labels(`${PROJECT}    depends_on:\n      - db\n      - |\n`), []);
    assert.equal(labels(`${PROJECT}    depends_on:\n      |\n`)[0], 'db');
    assert.deepEqual(labels(`${PROJECT}    extends: |\n`), ['db']);
    assert.ok(labels(`${PROJECT}    network_mode: |\n`).includes('service:db'));
    assert.deepEqual(labels(`${PROJECT}    networks: [front, |]\n${TOP}`), ['back']);
    assert.equal(
      taken(`${PROJECT}    volumes:\n      - |\n${TOP}`, 'weights'),
      `${PROJECT}    volumes:\n      - weights:\n${TOP}`,
    );
    assert.ok(labels(`${PROJECT}    secrets:\n      - |\n${TOP}`).includes('token'));
    assert.deepEqual(labels(`${PROJECT}    profiles: [|]\n`), ['data']);
  });

  it('offers GPUs as a whole', () => {
    assert.match(
      taken('services:\n  a:\n    |\n', 'deploy: GPUs'),
      /\n {8}reservations:\n {10}devices:\n {12}- driver: nvidia\n/,
    );
    assert.ok(!labels('services:\n  a:\n    deploy: {}\n    |\n').includes('deploy: GPUs'));
  });

  it('explains fields, and what an image holds', () => {
    assert.match(said('services:\n  a:\n    depends|_on: [b]\n') ?? '', /\*\*depends_on\*\*\n\n/);
    assert.match(
      said('services:\n  a:\n    image: pytorch/pyt|orch:2.5.1-cuda12.4-cudnn9-runtime\n') ?? '',
      /CUDA 12\.4/,
    );
    assert.equal(said('services:\n  a:\n    image: own|:1\n'), undefined);
    assert.equal(said('services:\n  a|:\n    image: x\n'), undefined);
  });

  it('leaves to others what they offer', () => {
    const keys = helpIn('compose', 'composeKeys');
    assert.deepEqual(keys.labels(`${PROJECT}    depends_on: [|]\n`), ['db']);
    assert.ok(!keys.labels('services:\n  a:\n    |\n').includes('image'));
    assert.ok(keys.labels('services:\n  a:\n    |\n').includes('gpus: all'));
    assert.equal(keys.said('services:\n  a:\n    depends|_on: [b]\n'), undefined);
    assert.deepEqual(helpIn('compose', 'composeNames').labels(`${PROJECT}    extends: |\n`), []);
  });

  it('survives what cannot be read', () => {
    for (const text of ['', ': :\n', '- a\n- ', '{', '*x: ', 'services: *x\n  a', '---\n---\n']) {
      for (let at = 0; at <= text.length; at++) labels(`${text.slice(0, at)}|${text.slice(at)}`);
    }
  });
});

describe('help in workflows', () => {
  const { labels, taken, said } = helpIn('workflow');
  const JOBS = `on: push
jobs:
  build:
    name: Build it
    runs-on: [self-hosted, a100]
    outputs: { image: x }
    steps:
      - id: tag
        uses: docker/build-push-action@v6
  train:
    needs: build
    strategy: { matrix: { fold: [1, 2], include: [{ extra: 1 }] } }
`;

  it('offers fields and words', () => {
    assert.ok(labels('|').includes('jobs'));
    const fields = labels(`${JOBS}    |\n`);
    assert.ok(fields.includes('container') && fields.includes('runs-on') && !fields.includes('needs'));
    assert.ok(labels('on:\n  |\n').includes('pull_request'));
    assert.ok(labels('on: [|]\n').includes('push'));
    assert.ok(labels('permissions:\n  contents: |\n').includes('read'));
    assert.ok(labels('jobs:\n  a:\n    steps:\n      - |\n').includes('uses'));
    assert.ok(labels('jobs:\n  a:\n    container:\n      |\n').includes('credentials'));
    assert.equal(taken('jobs:\n  a:\n    st|\n', 'steps'), 'jobs:\n  a:\n    steps:\n      - \n');
  });

  it('offers jobs, runners, actions and images', () => {
    assert.deepEqual(labels(`${JOBS}  last:\n    needs: [build, |]\n`), ['train']);
    assert.deepEqual(labels(`${JOBS}  last:\n    needs:\n      - |\n`), ['build', 'train']);
    assert.deepEqual(labels(`${JOBS}    runs-on: |\n`).slice(0, 3), ['self-hosted', 'a100', 'ubuntu-latest']);
    assert.deepEqual(labels(`${JOBS}    steps:\n      - uses: |\n`), ['docker/build-push-action@v6']);
    assert.ok(labels(`${JOBS}    container: |\n`).includes('python:3.12-slim'));
  });

  it('offers what expressions can name', () => {
    const run = (expression: string) =>
      labels(`${JOBS}    steps:\n      - id: own\n      - run: echo \${{ ${expression} }}\n`);
    assert.deepEqual(run('needs.|'), ['build']);
    assert.deepEqual(run('needs.build.|'), ['outputs', 'result']);
    assert.deepEqual(run('needs.build.outputs.|'), ['image']);
    assert.ok(run('github.re|').includes('ref_name'));
    assert.ok(run('runner.|').includes('temp'));
    assert.deepEqual(run('unknown.|'), []);
    assert.deepEqual(run('steps.|'), ['own']);
    assert.deepEqual(run("format('{0}', matrix.f|"), ['fold', 'extra']);
  });

  it('looks for expressions near the cursor alone', () => {
    assert.deepEqual(labels(`a: ${'${{ needs. '.repeat(20_000)}|\n`), []);
  });

  it('offers the inputs of a workflow', () => {
    const calls = 'on:\n  workflow_dispatch:\n    inputs:\n      size: {}\n';
    assert.deepEqual(labels(`${JOBS.replace('on: push\n', calls)}    steps:\n      - run: echo \${{ inputs.| }}\n`), [
      'size',
    ]);
  });

  it('explains fields', () => {
    assert.match(said('jobs:\n  a:\n    timeout-min|utes: 5\n') ?? '', /\*\*timeout-minutes\*\*[^]*360/);
  });

  it('leaves to others what they offer', () => {
    const names = helpIn('workflow', 'workflowNames', 'workflowKeys');
    assert.deepEqual(names.labels(`${JOBS}    |\n`), []);
    assert.deepEqual(names.labels(`${JOBS}    runs-on: |\n`), []);
  });
});

describe('help in pipelines of GitLab', () => {
  const { labels, taken, said } = helpIn('gitlab');
  const JOBS = `stages: [prepare, train]
.gpu:
  tags: [gpu]
data:
  stage: prepare
  script: [make]
train:
  script: [train]
`;

  it('offers fields and words', () => {
    const top = labels('|');
    assert.ok(top.includes('stages') && top.includes('include') && !top.includes('script'));
    const fields = labels(`${JOBS}  |\n`);
    assert.ok(fields.includes('artifacts') && fields.includes('needs') && !fields.includes('script'));
    assert.ok(labels('a:\n  when: |\n').includes('manual'));
    assert.ok(labels('a:\n  artifacts:\n    reports:\n      |\n').includes('junit'));
    assert.equal(taken('a:\n  art|\n', 'artifacts'), 'a:\n  artifacts:\n    \n');
  });

  it('offers stages and jobs', () => {
    assert.deepEqual(labels(`${JOBS}  stage: |\n`), ['.pre', '.post', 'prepare', 'train']);
    assert.deepEqual(labels(`${JOBS}  needs: [|]\n`), ['data']);
    assert.ok(labels(`${JOBS}  needs:\n    - job: |\n`).includes('data'));
    assert.deepEqual(labels(`${JOBS}  extends: |\n`), ['.gpu', 'data']);
    assert.ok(labels(`${JOBS}  image: |\n`).includes('python:3.12-slim'));
  });

  it('explains fields', () => {
    assert.match(said('a:\n  resource_gr|oup: x\n') ?? '', /never run at the same time/);
  });

  it('leaves fields to others', () => {
    const keys = helpIn('gitlab', 'gitlabKeys');
    assert.deepEqual(keys.labels(`${JOBS}  |\n`), []);
    assert.deepEqual(keys.labels(`${JOBS}  needs: [|]\n`), ['data']);
  });
});

describe('field trees', () => {
  it('are read from what is shipped alone', () => {
    assert.ok(trees);
    for (const text of ['', '[]', '{"format":2}', '{"format":1,"compose":1,"workflow":{}}'])
      assert.equal(readFieldTrees(text), undefined);
  });
});
