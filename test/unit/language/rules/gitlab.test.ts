import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';

const found = (text: string): string[] =>
  lintText({ path: '.gitlab-ci.yml', text })
    .findings.filter(({ rule }) => rule.startsWith('gitlab-'))
    .map(({ rule, start, end }) => `${rule}: ${text.slice(start, end)}`);

describe('pipelines of GitLab', () => {
  const silent: Readonly<Record<string, string>> = {
    'what an included file may define': 'include: other.yml\na:\n  extends: .x\n  stage: s\n  needs: [b]\n',
    'templates, and what extends them': '.x:\n  script: [make]\n.y:\n  extends: .x\na:\n  extends: [.y]\n',
    'merged maps': '.x: &x\n  script: [make]\na:\n  <<: *x\n  stage: test\n',
    'variables in names': 'a:\n  script: [x]\n  image: $CI_REGISTRY/x\n  stage: test\n',
    'needs elsewhere, and optional ones':
      'a:\n  script: [x]\n  needs: [{ project: p, job: b, ref: main, artifacts: true }, { job: c, optional: true }]\n',
    'triggers, and the stages that are always there': 'a:\n  stage: .pre\n  trigger: { include: child.yml }\n',
    'references by tag': '.x:\n  script: [a]\nb:\n  script: !reference [.x, script]\n',
    'images with digests': `a:\n  script: [x]\n  image: { name: "x@sha256:${'0'.repeat(64)}", entrypoint: [""] }\n`,
  };
  for (const [what, text] of Object.entries(silent)) {
    it(`says nothing of ${what}`, () => assert.deepEqual(found(text), []));
  }

  it('finds what is wrong, at its place', () => {
    const text =
      'stages: [fit]\nfit:\n  stage: fit\n  image: python\n  script: [x]\n  needs: [{ job: laod }]\nload:\n  stage: fi\n';
    assert.deepEqual(found(text), [
      'gitlab-image-latest: python',
      'gitlab-needs-unknown: laod',
      'gitlab-job-no-script: load',
      'gitlab-stage-unknown: fi',
    ]);
  });

  it('finds circles of any length once for each job', () => {
    const job = (name: string, need: string) => `${name}:\n  script: [x]\n  needs: [${need}]\n`;
    assert.equal(found(job('a', 'b') + job('b', 'c') + job('c', 'a')).length, 3);
    assert.deepEqual(found(job('a', 'a')), ['gitlab-needs-cycle: a']);
  });
});
