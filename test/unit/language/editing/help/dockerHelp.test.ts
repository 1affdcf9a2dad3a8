import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dockerHelp } from '../../../../../src/language/editing/help/docker/dockerHelp.ts';
import type { DockerOwner } from '../../../../../src/language/editing/help/docker/offersInDockerfile.ts';
import { atCursor, written } from './atCursor.ts';

/** What is offered at `|`. */
function labels(marked: string, owner: DockerOwner = 'all'): readonly string[] {
  const { text, offset } = atCursor(marked);
  return (
    dockerHelp(text, owner)
      .offers(offset)
      ?.offers.map(({ label }) => label) ?? []
  );
}

/** The text when an offer was taken at `|`. */
const taken = (marked: string, label: string): string =>
  written(marked, (text, offset) => dockerHelp(text, 'all').offers(offset), label);

/** What is said at `|`. */
function said(marked: string, owner: DockerOwner = 'all'): string | undefined {
  const { text, offset } = atCursor(marked);
  return dockerHelp(text, owner).explanation(offset)?.markdown;
}

const STAGES = 'ARG BASE=python:3.12-slim\nFROM ${BASE} AS build\nRUN true\nFROM build AS test\n';

describe('completion in Dockerfiles', () => {
  it('offers what may begin a line', () => {
    assert.deepEqual(labels('|'), ['FROM', 'ARG']);
    assert.deepEqual(labels('ARG A=1\nF|'), ['FROM', 'ARG']);
    const inStage = labels('FROM a\n|\n');
    assert.ok(inStage.includes('RUN') && inStage.includes('FROM') && !inStage.includes('MAINTAINER'));
    assert.ok(labels('FROM a\nRU|N ls').includes('RUN'));
    assert.ok(!labels('FROM a\nONBUILD |').includes('FROM'));
    assert.ok(labels('FROM a\nONBUILD |').includes('COPY'));
    assert.ok(labels('FROM a\nONBUILD CO|').includes('COPY'));
  });

  it('replaces the word that is there', () => {
    assert.equal(taken('FROM a\nwo|\n', 'WORKDIR'), 'FROM a\nWORKDIR ${1:/app}\n');
    assert.equal(taken('FROM a\nCOPY --fr|om=x a b', '--from'), 'FROM a\nCOPY --from= a b');
  });

  it('says nothing in comments, heredocs and commands', () => {
    assert.deepEqual(labels('FROM a\n# R|'), []);
    assert.deepEqual(labels('FROM a\nRUN <<EOF\necho|\nEOF\n'), []);
    assert.deepEqual(labels('FROM a\nRUN echo |'), []);
    assert.deepEqual(labels('FROM a\nRUN echo \\\n  |'), []);
    assert.deepEqual(labels('# syntax=example.com/other:1\nFROM a\n|'), []);
  });

  it('offers flags that are not there, and their values', () => {
    assert.deepEqual(labels('FROM --|'), ['--platform']);
    assert.ok(labels('FROM --platform=|').includes('$BUILDPLATFORM'));
    const copy = labels('FROM a\nCOPY --link --|');
    assert.ok(copy.includes('--from') && copy.includes('--exclude') && !copy.includes('--link'));
    assert.deepEqual(labels(`${STAGES}COPY --from=|`), ['build']);
    assert.deepEqual(labels('FROM a\nCOPY --link=|'), ['true', 'false']);
    assert.ok(labels('FROM a\nRUN --mount=type=cache,target=/x --|').includes('--mount'));
  });

  it('offers fields of mounts by their type', () => {
    assert.ok(labels('FROM a\nRUN --mount=|').includes('type=cache,target=/root/.cache/pip'));
    assert.deepEqual(labels('FROM a\nRUN --mount=type=|').toSorted(), ['bind', 'cache', 'secret', 'ssh', 'tmpfs']);
    const fields = labels('FROM a\nRUN --mount=type=cache,target=/x,|');
    assert.ok(fields.includes('sharing') && !fields.includes('target') && !fields.includes('required'));
    assert.deepEqual(labels('FROM a\nRUN --mount=type=cache,sharing=lo|'), ['shared', 'private', 'locked']);
    assert.deepEqual(labels(`${STAGES}RUN --mount=type=bind,from=|`), ['build']);
    assert.equal(
      taken('FROM a\nRUN --mount=type=cache,sh|ar,target=/x ls', 'sharing'),
      'FROM a\nRUN --mount=type=cache,sharing=,target=/x ls',
    );
  });

  it('offers variables with their values, also to the shell', () => {
    const marked = 'FROM a\nARG EPOCHS=3\nENV OUT=/out/${EPOCHS}\nRUN train --to $|';
    assert.deepEqual(labels(marked), ['OUT', 'EPOCHS']);
    const { text, offset } = atCursor(marked);
    const out = dockerHelp(text, 'all').offers(offset)?.offers[0];
    assert.equal(out?.documentation, '`/out/3`');
    assert.equal(taken('FROM a\nENV DATA=/d\nWORKDIR ${DA|}/x', 'DATA'), 'FROM a\nENV DATA=/d\nWORKDIR ${DATA}/x');
    const globals = labels('ARG BASE=python\nFROM $|');
    assert.ok(globals.includes('BASE') && globals.includes('TARGETPLATFORM'));
    assert.deepEqual(labels('ARG A=1\nARG B=$|\n'), ['A', 'B']);
  });

  it('offers stages and images to start from', () => {
    const offered = labels(`${STAGES}FROM |`);
    assert.deepEqual(offered.slice(0, 2), ['build', 'test']);
    assert.ok(offered.includes('python:3.12-slim'));
    assert.deepEqual(labels('FROM python:3.12-slim |'), ['AS']);
    assert.deepEqual(labels('FROM python:3.12-slim AS |'), []);
    assert.ok(labels('ARG X=1\nFROM a\nARG |').includes('X'));
  });

  it('offers directives at the top alone', () => {
    assert.ok(labels('# |').includes('syntax=docker/dockerfile:1'));
    assert.deepEqual(labels('FROM a\n# |'), []);
  });

  it('leaves to others what they offer', () => {
    assert.deepEqual(labels('FROM a\n|', 'images'), []);
    assert.deepEqual(labels('FROM a\nCOPY --|', 'images'), []);
    assert.ok(labels('FROM |', 'images').includes('python:3.12-slim'));
    assert.ok(!labels(`${STAGES}FROM |`, 'images').includes('build'));
    assert.equal(said('FR|OM python:3.12-slim', 'images'), undefined);
    assert.match(said('FROM pyth|on:3.12-slim', 'images') ?? '', /without compilers/);
  });
});

describe('hover in Dockerfiles', () => {
  it('explains instructions and flags', () => {
    assert.match(said('FROM a\nRU|N ls') ?? '', /keeps what it changed as a layer/);
    assert.match(said('FROM a\nCOPY --fr|om=b a b') ?? '', /\*\*--from\*\*/);
    assert.match(said('FROM a\nONBUILD RU|N ls') ?? '', /as a layer/);
    assert.equal(said('FROM a\n# RU|N'), undefined);
  });

  it('tells values of variables', () => {
    assert.match(said('FROM a\nENV A=1\nRUN echo ${|A}') ?? '', /`1`/);
    assert.match(said('ARG V=3.12\nFROM python:$|V') ?? '', /`3\.12`/);
    assert.match(said('FROM a\nARG TOK|EN\nRUN ls') ?? '', /--build-arg/);
    assert.match(said('FROM a\nENV A=1 B|=${A}2') ?? '', /Environment variable/);
    assert.equal(said('FROM a\nRUN echo $UNKN|OWN'), undefined);
  });

  it('tells what images and stages hold', () => {
    assert.match(said('FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-de|vel') ?? '', /PyTorch[^]*CUDA 12\.4[^]*compilers/);
    assert.match(said(`${STAGES}COPY --from=bui|ld a b`) ?? '', /stage 0, from python:3\.12-slim/);
    assert.match(said('FROM x AS b\nFROM |b') ?? '', /stage 0/);
    assert.equal(said('FROM example.com/own:|1'), undefined);
    assert.match(said('FROM python:3|.11') ?? '', /with compilers/);
    assert.match(said('FROM python:3|.11-alpine') ?? '', /no wheels/);
  });

  it('does not let values out of their code', () => {
    assert.doesNotMatch(said('FROM a\nENV A="`[x](command:y)`"\nRUN echo $|A') ?? '', /`[^`]*`[^`]*`/);
  });
});
