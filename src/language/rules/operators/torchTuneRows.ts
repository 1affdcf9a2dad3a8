import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf, type RowCheck } from './table/rowCheck.ts';

const ON = ['trainer.kubeflow.org/TrainJob'];
const REFUSED = 'The webhook of Kubeflow Trainer refuses the job.';
/** Models that torchtune trains, as runtimes are named: `torchtune-<model>-<size>`. */
const MODELS = new Set(['llama3.2-1b', 'llama3.2-3b', 'llama3.3-70b', 'qwen2.5-1.5b']);
/** The one that takes several nodes. */
const LARGE = 'llama3.3-70b';
/** Settings that the runtime knows: where its volumes are. */
const MANAGED = new Set(['output_dir', 'tokenizer.path', 'checkpointer.checkpoint_dir', 'tokenizer.merges_file']);
/** Containers that are configured by the job itself. */
const CONFIGURED = new Set(['node', 'dataset-initializer', 'model-initializer']);
const CONTAINERS =
  'spec.runtimePatches.*.trainingRuntimeSpec.template.spec.replicatedJobs.*.template.spec.template.spec.containers.*';

const page = pageOf({
  source: 'Kubeflow Trainer, pkg/runtime/framework/plugins.',
  good: `apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata:
  name: tune
  namespace: team-a
spec:
  runtimeRef:
    name: torchtune-llama3.2-1b
  trainer:
    command: [tune, run]
    args: [epochs=3]
    numNodes: 1
  runtimePatches:
    - manager: team.example.com/tuning
      trainingRuntimeSpec:
        template:
          spec:
            replicatedJobs:
              - name: node
                template:
                  spec:
                    template:
                      spec:
                        containers:
                          - name: node
                            volumeMounts:
                              - name: more
                                mountPath: /more
                        volumes:
                          - name: more
                            emptyDir: {}
`,
});

/** The trainer of a job whose command is that of torchtune; the rules are about no other. */
function onTuning(run: (trainer: YamlValue, report: Report, object: ManifestObject) => void): RowCheck {
  return custom('spec.trainer', (trainer, report, object) => {
    const command = Array.from(fieldOf(trainer, 'command')?.items() ?? [], ({ text }) => text);
    if (command.length === 2 && command[0] === 'tune' && command[1] === 'run') run(trainer, report, object);
  });
}

/** Models that train with QLoRA on one GPU alone, and the one that does not at all. */
const ONE_GPU = new Set(['llama3.2-1b', 'llama3.2-3b']);
const NO_QLORA = 'qwen2.5-1.5b';

function checkQlora(trainer: YamlValue, report: Report, object: ManifestObject): void {
  const asked = qloraOf(trainer);
  const model = object
    .at('spec', 'runtimeRef', 'name')
    ?.text?.replace(/^[^-]*-/, '')
    .toLowerCase();
  if (!asked || model === undefined || object.isTemplated) return;
  if (model === NO_QLORA) report.at(asked.span, t('torchtune has no QLoRA for “{0}”.', model));
  // The recipe is chosen by processes, then by GPUs. Those of the runtime are not known here, so they must stand in the job.
  if (!ONE_GPU.has(model) || fieldOf(trainer, 'numProcPerNode')?.number === 1) return;
  const gpus = gpusOf(trainer);
  if (gpus?.number !== undefined && gpus.number !== 1) report.at(gpus.span, t('QLoRA of “{0}” takes one GPU.', model));
}

/** The argument that asks for it; with several nodes, or with DoRA, it is not used. */
function qloraOf(trainer: YamlValue): YamlValue | undefined {
  const nodes = fieldOf(trainer, 'numNodes');
  const words = Array.from(fieldOf(trainer, 'args')?.items() ?? []);
  const isOn = (name: string) => words.find(({ text }) => text?.toLowerCase() === `model.${name}=true`);
  if ((nodes && nodes.number !== 1) || isOn('use_dora')) return undefined;
  return isOn('quantize_base');
}

function gpusOf(trainer: YamlValue): YamlValue | undefined {
  const lists = ['requests', 'limits'].flatMap((list) => trainer.at('resourcesPerNode', list)?.items() ?? []);
  return lists.find(({ key }) => key?.toLowerCase().includes('gpu') === true);
}

/** torchtune in Kubeflow Trainer, and what a job may change in its runtime. */
export const torchTuneRows: readonly OperatorRow[] = [
  {
    id: 'torchtune-single-node',
    on: ON,
    checks: [
      onTuning((trainer, report, object) => {
        const model = object
          .at('spec', 'runtimeRef', 'name')
          ?.text?.replace(/^[^-]*-/, '')
          .toLowerCase();
        const nodes = fieldOf(trainer, 'numNodes');
        if (model === undefined || model === LARGE || nodes?.number === undefined || nodes.number <= 1) return;
        report.at(nodes.span, t('torchtune trains “{0}” on one node.', model));
      }),
    ],
    page: () =>
      page('A model that torchtune trains on one node is given several.', REFUSED, ['numNodes: 1', 'numNodes: 2']),
  },
  {
    id: 'torchtune-model-unknown',
    on: ON,
    checks: [
      onTuning((_, report, object) => {
        const name = object.at('spec', 'runtimeRef', 'name');
        const model = name?.text?.replace(/^[^-]*-/, '').toLowerCase();
        if (name && model !== undefined && !MODELS.has(model))
          report.at(name.span, t('torchtune has no recipe for “{0}”.', model));
      }),
    ],
    page: () =>
      page(
        'torchtune is run in a runtime whose name is none of a model that it knows.',
        'The recipe is chosen by the name of the runtime; the webhook refuses others.',
        ['torchtune-llama3.2-1b', 'torch-distributed'],
      ),
  },
  {
    id: 'torchtune-qlora-gpu',
    on: ON,
    checks: [onTuning(checkQlora)],
    page: () =>
      page('QLoRA with a model, processes or GPUs that torchtune does not run it with.', REFUSED, [
        'args: [epochs=3]',
        'args: [model.quantize_base=True]\n    resourcesPerNode: { limits: { nvidia.com/gpu: 2 } }',
      ]),
  },
  {
    id: 'torchtune-managed-arg',
    on: ON,
    checks: [
      onTuning((trainer, report) => {
        for (const word of fieldOf(trainer, 'args')?.items() ?? []) {
          const key = word.text?.split('=', 1)[0];
          if (key !== undefined && MANAGED.has(key)) report.at(word.span, t('The runtime sets “{0}” itself.', key));
        }
      }),
    ],
    page: () =>
      page(
        'An argument of torchtune that the runtime sets.',
        'The folders are those of the volumes of the runtime; the webhook refuses others.',
        ['epochs=3', 'output_dir=/tmp'],
      ),
  },
  {
    id: 'trainjob-patch-env',
    on: ON,
    checks: [
      custom(CONTAINERS, (container, report) => {
        const name = container.at('name')?.text;
        const env = fieldOf(container, 'env');
        if (name === undefined || !CONFIGURED.has(name) || env?.isList !== true || env.items().length === 0) return;
        report.at(env.headSpan, t('Variables of “{0}” stand in the job itself, not in a patch of its runtime.', name));
      }),
    ],
    page: () =>
      page('A patch of the runtime sets variables of a container that the job configures.', REFUSED, [
        '                            volumeMounts:',
        '                            env:\n                              - name: A\n                                value: b\n                            volumeMounts:',
      ]),
  },
];
