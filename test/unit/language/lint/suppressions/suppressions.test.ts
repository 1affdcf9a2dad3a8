// Comments and annotations that switch rules off: ours and those of other linters, how far they reach, and what is said of needless ones.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith } from '../../../../../src/language/lint/examples.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from '../../../../../src/language/lint/lintConfig.ts';
import { lintText } from '../../../../../src/language/lint/textLinter.ts';
import { allRules } from '../../../../../src/language/rules/allRules.ts';
import { suppressionRules } from '../../../../../src/language/rules/suppressions/suppressionRules.ts';
import { describeExamples } from '../../../../support/ruleExamples.ts';

const LATEST = 'image: web:latest';
const ON = ['image-latest', 'gpu-request-without-limit', 'suppression-unused', 'suppression-unknown-id'];

/** With these rules alone, so that the tests do not change with the catalogue. */
function configWith(more: Partial<LintConfig> = {}, on: readonly string[] = ON): LintConfig {
  const rules = new Map(
    Array.from(allRules(), ([id, { severity }]) => [id, on.includes(id) ? severity : ('off' as const)] as const),
  );
  return { ...DEFAULT_LINT_CONFIG, rules, ...more };
}

function found(text: string, config = configWith(), path = 'a.yaml'): readonly string[] {
  return lintText({ path, text }, config).findings.map(({ rule }) => rule);
}

function annotated(annotation: string): string {
  return deploymentWith(LATEST).replace('  name: web\n', `  name: web\n  annotations:\n    ${annotation}\n`);
}

describe('suppressions in manifests', () => {
  const second = jobWith('image: b:latest');

  it('reach from a comment over the next value and what is in it', () => {
    const text = deploymentWith(`${LATEST}\nenv: []`);
    const before = (line: string) => text.replace(line, `# trainyard-ignore image-latest -- tried\n${line}`);
    const indented = (line: string) =>
      text.replace(line, line.replace(/^( *)/, '$1# trainyard-ignore image-latest -- tried\n$1'));
    assert.deepEqual(found(text), ['image-latest']);
    assert.deepEqual(found(before('apiVersion: apps/v1')), []);
    assert.deepEqual(found(indented('      containers:')), []);
    assert.deepEqual(found(indented('        - name: web')), []);
    assert.deepEqual(found(indented('          image: web:latest')), []);
    assert.deepEqual(found(indented('          env: []')), ['image-latest', 'suppression-unused'].toSorted());
    assert.deepEqual(found(indented('  replicas: 2')).toSorted(), ['image-latest', 'suppression-unused']);
  });

  it('reach from behind a value over what begins on its line', () => {
    const text = deploymentWith(LATEST);
    const behind = (line: string) => text.replace(line, `${line} # trainyard-ignore image-latest -- tried`);
    assert.deepEqual(found(behind('          image: web:latest')), []);
    assert.deepEqual(found(behind('      containers:')), []);
    assert.deepEqual(found(behind('  replicas: 2')).toSorted(), ['image-latest', 'suppression-unused']);
  });

  it('reach over one document, or from the top over all of them', () => {
    const mark = (word: string) => `# ${word} image-latest -- tried\n${deploymentWith(LATEST)}---\n${second}`;
    assert.deepEqual(found(mark('trainyard-ignore')), ['image-latest']);
    assert.deepEqual(found(mark('trainyard-ignore-file')), []);
    assert.deepEqual(found(mark('trainyard-ignore').replaceAll('\n', '\r\n')), ['image-latest']);
    const late = `${deploymentWith(LATEST)}---\n# trainyard-ignore-file image-latest -- too late\n${second}`;
    assert.deepEqual(found(late), ['image-latest', 'image-latest']);
  });

  it('reach from an annotation over the object, or over the pod template', () => {
    assert.deepEqual(found(annotated('trainyard.dev/ignore.image-latest: tried')), []);
    const template = deploymentWith(LATEST).replace(
      '      labels:\n        app: web\n    spec',
      '      annotations: {trainyard.dev/ignore.image-latest: tried}\n      labels:\n        app: web\n    spec',
    );
    assert.deepEqual(found(template), []);
    assert.deepEqual(found(`${annotated('trainyard.dev/ignore.image-latest: tried')}---\n${second}`), ['image-latest']);
  });

  it('keep what was found, with the reason', () => {
    const text = `# trainyard-ignore image-latest -- only tried here\n${deploymentWith(LATEST)}`;
    const { suppressed } = lintText({ path: 'a.yaml', text }, configWith());
    assert.deepEqual(
      suppressed.map(({ finding, reason }) => [finding.rule, text.slice(finding.start, finding.end), reason]),
      [['image-latest', 'web:latest', 'only tried here']],
    );
  });

  it('may name several rules, and the name of a peer', () => {
    const both = 'image: web:latest\nresources:\n  requests: {nvidia.com/gpu: 1}';
    const text = (ids: string) => `# trainyard-ignore ${ids} -- tried\n${deploymentWith(both)}`;
    assert.deepEqual(found(text('image-latest, gpu-request-without-limit')), []);
    assert.deepEqual(found(text('image-latest gpu-request-without-limit')), []);
    assert.deepEqual(found(text('kube-linter/latest-tag')), ['gpu-request-without-limit']);
  });

  it('may use another name of our own for a rule', () => {
    const config = configWith({}, ['docker-cmd-multiple', 'suppression-unused', 'suppression-unknown-id']);
    const check = (mark: string) => found(`FROM python:3.12\n${mark}CMD ["a"]\nCMD ["b"]\n`, config, 'Dockerfile');
    assert.deepEqual(check(''), ['docker-cmd-multiple']);
    assert.deepEqual(check('# trainyard-ignore docker-syntax-multiple-instructions -- tried\n'), []);
  });

  it('are told when they do nothing, each name by itself', () => {
    const text = `# trainyard-ignore image-latest, gpu-request-without-limit, no-such-rule -- x\n${deploymentWith(LATEST)}`;
    const { findings } = lintText({ path: 'a.yaml', text }, configWith());
    assert.deepEqual(
      findings.map(({ rule, start, end }) => [rule, text.slice(start, end)]),
      [
        ['suppression-unused', 'gpu-request-without-limit'],
        ['suppression-unknown-id', 'no-such-rule'],
      ],
    );
    assert.deepEqual(found(`# trainyard-ignore\n${deploymentWith('image: web:1')}`), ['suppression-unknown-id']);
  });

  it('are not called needless for rules that are off', () => {
    const text = `# trainyard-ignore image-latest -- tried\n${deploymentWith('image: web:1')}`;
    assert.deepEqual(found(text), ['suppression-unused']);
    assert.deepEqual(found(text, configWith({}, ['suppression-unused'])), []);
  });

  it('are no comments inside of text', () => {
    const script = 'image: web:latest\nargs:\n  - |\n    # trainyard-ignore no-such-rule\n    echo';
    assert.deepEqual(found(deploymentWith(script)), ['image-latest']);
    assert.deepEqual(found(deploymentWith('image: "web:latest" \nargs: ["a # trainyard-ignore image-latest"]')), [
      'image-latest',
    ]);
  });

  it('need a reason where that is asked for', () => {
    const on = [...ON, 'suppression-no-reason'];
    const text = `# trainyard-ignore image-latest\n${deploymentWith(LATEST)}`;
    assert.deepEqual(found(text, configWith({}, on)), ['suppression-no-reason']);
    assert.deepEqual(found(text.replace('latest\n', 'latest -- tried\n'), configWith({}, on)), []);
    const rules = new Map(configWith().rules);
    rules.delete('suppression-no-reason');
    assert.deepEqual(found(text, configWith({ rules })), []);
    assert.deepEqual(found(text, configWith({ rules, requiresReason: true })), ['suppression-no-reason']);
    assert.deepEqual(found(text, configWith({ rules, profiles: ['ci'] })), ['suppression-no-reason']);
  });

  it('may be forbidden for a rule', () => {
    const text = `# trainyard-ignore image-latest -- tried\n${deploymentWith(LATEST)}`;
    const config = configWith({ forbiddenSuppressions: new Set(['image-latest']) }, [...ON, 'suppression-forbidden']);
    assert.deepEqual(found(text, config), ['suppression-forbidden', 'image-latest']);
  });

  it('survive documents that cannot be read', () => {
    for (const text of [
      '# trainyard-ignore image-latest\n',
      `# trainyard-ignore image-latest -- x\n{`,
      '# trainyard-ignore',
    ]) {
      assert.doesNotThrow(() => found(`${text}\n---\n${deploymentWith(LATEST)}`));
    }
  });
});

describe('marks of other linters', () => {
  const cases: readonly (readonly [annotation: string, isHidden: boolean])[] = [
    ['ignore-check.kube-linter.io/latest-tag: tried', true],
    ['ignore-check.kube-linter.io/no-such-check: tried', false],
    ['kube-linter.io/ignore-all: tried', true],
    ['kube-score/ignore: container-resources,container-image-tag', true],
    ['kube-score/ignore: container-resources', false],
    ['polaris.fairwinds.com/tagNotSpecified-exempt: "true"', true],
    ['polaris.fairwinds.com/tagNotSpecified-exempt: "false"', false],
    ['polaris.fairwinds.com/exempt: "true"', true],
    ['polaris.fairwinds.com/exempt: "no"', false],
  ];
  for (const [annotation, isHidden] of cases) {
    it(`${isHidden ? 'count' : 'do not count'}: ${annotation}`, () => {
      assert.deepEqual(found(annotated(annotation)), isHidden ? [] : ['image-latest']);
      assert.deepEqual(found(annotated(annotation), configWith({ honoursForeignMarks: false })), ['image-latest']);
    });
  }

  it('of Dockerfiles count for the next instruction or for the file', () => {
    const hadolint = Array.from(allRules().values()).find(({ aliases }) => aliases?.includes('hadolint/DL3042'));
    assert.ok(hadolint);
    const config = configWith({}, [hadolint.id]);
    const check = (text: string) => found(text, config, 'Dockerfile');
    const run = 'RUN pip install torch==2.6.0\n';
    assert.deepEqual(check(`FROM python:3.12\n${run}`), [hadolint.id]);
    assert.deepEqual(check(`FROM python:3.12\n# hadolint ignore=DL3008,DL3042\n${run}`), []);
    assert.deepEqual(check(`FROM python:3.12\n# hadolint ignore=DL3042\nUSER 1\n${run}`), [hadolint.id]);
    assert.deepEqual(check(`# hadolint global ignore=DL3042\nFROM python:3.12\n${run}`), []);
    assert.deepEqual(check(`FROM python:3.12\n# trainyard-ignore ${hadolint.id} -- tried\n${run}`), []);
    assert.deepEqual(check(`# trainyard-ignore-file ${hadolint.id} -- tried\nFROM python:3.12\n${run}${run}`), []);
  });
});

describe('examples of rules about suppressions', () => {
  describeExamples(suppressionRules, (text, rule) => {
    const forbidden = rule.id === 'suppression-forbidden' ? ['image-latest'] : [];
    const config = configWith({ forbiddenSuppressions: new Set(forbidden) }, ['image-latest', rule.id]);
    return lintText({ path: 'a.yaml', text }, config).findings;
  });
});
