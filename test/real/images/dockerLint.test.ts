// A real builder judges the checks of Dockerfiles: what is called an error does not build, and what is not builds.
import assert from 'node:assert/strict';
import { Dockerfile } from '../../../src/language/dockerfile/dockerfile.ts';
import { createDockerLinter } from '../../../src/language/lint/createDockerLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../src/language/lint/lintConfig.ts';
import type { RuleInfo } from '../../../src/language/lint/rule.ts';
import { dockerChecks, dockerRules } from '../../../src/language/rules/dockerRules.ts';
import { ImageBench } from '../../support/realImages.ts';
import { BUSYBOX } from '../../support/testImages.ts';
import { describeOnce } from '../../support/oncePerRun.ts';

const rules: readonly RuleInfo[] = [...dockerRules, ...dockerChecks.flatMap((check) => check.rules)];
/** No error, because the context may be another folder than the one that is looked into. */
const IN_CONTEXT = 'docker-copy-source-missing';
const errors = rules.filter(({ severity, isOff }) => severity === 'error' && isOff !== true);

/** The image of the test bed in place of those that pages name. */
const onBusybox = (text: string): string =>
  text.replaceAll(/(?<=[ =/])(?:alpine:3\.20|debian:12\.8-slim|python:3\.12\.4-slim)/g, BUSYBOX);
/** Not what needs a network or another image, and no program that the image lacks. */
const isLocal = (text: string): boolean =>
  !/https?:|RUN (?!true)|\$BUILDPLATFORM/.test(text) &&
  new Dockerfile(text).stages.every(({ base }) => base === 'scratch' || base === BUSYBOX || base === 'base');

const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'train.py',
    'model.py',
    'a',
    'a.tar',
    'requirements.txt',
    'model.safetensors',
    'data/x',
    'data.tar.gz',
    'src/x',
    'ignored.csv',
    'train.csv',
  ].map((name) => [name, 'x']),
);

/** Beside the pages of rules: texts that look wrong and build. */
const ODD: readonly string[] = [
  'from A\n'.replace('A', BUSYBOX),
  `FROM ${BUSYBOX}\nCMD ['a']\n`,
  `FROM ${BUSYBOX}\nCMD\nENTRYPOINT []\n`,
  `FROM ${BUSYBOX}\nENV A 1=2 3\nENV B="a 'b" C='"' D=\\"\n`,
  `FROM ${BUSYBOX}\nENV A=1\nWORKDIR /\${A:-2}\${B:+3}\${A#1}\${A%1}\${A/1/2}\n`,
  `FROM ${BUSYBOX}\nEXPOSE 80/TCP 8000-8010/udp 1:2 $PORT\n`,
  `FROM ${BUSYBOX}\nSTOPSIGNAL 9\nSTOPSIGNAL sigterm\nSTOPSIGNAL RTMIN+3\n`,
  `FROM ${BUSYBOX}\nHEALTHCHECK --interval=1m30s --timeout=1.5s --retries=0 --start-period=0 CMD ["true"]\n`,
  `FROM ${BUSYBOX}\nHEALTHCHECK none\n`,
  `FROM ${BUSYBOX}\nCOPY a data /x/\nWORKDIR /z\nCOPY a data .\nCOPY ["a", "data/x", "/y/"]\n`,
  `FROM ${BUSYBOX}\nCOPY <<one <<two /x/\n1\none\n2\ntwo\n`,
  `FROM ${BUSYBOX}\nCOPY --chown=1:1 --chmod=644 --exclude=*.py a /x\n`,
  `FROM ${BUSYBOX}\nADD --link=TRUE a /x\n`,
  `FROM ${BUSYBOX} AS One\nFROM one\nCOPY --from=ONE /bin/sh /x\n`,
  `# escape=\`\nFROM ${BUSYBOX}\nENV A=1 \`\n  B=2\n`,
  `# Escape = \\\n# check=skip=all\nFROM ${BUSYBOX}\n`,
  `ARG A=1 B\nFROM ${BUSYBOX}\nARG A B=2 C="3 4"\n`,
  `FROM ${BUSYBOX}\nRUN <<E\nset -e\nif true; then\n  echo "$(echo a)" 'b'\nfi\nE\n`,
  `FROM ${BUSYBOX}\nRUN case a in a|b) echo 1;; *) ;; esac && for i in 1 2; do echo $i; done && { true; } && (true)\n`,
  `FROM ${BUSYBOX}\nRUN f() { echo $((1 + 2)) \`echo a\` "\${x:-"y"}"; }; f # it's\n`,
  `FROM ${BUSYBOX}\nRUN while read -r a; do echo "$a"; done < /etc/passwd; ! false; test ! -e '/x y' || true\n`,
  `FROM ${BUSYBOX}\nONBUILD COPY a /x\nVOLUME ["/a b", "/c"]\nSHELL ["/bin/sh", "-ec"]\nUSER 1:1\nLABEL a=b "c d"='e f'\n`,
];

/** Texts of which no page speaks, and that do not build. */
const BROKEN: readonly string[] = [
  `FROM ${BUSYBOX}\nRUN echo "a\n`,
  `FROM ${BUSYBOX}\nRUN (echo a\n`,
  `FROM ${BUSYBOX}\nRUN for i in 1 2; echo $i; done\n`,
  `FROM ${BUSYBOX}\nRUN case a in a) echo\n`,
  `FROM ${BUSYBOX}\nRUN echo $(echo a\n`,
  `FROM ${BUSYBOX}\nRUN { echo a\n`,
  `FROM ${BUSYBOX}\nRUN true; fi\n`,
  `FROM ${BUSYBOX} AS one\nCOPY --from=two /bin/sh /b\nFROM ${BUSYBOX} AS two\nFROM one\n`,
  `FROM ${BUSYBOX}\nCOPY --link=maybe a /b\n`,
  `FROM ${BUSYBOX}\nHEALTHCHECK --retries=many CMD true\n`,
  `FROM ${BUSYBOX}\nLABEL a="b\n`,
  `FROM ${BUSYBOX}\nWORKDIR "/a\n`,
  `FROM ${BUSYBOX}\nEXPOSE 8010-8000\n`,
  `FROM ${BUSYBOX}\nONBUILD MAINTAINER a\n`,
  `FROM ${BUSYBOX}\nARG A="b\n`,
  '# only a comment\n\nARG A\n',
];

// Docker 20.10 knows no heredocs, and ends as a whole over a Dockerfile without a FROM.
describeOnce('checks of Dockerfiles, judged by a builder', function () {
  this.timeout(60_000);
  const bench = new ImageBench();
  before(async () => {
    await bench.open();
    await bench.write(FILES);
  });
  after(async () => await bench.dispose());

  const linter = createDockerLinter(DEFAULT_LINT_CONFIG);
  const errorsOf = (text: string): readonly string[] =>
    linter
      .lint(new Dockerfile(text))
      .flatMap(({ rule, severity, message }) => (severity === 'error' ? [`${rule}: ${message}`] : []));
  const failure = async (text: string): Promise<string | undefined> => {
    await bench.write({ Dockerfile: text });
    const built = await bench.build('buildkit', bench.plan());
    return built.ok ? undefined : built.failure.message;
  };

  for (const rule of errors) {
    it(`${rule.id}: the bad one does not build`, async () => {
      const text = onBusybox(rule.page().bad);
      assert.ok(errorsOf(text).length > 0, text);
      assert.notEqual(await failure(text), undefined, text);
    });
  }

  it(`${IN_CONTEXT}: the bad one does not build where the file is missing`, async () => {
    const rule = rules.find(({ id }) => id === IN_CONTEXT);
    assert.ok(rule);
    assert.match((await failure(onBusybox(rule.page().bad))) ?? '', /is not in the build context/);
  });

  for (const text of BROKEN) {
    it(`does not build, and is called an error: ${JSON.stringify(text.split('\n').slice(1).join('\n'))}`, async () => {
      assert.notEqual(await failure(text), undefined, text);
      assert.ok(errorsOf(text).length > 0, text);
    });
  }

  const fine = [
    ...rules.map((rule) => rule.page().good),
    ...rules.filter((rule) => !errors.includes(rule) && rule.id !== IN_CONTEXT).map((rule) => rule.page().bad),
  ];
  for (const text of new Set([...ODD, ...fine.map(onBusybox).filter(isLocal)])) {
    it(`builds, and is called no error: ${JSON.stringify(text.split('\n').slice(1).join('\n'))}`, async () => {
      assert.deepEqual(errorsOf(text), [], text);
      assert.equal(await failure(text), undefined, text);
    });
  }
});
