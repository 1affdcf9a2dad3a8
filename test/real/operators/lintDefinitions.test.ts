// Operators whose webhooks the test bed does not have: what the definitions of their kinds refuse, what the functions of their controllers and webhooks refuse,
// and that both take what the linter calls good.
import assert from 'node:assert/strict';
import { parseAllDocuments, stringify } from 'yaml';
import { operatorCrds } from '../../../scripts/schemas/operatorCrds.mjs';
import type { Finding } from '../../../src/language/lint/finding.ts';
import { createManifestLinter } from '../../../src/language/lint/createManifestLinter.ts';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { operatorRules } from '../../../src/language/rules/operators/operatorRules.ts';
import { schemaRules } from '../../../src/language/rules/schema/schemaRules.ts';
import { crdVersions } from '../../../src/language/schema/crdSchemas.ts';
import { bundledSchemas } from '../../support/bundledSchemas.ts';
import { DefinitionJudge } from '../../support/definitionJudge.ts';
import { OperatorFunctions } from '../../support/operatorFunctions.ts';
import { type RandomObject, RandomCustomObjects } from '../../support/randomCustomObject.ts';
import { seededRandom } from '../../support/seededRandom.ts';

/** Its controller is written in Python. */
const DASK = /^kubernetes\.dask\.org\/v1$/;
/** Errors that the definitions refuse: by a list, a bound, a pattern, or because their version does not have the field. */
const REFUSED = [
  'argo-metric',
  'argo-mount-duplicate',
  'llm-lora-bounds',
  'llm-scaling',
  'llm-scaling-actuator',
  'llm-scaling-idle',
  'mpijob-implementation',
  'ray-gcs-ft-backend',
  'ray-network-mode',
  'ray-priority-version',
  'ray-tls-env',
  'ray-upgrade-type',
  'rayservice-deletion-delay',
];
/** Errors that show later, with where. */
const SEEN_LATER: ReadonlyMap<string, string> = new Map([
  ['argo-reserved-container', 'the API server refuses the pod, which has two containers of one name'],
  ['dask-autoscaler-min-gt-max', 'the operator keeps as many workers as “maximum” and never scales'],
  ['dask-cluster-name', 'the operator refuses the cluster in dask_kubernetes/operator/validation.py'],
  ['dask-scheduler-service-ports', 'workers and operator do not reach the scheduler'],
]);

/** Of each version of each kind, with as many that are damaged. */
const OBJECTS = 20;
/** Where the server refuses a random object and the linter says nothing: what was damaged, and the words of the server. */
const SILENT: readonly (readonly [why: string, change: RegExp, refusal: RegExp])[] = [
  ['an item without a value is not written yet', /: null$/, /must be of type \w+: "null"/],
  ['an object with nothing but a name may be a patch', /^spec: gone$/, /spec: Required value/],
  ['controllers of Argo take parameters of any type', /\b(?:value|default): /, /of type string|unknown field/],
  ['a rule fails where a field is missing', /^/, /no such key/],
  [
    'defaults are filled in: the count and the name of a pod set',
    /^/,
    /minCount should be|podSets\[1\]: Duplicate value/,
  ],
];
const LINTER = createManifestLinter(undefined, bundledSchemas());
const SCHEMA_RULES = new Set(schemaRules.map(({ id }) => id));

const judged = operatorRules.filter((rule) => {
  const version = readManifests(rule.page().bad)[0]?.objects[0]?.apiVersion ?? '';
  return DASK.test(version) || OperatorFunctions.know({ apiVersion: version });
});

describe('rules of the linter, and definitions and functions of KubeRay, Argo Workflows, Dask, the MPI Operator and LLMInferenceService', function () {
  // The first run compiles the functions: two minutes.
  this.timeout(600_000);
  let definitions: DefinitionJudge;
  let functions: OperatorFunctions;
  before(async function () {
    definitions = await DefinitionJudge.open();
    functions = await OperatorFunctions.open();
  });

  /** What functions say of the objects in texts, each the first that they refuse. */
  const functionAnswers = (texts: readonly string[]): readonly (string | undefined)[] => {
    const objects = texts.map((text) =>
      parseAllDocuments(text).map((document): { readonly apiVersion: string } => document.toJS()),
    );
    const answers = functions.refusals(objects.flat());
    let at = 0;
    return objects.map(({ length }) => answers.slice(at, (at += length)).find((answer) => answer !== undefined));
  };

  it('are many', () => assert.ok(judged.length >= 80, String(judged.length)));

  it('call nothing good that is refused', async () => {
    const texts = judged.map((rule) => rule.page().good);
    const first = await Promise.all(texts.map((text) => definitions.refusal(text)));
    const second = functionAnswers(texts);
    const refused = judged.map(({ id }, index) => [id, first[index] ?? second[index]] as const);
    assert.deepEqual(
      refused.filter(([, refusal]) => refusal !== undefined),
      [],
    );
  });

  it('call an error what is refused, and nothing else', async () => {
    const texts = judged.map((rule) => rule.page().bad);
    const first = await Promise.all(texts.map((text) => definitions.refusal(text)));
    const second = functionAnswers(texts);
    const idsWith = (answers: readonly unknown[]): string[] =>
      judged.filter((_, index) => answers[index] !== undefined).map(({ id }) => id);
    assert.deepEqual(idsWith(first).sort(), REFUSED);
    const errors = judged.filter(({ id, severity }) => severity === 'error' && !SEEN_LATER.has(id));
    assert.deepEqual([...new Set([...idsWith(first), ...idsWith(second)])].sort(), errors.map(({ id }) => id).sort());
  });

  it('agree about objects of all kinds made at random, whole and damaged', async () => {
    const objects = await randomObjects();
    const refusals = await Promise.all(objects.map(({ object }) => definitions.refusalOf(object)));
    const used = new Set<string>();
    const differences = objects.flatMap((made, index) => {
      const refusal = refusals[index];
      const errors = errorsIn(made);
      // Other rules stand for webhooks and controllers, who are not here; they also stand for some of the CEL.
      const ofSchema = errors.filter(({ rule }) => SCHEMA_RULES.has(rule));
      if (refusal === undefined ? ofSchema.length === 0 : errors.length > 0) return [];
      const silent = SILENT.find(([, change, words]) => change.test(made.change ?? '') && words.test(refusal ?? ''));
      if (silent) used.add(silent[0]);
      return silent
        ? []
        : [
            {
              change: made.change,
              refusal,
              found: ofSchema.map(({ message }) => message),
              object: JSON.stringify(made.object),
            },
          ];
    });
    const refused = refusals.filter((refusal) => refusal !== undefined).length;
    assert.deepEqual(differences, []);
    assert.equal(used.size, SILENT.length);
    assert.ok(refused > objects.length / 3 && refused < (objects.length * 2) / 3, String(refused));
  });
});

async function randomObjects(): Promise<readonly RandomObject[]> {
  const kinds = (await operatorCrds()).flatMap(crdVersions);
  return kinds.flatMap(({ apiVersion, kind, schema }, seed) => {
    const random = new RandomCustomObjects(seededRandom(seed));
    return Array.from({ length: OBJECTS }, () => random.make(apiVersion, kind, schema)).flatMap((made) => [
      made,
      random.damage(made),
    ]);
  });
}

function errorsIn({ object }: RandomObject): readonly Finding[] {
  // In quotes, because some texts are numbers without.
  const text = stringify(object, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
  return readManifests(text)
    .flatMap((document) => LINTER.lint(document))
    .filter(({ severity }) => severity === 'error');
}
