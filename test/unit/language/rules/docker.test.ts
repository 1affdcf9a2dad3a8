// What the pages of the rules do not show: several stages, variables, heredocs, shells, line ends, and what must stay silent.
import assert from 'node:assert/strict';
import { Dockerfile } from '../../../../src/language/dockerfile/dockerfile.ts';
import { createDockerLinter } from '../../../../src/language/lint/createDockerLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { applyEdits } from '../../../support/ruleExamples.ts';

/** What one rule finds: the texts it underlines. */
function found(rule: string, text: string, options: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const config = {
    ...DEFAULT_LINT_CONFIG,
    rules: new Map([[rule, 'warning'] as const]),
    options: new Map([[rule, options]]),
  };
  return createDockerLinter(config)
    .lint(new Dockerfile(text))
    .flatMap((finding) => (finding.rule === rule ? text.slice(finding.start, finding.end) : []));
}

const on = (lines: string, base = 'debian:12.8-slim'): string => `FROM ${base}\n${lines}\n`;

/** A rule, a text, and what is underlined. */
const TABLE: readonly (readonly [rule: string, text: string, underlined: readonly string[]])[] = [
  // Package managers: options anywhere, other programs in front, what answers for the user.
  [
    'docker-apt-no-yes',
    on('RUN apt-get -qq install git\nRUN apt-get install -qqy git\nRUN yes | apt-get install git'),
    [],
  ],
  [
    'docker-apt-no-yes',
    on('RUN DEBIAN_FRONTEND=x sudo -E /usr/bin/apt-get \\\n  # why\n  install git'),
    ['/usr/bin/apt-get \\\n  # why\n  install'],
  ],
  [
    'docker-apt-no-yes',
    on('ARG OPTS=-y\nRUN apt-get $OPTS install git\nRUN echo apt-get install git\nCMD apt-get install git'),
    [],
  ],
  ['docker-apt-no-yes', on('RUN <<EOF\nset -e\napt-get install git\nEOF'), ['apt-get install']],
  ['docker-apt-no-yes', on('ONBUILD RUN apt-get install git'), ['apt-get install']],
  ['docker-apt-lists', on('RUN --mount=type=cache,target=/var/lib/apt apt-get update'), []],
  ['docker-apt-lists', on('RUN apt-get update && rm -rf /var/lib/apt/lists/* /tmp/*'), []],
  [
    'docker-apt-lists',
    `${on('RUN apt-get update').replace('slim', 'slim AS build')}FROM debian:12.8-slim\nCOPY --from=build /a /b\n`,
    [],
  ],
  ['docker-apt-unpinned', on('RUN apt-get install -y -t bookworm-backports git=1 ./x.deb $PKG curl'), ['curl']],
  ['docker-apk-unpinned', on('RUN apk add --virtual .deps -X http://a/b git~=2 curl', 'alpine:3.20'), ['curl']],
  [
    'docker-npm-unpinned',
    on('RUN npm install -g @scope/a @scope/b@1 ./c git+https://d && npm ci && npm install', 'node:22.1.0'),
    ['@scope/a'],
  ],
  [
    'docker-go-unpinned',
    on('RUN go install ./... && go install example.com/a@v1 example.com/b', 'golang:1.23.4'),
    ['example.com/b'],
  ],
  // pip: pins, files, addresses, environment, caches.
  [
    'docker-pip-unpinned',
    on('RUN pip install -r a.txt -e . ./b.whl "c>=1" d==1 "e[f]" $G https://h/i.zip j@https://k'),
    ['"e[f]"'],
  ],
  ['docker-pip-unpinned', on('RUN python3 -m pip install -c constraints.txt a\nRUN uv pip install b'), ['b']],
  [
    'docker-torch-unpinned',
    on('RUN pip install torch torchvision==0.20 "jax[cuda12]" torchmetrics'),
    ['torch', '"jax[cuda12]"'],
  ],
  ['docker-pip-no-cache', on('ENV PIP_NO_CACHE_DIR=1\nRUN pip install a'), []],
  [
    'docker-pip-no-cache',
    on(
      'RUN PIP_NO_CACHE_DIR=1 pip install a\nRUN pip install a && rm -rf ~/.cache/pip\nRUN pip install a && pip cache purge',
    ),
    [],
  ],
  ['docker-pip-no-cache', on('RUN --mount=type=cache,target=/root/.cache pip3 install a'), []],
  [
    'docker-git-plus-unpinned',
    on('RUN pip install git+https://u@h/a/b git+ssh://git@h/c.git@v1#egg=c git+https://h/d@main'),
    ['git+https://u@h/a/b', 'git+https://h/d@main'],
  ],
  [
    'docker-torch-double-install',
    on(
      'RUN pip install torch\nRUN pip install torch==2.5.1\nRUN pip install -U torch',
      'pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime',
    ),
    ['torch'],
  ],
  [
    'docker-torch-index-mismatch',
    on(
      'RUN pip install torch==2 --index-url https://download.pytorch.org/whl/cu118',
      'nvidia/cuda:12.1.1-base-ubuntu22.04',
    ),
    ['https://download.pytorch.org/whl/cu118'],
  ],
  [
    'docker-torch-index-mismatch',
    on(
      'RUN pip install torch==2 --index-url https://download.pytorch.org/whl/cu124',
      'nvidia/cuda:12.1.1-base-ubuntu22.04',
    ),
    [],
  ],
  // Bases: arguments, stages, registries.
  [
    'docker-image-no-tag',
    'ARG BASE=python\nARG TAG\nFROM $BASE\nFROM python:$TAG\nFROM scratch\nFROM h:5000/a AS b\nFROM b\nFROM a@sha256:0123456789012345678901234567890123456789012345678901234567890123\n',
    ['$BASE', 'h:5000/a'],
  ],
  [
    'docker-base-eol-cuda',
    'FROM python:3.10\nFROM python:3.9-slim\nFROM ubuntu:18.04\nFROM h/python:3.6\n',
    ['python:3.9-slim', 'ubuntu:18.04'],
  ],
  [
    'docker-cuda-floating-tag',
    'FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nFROM nvidia/cuda:12.4-base\nFROM nvidia/cuda:latest\n',
    ['nvidia/cuda:12.4-base'],
  ],
  ['docker-platform-flag', 'FROM --platform=linux/amd64 a:1 AS tools-amd64\nFROM --platform=$BUILDPLATFORM a:1\n', []],
  ['docker-undefined-arg-from', 'ARG A=1\nFROM a:$A-$TARGETARCH-${B:-2}\nARG C\nFROM a:$C\n', ['$C']],
  // Copies.
  [
    'docker-copy-from-unknown',
    'FROM a:1 AS b\nFROM c:1\nCOPY --from=B /x /x\nCOPY --from=0 /x /x\nCOPY --from=nginx:1 /x /x\nCOPY --from=other /x /x\n',
    ['other'],
  ],
  ['docker-copy-many-no-slash', on('COPY a b ./\nCOPY a b .\nCOPY a b $DIR\nCOPY ["a", "b", "/c"]'), ['"/c"']],
  [
    'docker-copy-relative-no-workdir',
    'FROM alpine:3.20 AS a\nWORKDIR /x\nFROM a\nCOPY b c\nFROM team/base:1\nCOPY b c\nFROM alpine:3.20\nCOPY b c\n',
    ['c'],
  ],
  [
    'docker-copy-relative-no-workdir',
    'FROM alpine:3.20\nONBUILD WORKDIR /x\nONBUILD COPY b c\nFROM alpine:3.20\nONBUILD COPY d e\n',
    ['e'],
  ],
  ['docker-syntax-argument-extra', on('WORKDIR C:/Program Files/own\nWORKDIR /a b'), ['b']],
  [
    'docker-requirements-after-copy',
    on('COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -r dev.txt'),
    [],
  ],
  [
    'docker-add-for-file',
    on('ADD a.tar.gz /\nADD https://a/b /c\nADD $A /d\nADD git@h:a.git /e\nADD --checksum=x f /g'),
    [],
  ],
  // Start, users, names.
  [
    'docker-cmd-multiple',
    on('CMD ["a"]\nRUN true\nCMD ["b"]').replace('FROM', 'FROM x:1 AS y\nCMD ["c"]\nFROM'),
    ['CMD'],
  ],
  ['docker-json-form', on('ENTRYPOINT exec a $B\nCMD ["a"]\nCMD'), []],
  [
    'docker-entrypoint-no-exec',
    on(
      'CMD ["bash", "-c", "a && b"]\nENTRYPOINT ["sh", "-c", "a"]\nCMD ["sh", "-c", "a; exec b"]\nCMD ["python", "-c", "a; b"]',
    ),
    ['"a && b"'],
  ],
  ['docker-user-root', 'FROM python:3.12.4 AS a\nUSER root\nFROM a\nUSER 1000\nRUN true\n', []],
  ['docker-user-root', 'FROM python:3.12.4 AS a\nUSER 1000\nFROM a\nUSER 0:0\n', ['USER 0:0']],
  ['docker-user-root', 'FROM team/base:1\nRUN true\n', []],
  ['docker-pythonunbuffered', 'FROM python:3.12.4 AS a\nENV PYTHONUNBUFFERED=1\nFROM a\nCMD ["python", "x.py"]\n', []],
  ['docker-pythonunbuffered', on('ENTRYPOINT ["python", "-u"]\nCMD ["x.py"]', 'python:3.12.4'), []],
  ['docker-hf-token-arg', on('ARG HF_TOKEN\nENV WANDB_API_KEY="" HF_TOKEN=$HF_TOKEN'), ['HF_TOKEN', 'HF_TOKEN']],
  [
    'docker-secret-arg-env',
    on(
      'ENV GPG_KEY=1 TOKEN_URL=x KEY_FILE=y TOKENIZERS_PARALLELISM=z\nCOPY .env.example id_rsa.pub /x/\nCOPY .env /x/',
    ),
    ['.env'],
  ],
  ['docker-label-missing', on('LABEL a=b'), ['FROM']],
  ['docker-env-self-reference', on('ENV A=1\nENV A=2 B=$A'), []],
  ['docker-workdir-relative', on('WORKDIR /a\nWORKDIR b\nWORKDIR $C'), []],
  // Variables: ARG before FROM, those of the builder, of the base, and slips.
  [
    'docker-undefined-variable',
    'ARG V=1\nFROM a:1\nENV MODEL_DIR=/m\nCOPY $V /$MODEL_DRI/${MISSING:-x}\nWORKDIR /$TARGETARCH/$OF_THE_BASE\nARG V\nUSER $V\n',
    ['$V', '$MODEL_DRI', '$TARGETARCH'],
  ],
  [
    'docker-sh-unset-variable',
    'ARG V=1\nFROM a:1\nENV MODEL_DIR=/m\nRUN echo $V \'$V\' \\$V "${MODEL_DRI}" $HOME ${V:-1}\nRUN V=2 && echo $V && for MODEL_DRI in a; do echo $MODEL_DRI; done\n',
    ['$V', '${MODEL_DRI}'],
  ],
  ['docker-sh-unset-variable', 'FROM a:1\nRUN echo $TARGETARCH\nCMD echo $TARGETARCH\n', ['$TARGETARCH']],
  // Shells: which one reads it, and what it minds.
  [
    'docker-sh-bashism',
    on('RUN source a && [[ b ]] && mkdir {c,d} && x=(1 2) && cat <<< e'),
    ['source', '[[', '{c,d}', 'x=(1 2)', '<<< e'],
  ],
  ['docker-sh-bashism', on('RUN source a && [[ b ]] && mkdir {c,d}', 'alpine:3.20'), ['{c,d}']],
  ['docker-sh-bashism', on('SHELL ["/bin/bash", "-c"]\nRUN source a'), []],
  ['docker-sh-bashism', on('RUN source a', 'rockylinux:9.3'), []],
  [
    'docker-sh-bashism',
    on("RUN awk '{a,b}' && echo \"{a,b}\" ${x} && find . -exec rm {} \\; && bash -c 'source a'"),
    [],
  ],
  ['docker-sh-bashism', on('RUN <<EOF\n#!/bin/bash\nsource a\nEOF'), []],
  ['docker-pipefail', on('SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN curl a | tar x'), []],
  [
    'docker-pipefail',
    on(
      'RUN set -o pipefail && curl a | tar x\nRUN echo a | tee b\nRUN if curl a | grep b; then true; fi\nRUN curl a || curl b',
    ),
    [],
  ],
  [
    'docker-sh-semicolon-chain',
    on('RUN set -ex; make; make install\nRUN make && make install; true\nRUN for i in a b; do make $i; done\nRUN make'),
    ['make install'],
  ],
  [
    'docker-sh-syntax',
    on(
      "RUN echo \"it's\" # don't\nRUN case a in a) echo b;; esac\nRUN echo $(case a in (a) echo b;; esac)\nRUN x=$(( (1+2) )) y=`echo 'a'`",
    ),
    [],
  ],
  ['docker-sh-syntax', on('RUN echo "a\nUSER 1'), ['"']],
  ['docker-sh-syntax', on("RUN <<EOF\ncat <<X\nit's (\nX\nEOF"), []],
  ['docker-sh-syntax', on('RUN ["echo", "(\\""]\nSHELL ["powershell"]\nRUN if (1) { 2 }'), []],
  [
    'docker-sh-rm-variable-root',
    on('ENV A=/x\nRUN rm -rf $A/* ${B}/ ${C:?}/ $D/e "$F"/* && G=/y && rm -r "$G"/'),
    ['${B}/', '"$F"/*'],
  ],
  [
    'docker-sh-unquoted-variable',
    on('ENV A=/x\nRUN rm $A $B "$C" && [ $D = e ] && apt-get install $E && cp -r ${F} /g'),
    ['$B', '$D', '${F}'],
  ],
  ['docker-sh-redirect-order', on('RUN a 2>&1 >b; c >d 2>&1; e 2>&1 | f; g 2>&1 >/dev/null | h'), ['2>&1']],
  [
    'docker-dnf-unpinned',
    on('RUN dnf module install -y tomcat nodejs:20 && dnf install -y git-2.1 curl', 'rockylinux:9.3'),
    ['tomcat', 'curl'],
  ],
  ['docker-pip-unpinned', on('RUN pipx install black ruff==0.8'), ['black']],
  ['docker-undefined-variable', 'FROM scratch\nCOPY $A /\nENV B=$PATH:$C\n', ['$A', '$C']],
  ['docker-definition-comment', '# about something\n#\nARG A=1\n# another\nARG B=1\nFROM x:1\n', ['# another']],
  // The builder.
  [
    'docker-syntax-unknown-flag',
    on('RUN --mount=type=cache,target=/x --network=none --security=insecure true\nENV --x=1 a=b'),
    ['--x'],
  ],
  [
    'docker-syntax-invalid-from-value',
    'FROM a:1 AS x\nCOPY --from=y /a /b\nCOPY --from=$Z /a /b\nCOPY --from=5 /a /b\nCOPY --from=^q /a /b\nCOPY --from=q:1 /a /b\nFROM a:1 AS y\n',
    ['y', '$Z', '5', '^q'],
  ],
  ['docker-empty-continuation', on('RUN a \\\r\n\r\n  && b'), ['\r\n']],
  ['docker-registry-allowed', 'FROM python:3\nFROM a.example.com/b:1\nFROM ghcr.io/c:1\n', ['python:3', 'ghcr.io/c:1']],
];

describe('rules of Dockerfiles', () => {
  for (const [rule, text, underlined] of TABLE) {
    const options = rule === 'docker-registry-allowed' ? { registries: ['*.example.com'] } : {};
    it(`${rule}: ${JSON.stringify(text.slice(0, 110))}`, () =>
      assert.deepEqual(found(rule, text, options), underlined));
  }

  it('say nothing of a file that another frontend reads', () => {
    const linter = createDockerLinter();
    assert.deepEqual(linter.lint(new Dockerfile('# syntax=example.com/mopy\napiVersion: v1\n')), []);
  });

  it('say a defect once, by the rule that knows most of it', () => {
    const rules = (text: string) =>
      createDockerLinter()
        .lint(new Dockerfile(text))
        .map(({ rule }) => rule);
    assert.deepEqual(rules(on('USER 1\nRUN pip install --no-cache-dir torch')), ['docker-torch-unpinned']);
    assert.deepEqual(rules(on('USER 1\nARG HF_TOKEN')), ['docker-hf-token-arg']);
  });

  it('are switched off for the next instruction by the mark of BuildKit, and for all by its directive', () => {
    const rules = (text: string) =>
      createDockerLinter()
        .lint(new Dockerfile(text))
        .map(({ rule }) => rule);
    const skip = '# check=skip=JSONArgsRecommended\n';
    assert.deepEqual(rules(on(`USER 1\n${skip}ENTRYPOINT a`)), []);
    assert.deepEqual(rules(on(`USER 1\n${skip}ENTRYPOINT a\nCMD b`)), ['docker-json-form']);
    assert.deepEqual(rules(skip + on('USER 1\nENTRYPOINT a\nCMD b')), []);
  });

  it('keep everything else when they repair: CRLF, comments, continuation lines', () => {
    const text = on('USER 1\r\nRUN pip install \\\r\n  # the newest\r\n  -r a.txt');
    const [finding] = createDockerLinter().lint(new Dockerfile(text));
    const [fix] = finding?.fixes?.() ?? [];
    assert.equal(applyEdits(text, fix?.edits ?? []), text.replace('install', 'install --no-cache-dir'));
  });
});
