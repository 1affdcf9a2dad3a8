// Every manifest that the operators publish in their modules: what the linter calls an error is refused by a real API server with their definitions, or by
// who is listed here; and what that server refuses is an error.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { goModuleFiles } from '../../../scripts/schemas/goModule.mjs';
import { katib, operators } from '../../../scripts/schemas/sources.mjs';
import { createManifestLinter } from '../../../src/language/lint/createManifestLinter.ts';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { type JsonRecord, jsonRecord } from '../../../src/language/schema/jsonRecord.ts';
import { bundledSchemas } from '../../support/bundledSchemas.ts';
import { DefinitionJudge } from '../../support/definitionJudge.ts';

/** Errors about what the definitions take, with who refuses. */
const REFUSED_BY_OTHERS: ReadonlyMap<string, string> = new Map([
  ['KServe docs/samples/multimodelserving/sklearn/inferenceservice.yaml', "KServe's webhook: a model with a name"],
  ['KServe docs/samples/rollout-strategy/rollout-strategy-example.yaml #3', "KServe's webhook: two models"],
  ['Kubeflow Katib examples/v1beta1/hp-tuning/simple-pbt.yaml', "Katib's webhook: more failed trials than trials"],
  ['Kubeflow Katib examples/v1beta1/tekton/pipeline-run.yaml', "Katib's webhook: a parameter that is not used"],
  ['Volcano example/invalid_jobs/duplicatedPolicyEvent-webhook-deny.yaml', "Volcano's webhook, on purpose"],
  ['Volcano example/invalid_jobs/duplicatedTaskName-webhook-deny.yaml', "Volcano's webhook, on purpose"],
  ['Volcano example/invalid_jobs/minAvailable-webhook-deny.yaml', "Volcano's webhook, on purpose"],
]);
/** What the server refuses and the linter calls no error, with why. */
const SILENT: ReadonlyMap<string, string> = new Map([
  ['Argo Workflows examples/memoize-simple.yaml', "Argo's controller needs no key of a cache"],
  [
    'Argo Workflows examples/workflow-event-binding/github-path-filter-workflowtemplate.yaml',
    'nor a text as parameter',
  ],
  ['KServe docs/samples/custom-domain/kfserving-ingress.yaml', 'a host to be filled in, in angle brackets'],
  [
    'KServe docs/samples/llmisvc/e2e-gpt-oss/llmisvc_config_default.yaml',
    'a Go template: what it lacks may be filled in',
  ],
  ['KServe docs/samples/llmisvc/e2e-gpt-oss/llmisvc_config_prefix_cache.yaml', 'the same'],
  ['KServe docs/samples/metrics-and-monitoring/prometheus/clusterrolebinding.yaml', 'kustomize adds the namespace'],
  ['KServe docs/samples/v1beta1/custom/torchserve/pv.yaml', 'a name to be filled in, in curly brackets'],
  ['KServe docs/samples/v1beta1/torchserve/model-archiver/pv.yaml', 'the same'],
  [
    'Kubeflow Training Operator examples/tensorflow/distribution_strategy/pvc.yaml',
    'a class to be filled in, in words',
  ],
]);

interface Sample {
  /** `KServe docs/samples/a.yaml`, with ` #2` for the second document. */
  readonly name: string;
  readonly text: string;
  readonly object: JsonRecord;
}

describe('official samples of operators', function () {
  this.timeout(600_000);
  let judge: DefinitionJudge;
  before(async function () {
    judge = await DefinitionJudge.open();
  });

  it('have an error where a real API server refuses them, and nowhere else', async () => {
    const samples = await officialSamples();
    const linter = createManifestLinter(undefined, bundledSchemas());
    const found: string[] = [];
    const missed: string[] = [];
    for (const { name, text, object } of samples) {
      const hasError = readManifests(text)
        .flatMap((document) => linter.lint(document))
        .some(({ severity }) => severity === 'error');
      const isKnown = await judge.knows(object);
      const isRefused = isKnown ? (await judge.refusal(text)) !== undefined : isRemoved(object);
      if (hasError && !isRefused) found.push(name);
      if (isRefused && !hasError) missed.push(name);
    }
    assert.deepEqual(found.sort(), [...REFUSED_BY_OTHERS.keys()].sort());
    assert.deepEqual(missed.sort(), [...SILENT.keys()].sort());
    assert.ok(samples.length >= 700, String(samples.length));
  });
});

/** Versions of Kubernetes' own kinds that no server has any more. */
const isRemoved = ({ apiVersion }: JsonRecord): boolean =>
  /^(?:extensions|scheduling\.k8s\.io)\/v1beta1$/.test(String(apiVersion));

async function officialSamples(): Promise<readonly Sample[]> {
  const found = [...operators, katib].map(async ({ name, module, samples }) => {
    const folder = await goModuleFiles(module, samples, 'samples');
    return samples
      .flatMap((path) => globSync(`${path}/**/*.{yaml,yml}`, { cwd: folder }).sort())
      .flatMap((path) => documentsOf(`${name} ${path}`, readFileSync(join(folder, path), 'utf8')));
  });
  return (await Promise.all(found)).flat();
}

function documentsOf(name: string, file: string): readonly Sample[] {
  return file
    .split(/^---.*\n/m)
    .filter((text) => /^apiVersion:/m.test(text) && /^kind:/m.test(text))
    .map((text, index) => ({
      name: index === 0 ? name : `${name} #${String(index + 1)}`,
      text,
      object: jsonRecord(parseDocument(text, { logLevel: 'error' }).toJS()),
    }));
}
