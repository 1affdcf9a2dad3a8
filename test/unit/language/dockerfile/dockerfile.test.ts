import assert from 'node:assert/strict';
import { Dockerfile } from '../../../../src/language/dockerfile/dockerfile.ts';
import { runCommands } from '../../../../src/language/dockerfile/runCommands.ts';
import { isShipped } from '../../../../src/language/dockerfile/stageUse.ts';

const wordsOf = (text: string): readonly (readonly string[])[] =>
  new Dockerfile(text).instructions.map(({ keyword, words }) => [keyword, ...words.map((word) => word.text)]);

describe('Dockerfile', () => {
  it('joins continued lines; comments and blank lines between say nothing', () => {
    const text = 'FROM a\nRUN one \\\n  # no \\\n\n  two\\\nthree\nUSER 1\n';
    assert.deepEqual(wordsOf(text), [
      ['FROM', 'a'],
      ['RUN', 'one', 'twothree'],
      ['USER', '1'],
    ]);
    const [, run] = new Dockerfile(text).instructions;
    assert.equal(run?.source.emptyLines.length, 1);
    const [, second] = run?.words ?? [];
    assert.equal(text.slice(second?.start, second?.end), 'two\\\nthree');
  });

  it('joins a keyword that goes on at the very start of the next line', () => {
    const text = 'FR\\\nOM a\nUSER\\\n 1\nUSER\\\n1\n';
    assert.deepEqual(wordsOf(text), [['FROM', 'a'], ['USER', '1'], ['USER1']]);
    const { instructions } = new Dockerfile(text);
    const spans = instructions.map(({ keywordSpan }) => text.slice(keywordSpan.start, keywordSpan.end));
    assert.deepEqual(spans, ['FR\\\nOM', 'USER', 'USER\\\n1']);
    assert.equal(instructions[0]?.written, 'FROM');
  });

  it('reads the same with line ends of Windows', () => {
    const text = 'ARG A=1\nFROM a AS b\nRUN x \\\n  y <<E\nz\nE\nCOPY a b\n';
    assert.deepEqual(wordsOf(text.replaceAll('\n', '\r\n')), wordsOf(text));
  });

  it('continues lines with the character that a directive names, in the first comments only', () => {
    assert.deepEqual(wordsOf('# escape=`\nFROM a\nRUN b `\n c\\\n'), [
      ['FROM', 'a'],
      ['RUN', 'b', 'c\\'],
    ]);
    assert.equal(new Dockerfile('# hello\n# escape=`\nFROM a').escape, '\\');
    assert.equal(new Dockerfile('#Syntax = x/y:1\n\nFROM a').isForeign, true);
    assert.equal(new Dockerfile('# syntax=docker/dockerfile:1.7-labs\nFROM a').isForeign, false);
  });

  it('keeps lines of heredocs apart, several of one instruction too', () => {
    const text = 'FROM a\nCOPY <<one <<-"two" /x/\nFROM no\none\n\t$b\n\ttwo\nRUN <<E cat\nE\nUSER 1';
    const file = new Dockerfile(text);
    assert.deepEqual(
      file.instructions.map(({ keyword }) => keyword),
      ['FROM', 'COPY', 'RUN', 'USER'],
    );
    assert.deepEqual(
      file.instructions[1]?.heredocs.map(({ name, content, isExpanded }) => [
        name,
        text.slice(content.start, content.end),
        isExpanded,
      ]),
      [
        ['one', 'FROM no\n', true],
        ['two', '\t$b\n', false],
      ],
    );
    assert.equal(new Dockerfile('FROM a\nRUN <<E\nx').instructions[1]?.heredocs[0]?.isClosed, false);
    assert.equal(new Dockerfile('FROM a\nRUN cat <<<x\nUSER 1').instructions.length, 3);
  });

  it('takes flags from what follows them', () => {
    const [, copy] = new Dockerfile('FROM a\nCOPY --from="b c" --link -- --x /y').instructions;
    assert.deepEqual(
      copy?.flags.map(({ name, value }) => [name, value]),
      [
        ['from', 'b c'],
        ['link', undefined],
      ],
    );
    assert.deepEqual(
      copy?.words.map(({ text }) => text),
      ['--x', '/y'],
    );
  });

  it('tells the JSON form from what only looks like it', () => {
    const form = (line: string) => new Dockerfile(`FROM a\n${line}`).instructions[1]?.jsonForm;
    const json = form('CMD [ "a", \\\n "b\\"c" ]');
    assert.ok(json && typeof json !== 'string');
    assert.deepEqual(
      json.words.map(({ text }) => text),
      ['a', 'b"c'],
    );
    assert.equal(form("CMD ['a']"), 'none');
    assert.equal(form('CMD ["a"] b'), 'none');
    assert.equal(form('CMD [1]'), 'mixed');
  });

  it('knows what a stage starts from, and which values variables have', () => {
    const file = new Dockerfile(
      'ARG V=3.12\nARG NO\nFROM python:${V}-slim AS Base\nENV A=1 B=$V\nARG V\nENV C=$V$A\nFROM base\nFROM x:$NO\nFROM y:${NO:-2}',
    );
    const [base, next, unknown, preset] = file.stages;
    assert.equal(base?.base, 'python:3.12-slim');
    assert.equal(base?.image?.repository, 'library/python');
    assert.equal(next?.parent, base);
    assert.equal(next?.root, base);
    assert.equal(next?.image, undefined);
    assert.equal(unknown?.base, undefined);
    assert.equal(preset?.base, 'y:2');
    assert.deepEqual(Array.from(base?.variables ?? []), [
      ['A', '1'],
      ['B', undefined],
      ['C', undefined],
    ]);
    const last = base?.instructions.at(-1);
    assert.equal(last && base?.variablesBefore(last).get('V'), '3.12');
  });

  it('finds the program behind words that only start it', () => {
    const programs = (line: string): readonly string[] => {
      const run = new Dockerfile(`FROM a\n${line}`).instructions.findLast(({ keyword }) => keyword === 'RUN');
      return run ? runCommands(run).map(({ program, subcommand }) => `${program} ${subcommand?.text ?? ''}`) : [];
    };
    assert.deepEqual(
      programs('RUN A=1 sudo -u x env B=2 /usr/bin/apt-get -y install z && python3.11 -m pip install y'),
      ['apt-get install', 'pip install'],
    );
    assert.deepEqual(programs('RUN ["pip3", "install", "x"]'), ['pip install']);
    assert.deepEqual(programs('RUN timeout 5 uv pip install x | tee y'), ['uv install', 'tee y']);
    assert.deepEqual(programs('SHELL ["pwsh", "-c"]\nRUN x'), []);
  });

  it('knows which stages end in an image', () => {
    const file = new Dockerfile(
      'FROM a AS one\nFROM a AS two\nFROM a AS three\nFROM one\nCOPY --from=two /x /x\nRUN --mount=type=bind,from=0,target=/y true',
    );
    assert.deepEqual(file.stages.map(isShipped), [true, false, true, true]);
  });

  it('survives every cut of a file', () => {
    const text =
      '# escape=`\n# x\nARG A\nFROM a:${A} AS b\nRUN --mount=type=cache a `\n b "c" <<-E | d $(e `f`) ${g:-h}\n\tx\n\tE\nENV A="b c" D=\'e\'\nHEALTHCHECK --interval=1s CMD ["a"]\nONBUILD COPY --from=b ["c", "d"]';
    for (let end = 0; end <= text.length; end++) {
      for (const cut of [text.slice(0, end), text.slice(end), text.slice(0, end).replace('`', '\\')]) {
        for (const one of new Dockerfile(cut).instructions) {
          assert.ok(one.words && one.pairs && one.variables && one.end <= cut.length);
          for (const command of one.script?.commands ?? [])
            assert.ok(command.start <= command.end && command.end <= cut.length);
        }
      }
    }
  });
});
