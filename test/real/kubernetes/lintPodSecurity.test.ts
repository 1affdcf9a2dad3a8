// The rules of the Pod Security Standards against the admission of a real API server: the same pods are refused, and the same are taken.
import assert from 'node:assert/strict';
import { parse, stringify } from 'yaml';
import { createManifestLinter } from '../../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../src/language/lint/lintConfig.ts';
import type { ManifestLinter } from '../../../src/language/lint/manifestLinter.ts';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { securityRules } from '../../../src/language/rules/security/securityRules.ts';
import { dryRunAnswers, nameOf } from '../../support/dryRunAnswers.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { randomPod } from '../../support/randomPod.ts';
import { seededRandom } from '../../support/seededRandom.ts';

type Level = 'baseline' | 'restricted';
const LEVELS: readonly Level[] = ['baseline', 'restricted'];
const RANDOM_PODS = 600;
/** Validation refuses an unmasked /proc without a user namespace before admission looks at it. */
const REFUSED_BEFORE = new Set(['sec-proc-mount']);
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Rules of a level; restricted includes baseline. */
const rulesOf = (level: Level) => securityRules.filter((rule) => rule.profiles?.[`pss-${level}`] === 'error');

/** A pod of an example, under another name, in no namespace. */
function podOf(text: string, name: string): object {
  const pod: Record<string, unknown> = parse(text);
  assert.equal(pod['kind'], 'Pod', 'examples of these rules are Pods, because admission refuses nothing else');
  return { ...pod, metadata: { name } };
}

function findsError(linter: ManifestLinter, text: string, level: Level): readonly string[] {
  const ids = new Set(rulesOf(level).map(({ id }) => id));
  return readManifests(text)
    .flatMap((document) => linter.lint(document))
    .filter(({ rule, severity }) => severity === 'error' && ids.has(rule))
    .map(({ rule }) => rule);
}

describe('rules of the Pod Security Standards and a real admission', function () {
  this.timeout(300_000);
  const servers = new Map<Level, KubectlInNamespace>();
  let kubernetesMinor = 0;

  before(async function () {
    for (const level of LEVELS)
      servers.set(level, await KubectlInNamespace.open(this, `lint-${level}`, [`${ENFORCE}=${level}`]));
    const version: { readonly serverVersion: { readonly minor: string } } = JSON.parse(
      await serverOf('baseline').ok(['version', '-o', 'json']),
    );
    kubernetesMinor = Number.parseInt(version.serverVersion.minor, 10);
  });
  after(async () => {
    for (const server of servers.values()) await server.close();
  });

  function serverOf(level: Level): KubectlInNamespace {
    const server = servers.get(level);
    assert.ok(server);
    return server;
  }

  for (const level of LEVELS) {
    it(`${level}: what is bad in a page is refused, what is good is taken`, async () => {
      const rules = rulesOf(level).filter(
        (rule) => level === 'baseline' || rule.profiles?.['pss-baseline'] === undefined,
      );
      const bad = rules.map((rule) => podOf(rule.page().bad, `${rule.id}-bad`));
      const good = rules.map((rule) => podOf(rule.page().good, `${rule.id}-good`));
      const answers = await dryRunAnswers(serverOf(level), [...bad, ...good]);
      for (const { id } of rules) {
        const refusal = REFUSED_BEFORE.has(id) ? /is invalid/ : /violates PodSecurity/;
        assert.match(answers.get(`${id}-bad`) ?? 'taken', refusal, `${id}: bad`);
        assert.equal(answers.get(`${id}-good`), undefined, `${id}: good`);
      }
    });

    it(`${level}: of ${String(RANDOM_PODS)} pods made at random the same ones are refused`, async () => {
      const linter = createManifestLinter({ ...DEFAULT_LINT_CONFIG, profiles: [`pss-${level}`], kubernetesMinor });
      const random = seededRandom(level.length);
      const pods = Array.from({ length: RANDOM_PODS }, (_, index) => randomPod(`pod-${String(index)}`, random, level));
      const answers = await dryRunAnswers(serverOf(level), pods);
      let [refused, taken] = [0, 0];
      const differences: string[] = [];
      for (const pod of pods) {
        const answer = answers.get(nameOf(pod));
        // Not a pod at all: other rules speak of it.
        if (answer !== undefined && !answer.includes('violates PodSecurity')) continue;
        const text = stringify(pod);
        const found = findsError(linter, text, level);
        if (found.length > 0 !== (answer !== undefined))
          differences.push(`${answer ?? 'taken'}\nfound: ${found.join(', ')}\n${text}`);
        if (answer === undefined) taken++;
        else refused++;
      }
      assert.deepEqual(differences, []);
      assert.ok(
        refused > RANDOM_PODS / 8 && taken > RANDOM_PODS / 8,
        `${String(refused)} refused, ${String(taken)} taken`,
      );
    });
  }
});
