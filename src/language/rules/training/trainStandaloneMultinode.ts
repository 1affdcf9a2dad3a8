import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { objectReplicas } from '../../manifest/podReplicas.ts';
import { pytorchJobWith } from './pytorchJobWith.ts';

/** train-standalone-multinode */
export const trainStandaloneMultinode: ManifestRule = {
  id: 'train-standalone-multinode',
  on: 'container',
  kinds: 'training kinds',
  severity: 'warning',
  check(container, report) {
    if (container.pod.purpose !== 'training' || container.pod.object.group === 'ray.io') return;
    const flag = ['command', 'args']
      .flatMap((key) => Array.from(container.at(key)?.items() ?? []))
      .find((word) => /(?:^|\s)--standalone(?:\s|$)/.test(word.text ?? ''));
    if (!flag || (objectReplicas(container.pod.object) ?? 1) < 2) return;
    // Independent tasks of one Job may each train alone.
    if (container.pod.object.groupKind === 'batch/Job') return;
    report.at(flag.span, t('“--standalone” makes a run of its own in every pod: the pods do not train together.'));
  },
  page: () => ({
    what: '`torchrun --standalone` in a job of several pods.',
    why: 'The flag makes a rendezvous inside one node. Every pod trains a model of its own with the data of all, and all write the same results.',
    source: 'PyTorch documentation, torchrun (standalone, rendezvous).',
    bad: pytorchJobWith('image: trainer:1\ncommand: [torchrun, --standalone, train.py]'),
    good: pytorchJobWith('image: trainer:1\ncommand: [torchrun, train.py]'),
  }),
};
