import assert from 'node:assert/strict';
import { BuildProgress } from '../../../../src/domain/images/buildProgress.ts';
import { parseDockerfile } from '../../../../src/domain/images/dockerfile.ts';
import { type BuildErrorFacts, buildFailure, instructionOf } from '../../../../src/domain/images/dockerfileErrors.ts';

const TEXT =
  'FROM python:3.13 AS build\nWORKDIR /app\nENV A=1\nCOPY data /data\nRUN pip install -r requirements.txt\nFROM build\nRUN train\n';

function facts(
  message: string,
  step?: { readonly name: string; readonly log?: string },
  more: Partial<BuildErrorFacts> = {},
): BuildErrorFacts {
  const progress = new BuildProgress();
  if (step) {
    progress.apply({ kind: 'step', id: 'a', name: step.name, state: 'failed' });
    if (step.log !== undefined) progress.apply({ kind: 'log', stepId: 'a', text: step.log, stream: 'stderr' });
  }
  return { message, steps: progress.steps, dockerfile: '/w/Dockerfile', dockerfileText: TEXT, ...more };
}
const pip = '[build 4/4] RUN pip install -r requirements.txt';

describe('dockerfileErrors', () => {
  it('finds the line by stage and number, with and without instructions that make no layer', () => {
    const dockerfile = parseDockerfile(TEXT);
    assert.equal(instructionOf(dockerfile, pip)?.line, 5);
    assert.equal(instructionOf(dockerfile, '[stage-1 2/2] RUN train')?.line, 7);
    assert.equal(instructionOf(dockerfile, '[5/7] RUN pip install -r requirements.txt')?.line, 5);
    assert.equal(instructionOf(dockerfile, '[internal] load build context'), undefined);
  });

  it('takes the line from the words of the builder when it says one', () => {
    const syntax = buildFailure(
      facts('failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN (did you mean RUN?)'),
    );
    assert.equal(syntax.code, 'invalid');
    assert.equal(syntax.location?.line, 3);
    assert.match(syntax.message, /unknown instruction: RUNN/);
    const excerpt = 'Dockerfile:5\n--------------------\n   4 |     COPY\n   5 | >>> RUN x\n';
    assert.equal(buildFailure(facts('ERROR: failed to solve: odd', undefined, { output: excerpt })).location?.line, 5);
  });

  const causes: readonly (readonly [string, BuildErrorFacts, string, RegExp])[] = [
    [
      'a package that pip does not find',
      facts('process "/bin/sh -c pip" did not complete successfully: exit code: 1', {
        name: pip,
        log: 'ERROR: Could not find a version that satisfies the requirement torch==9 (from versions: 2.0, 2.1)\nERROR: No matching distribution found for torch==9\n',
      }),
      'not-found',
      /no version of torch==9/,
    ],
    [
      'pip without a network',
      facts('exit code: 1', {
        name: pip,
        log: 'WARNING: Retrying after: Failed to establish a new connection\nERROR: No matching distribution found for torch\n',
      }),
      'unreachable',
      /did not reach the network/,
    ],
    [
      'a full disk',
      facts('exit code: 1', { name: pip, log: 'OSError: [Errno 28] No space left on device\n' }),
      'no-space',
      /disk of the engine is full/,
    ],
    [
      'a base image that one may not pull',
      facts('pull access denied for team/base, repository does not exist or may require authorization'),
      'unauthorized',
      /team\/base/,
    ],
    [
      'a base image that is not there',
      facts(
        'python:9.99: failed to resolve source metadata for docker.io/library/python:9.99: docker.io/library/python:9.99: not found',
      ),
      'not-found',
      /docker\.io\/library\/python:9\.99 does not exist/,
    ],
    [
      'a base image for another platform',
      facts('no match for platform in manifest: not found'),
      'unsupported',
      /does not exist for the platform/,
    ],
    [
      'a missing file, current BuildKit',
      facts(
        'failed to solve: failed to compute cache key: failed to calculate checksum of ref abc::def: "/data": not found',
        { name: '[build 3/4] COPY data /data' },
      ),
      'not-found',
      /^data is not in the build context/,
    ],
    [
      'a missing file, BuildKit 0.8',
      facts('failed to compute cache key: "/data" not found: not found'),
      'not-found',
      /^data is not/,
    ],
    [
      'a missing file, classic builder',
      facts(
        'COPY failed: file not found in build context or excluded by .dockerignore: stat data: file does not exist',
      ),
      'not-found',
      /^data is not/,
    ],
    [
      'another architecture',
      facts('exec /bin/sh: exec format error', { name: pip }),
      'unsupported',
      /another architecture/,
    ],
    ['a stage that is not there', facts('target stage "prod" could not be found'), 'invalid', /no stage prod/],
    [
      'a command that fails',
      facts("The command '/bin/sh -c pip' returned a non-zero code: 2", { name: pip, log: 'boom\n\n' }),
      'rejected',
      /“RUN pip install -r requirements\.txt” ended with exit code 2: boom/,
    ],
    [
      'anything else',
      facts('rpc error: code = Unknown desc = something odd'),
      'rejected',
      /^The build failed: something odd$/,
    ],
  ];
  for (const [name, given, code, words] of causes) {
    it(`explains ${name}`, () => {
      const failure = buildFailure(given);
      assert.equal(failure.code, code);
      assert.match(failure.message, words);
      assert.equal(failure.location?.path, '/w/Dockerfile');
    });
  }

  it('tells an ignored file from a missing one', () => {
    const ignored = buildFailure(
      facts('failed to compute cache key: "/data" not found: not found', undefined, {
        isIgnored: (path) => path === 'data',
      }),
    );
    assert.match(ignored.message, /left out of the build context by \.dockerignore/);
    assert.match(ignored.nextStep ?? '', /“!data”/);
  });
});
