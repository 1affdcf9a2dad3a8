// The good examples of rules about operators, each with something in it made wrong at random: what the linter calls an error is refused by the definitions, the
// functions or the webhooks of its operator.
import assert from 'node:assert/strict';
import { parseAllDocuments, stringify } from 'yaml';
import { createManifestLinter } from '../../../src/language/lint/createManifestLinter.ts';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { operatorRules } from '../../../src/language/rules/operators/operatorRules.ts';
import { bundledSchemas } from '../../support/bundledSchemas.ts';
import { DefinitionJudge } from '../../support/definitionJudge.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { OperatorFunctions } from '../../support/operatorFunctions.ts';
import { KATIB_NAMESPACE, realOperators, SERVED_VERSIONS } from '../../support/operators.ts';
import { RandomCustomObjects, type RandomObject } from '../../support/randomCustomObject.ts';
import { seededRandom } from '../../support/seededRandom.ts';

/** Of each example. */
const DAMAGED = 30;
/** Objects that kubectl is given at once. */
const AT_ONCE = 60;
/** Errors about objects that are taken, with what comes of them, the rule and the kinds. */
const TAKEN: readonly (readonly [why: string, rule: string, kinds: RegExp])[] = [
  ['Katib keeps the spec of a trial as it is; the API server drops the field', 'k8s-unknown-field', /^Experiment$/],
  ['a webhook writes an empty text', 'k8s-missing-required', /^(?:InferenceService|TrainJob|JobSet|Job|ClusterQueue)$/],
  ['the API server refuses the pods', 'resources-request-gt-limit', /^/],
  ['the controller fails at the step', 'argo-sequence-count-end', /Workflow/],
];
/** Kinds of versions that the test bed serves, which its operators do not have. */
const LATER = new Set(['OptimizationJob', 'Notebook']);

const LINTER = createManifestLinter(undefined, bundledSchemas());

describe('damaged examples of rules about operators', function () {
  this.timeout(600_000);

  it('are refused by definitions and functions where the linter calls them an error', async function () {
    const definitions = await DefinitionJudge.open();
    const functions = await OperatorFunctions.open();
    const made = damaged((object) => OperatorFunctions.know(object));
    const first = await Promise.all(made.map(({ object }) => definitions.refusalOf(object)));
    const second = functions.refusals(made.map(({ object }) => object));
    assertAgreement(made, (index) => (first[index] ?? second[index]) !== undefined);
  });

  it('are refused by webhooks where the linter calls them an error', async function () {
    const kubectl = await KubectlInNamespace.open(this, 'lint-damaged', [KATIB_NAMESPACE]);
    try {
      await realOperators(this);
      const made = damaged(({ apiVersion, kind }) => SERVED_VERSIONS.has(apiVersion) && !LATER.has(kind));
      const taken = await takenBy(kubectl, made);
      assertAgreement(made, (index) => !taken.has(`n${String(index)}`));
    } finally {
      await kubectl.close();
    }
  });
});

/** Named by their place. */
function damaged(isWanted: (object: RandomObject['object']) => boolean): readonly RandomObject[] {
  const texts = new Set<string>();
  for (const rule of operatorRules)
    for (const document of parseAllDocuments(rule.page().good)) texts.add(JSON.stringify(document.toJS()));
  const random = new RandomCustomObjects(seededRandom(texts.size));
  const wanted = Array.from(texts, (text): RandomObject['object'] => JSON.parse(text)).filter(isWanted);
  return wanted
    .flatMap((object) => Array.from({ length: DAMAGED }, () => random.damage({ object })))
    .map(({ object, change }, index) => {
      const { namespace: _, ...metadata } = Object(object['metadata']);
      return { object: { ...object, metadata: { ...metadata, name: `n${String(index)}` } }, change };
    });
}

async function takenBy(kubectl: KubectlInNamespace, made: readonly RandomObject[]): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (let at = 0; at < made.length; at += AT_ONCE) {
    const texts = made.slice(at, at + AT_ONCE).map(({ object }) => JSON.stringify(object));
    const { stdout } = await kubectl.run(
      ['create', '--dry-run=server', '--validate=strict', '-f', '-'],
      texts.join('\n---\n'),
    );
    for (const [, name = ''] of stdout.matchAll(/\/(\S+) created/g)) taken.add(name);
  }
  return taken;
}

function assertAgreement(made: readonly RandomObject[], isRefused: (index: number) => boolean): void {
  let refused = 0;
  const wrong: string[] = [];
  const unseen: string[] = [];
  for (const [index, { object, change = '' }] of made.entries()) {
    const text = stringify(object, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
    const errors = readManifests(text)
      .flatMap((document) => LINTER.lint(document))
      .filter(({ severity }) => severity === 'error');
    if (isRefused(index)) {
      refused++;
      if (errors.length === 0) unseen.push(`${object.kind} ${change}`);
    } else {
      const unexplained = errors.filter(
        ({ rule }) => !TAKEN.some(([, taken, kinds]) => taken === rule && kinds.test(object.kind)),
      );
      wrong.push(...unexplained.map(({ rule, message }) => `${object.kind} ${change}: ${rule} ${message}`));
    }
  }
  assert.deepEqual(wrong, []);
  // Most of what is not seen is one thing: a list or a map that has nothing in it any more.
  assert.ok(unseen.length < refused / 10, `${String(unseen.length)} of ${String(refused)}:\n${unseen.join('\n')}`);
}
