import assert from 'node:assert/strict';
import { baseImages, parseDockerfile } from '../../../../src/domain/images/dockerfile.ts';

const TEXT = [
  '# syntax=docker/dockerfile:1',
  'ARG PYTHON=3.13',
  'ARG BASE="python:${PYTHON}-slim"',
  'FROM --platform=linux/amd64 ${BASE} AS Build',
  'ARG TARGETARCH',
  'ARG WORD WITH=default',
  '# in between',
  'RUN apt-get update && \\',
  '    # a comment inside',
  '',
  '    apt-get install -y x',
  'COPY <<EOF /a.txt',
  'FROM nothing',
  'EOF',
  'FROM scratch',
  'COPY --from=build /a /b',
  'FROM build as last',
  'RUN true',
].join('\n');

describe('dockerfile', () => {
  const parsed = parseDockerfile(TEXT);

  it('finds instructions with their lines, continuations and heredocs', () => {
    assert.deepEqual(
      parsed.instructions.map(({ keyword, line, endLine, stage }) => `${keyword} ${line}-${endLine} ${stage}`),
      [
        'ARG 2-2 -1',
        'ARG 3-3 -1',
        'FROM 4-4 0',
        'ARG 5-5 0',
        'ARG 6-6 0',
        'RUN 8-11 0',
        'COPY 12-14 0',
        'FROM 15-15 1',
        'COPY 16-16 1',
        'FROM 17-17 2',
        'RUN 18-18 2',
      ],
    );
    assert.equal(parsed.instructions[5]?.rest, 'apt-get update && apt-get install -y x');
  });

  it('finds stages and arguments', () => {
    assert.deepEqual(
      parsed.stages.map(({ name, base }) => [name, base]),
      [
        ['Build', '${BASE}'],
        [undefined, 'scratch'],
        ['last', 'build'],
      ],
    );
    assert.deepEqual(
      parsed.args.map(({ name, default: preset }) => [name, preset]),
      [
        ['PYTHON', '3.13'],
        ['BASE', 'python:${PYTHON}-slim'],
        ['WORD', undefined],
        ['WITH', 'default'],
      ],
    );
  });

  it('names base images with arguments filled in, without stages and scratch', () => {
    const text =
      'ARG TAG=1\nARG NAME\nFROM a:${TAG} AS one\nFROM one\nFROM scratch\nFROM b:${MISSING:-2}\nFROM $NAME\n';
    assert.deepEqual(baseImages(parseDockerfile(text), new Map([['NAME', 'c']])), ['a:1', 'b:2', 'c']);
    assert.deepEqual(baseImages(parseDockerfile(text), new Map([['TAG', '9']])), ['a:9', 'b:2']);
  });

  it('fills in arguments that stand in the default of another one', () => {
    assert.deepEqual(baseImages(parsed, new Map()), ['python:3.13-slim']);
  });

  it('knows the other escape character', () => {
    const { instructions } = parseDockerfile('# escape=`\nFROM x\nRUN a `\n  b\nRUN c \\\n');
    assert.deepEqual(
      instructions.map(({ rest }) => rest),
      ['x', 'a b', 'c \\'],
    );
  });
});
