import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const SHELL = /(?:^|\/)(?:ba|da|z)?sh$/;
const TRAINS = /^(?:python[\d.]*|torchrun|deepspeed|accelerate)\s/;

/** train-shell-entrypoint */
export const trainShellEntrypoint: ManifestRule = {
  id: 'train-shell-entrypoint',
  on: 'container',
  kinds: 'training kinds',
  severity: 'info',
  check(container, report) {
    if (container.pod.purpose !== 'training' || container.kind !== 'main') return;
    const { words } = container;
    const flag = words.findIndex((word) => /^-\w*c$/.test(word));
    const script = flag < 1 || !SHELL.test(words[0] ?? '') ? undefined : words[flag + 1];
    if (script === undefined || /\btrap\b|\bexec\b/.test(script)) return;
    // A shell that is given one command becomes it.
    const commands = script
      .split(/&&|;|\n/)
      .map((each) => each.trim())
      .filter((each) => each !== '' && !each.startsWith('#'));
    const last = commands.at(-1) ?? '';
    if (commands.length < 2 || !TRAINS.test(last) || /[|&]/.test(last)) return;
    const value = container.at('command') ?? container.at('args');
    if (value)
      report.at(
        value.headSpan,
        t('The shell does not pass SIGTERM on to “{0}”: put “exec” in front of it.', last.split(/\s/, 1)[0] ?? ''),
      );
  },
  page: () => ({
    what: 'A shell script that ends with the training program, without `exec`.',
    why: 'SIGTERM goes to the shell, which waits for its child and does not tell it. Training is killed at the end of the grace period without a last checkpoint.',
    source: 'POSIX, Shell Command Language; Kubernetes documentation, Termination of Pods.',
    bad: jobWith(
      'image: trainer:1\ncommand: [sh, -c, "pip install -r more.txt && python train.py"]\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
    good: jobWith(
      'image: trainer:1\ncommand: [sh, -c, "pip install -r more.txt && exec python train.py"]\nresources:\n  limits:\n    nvidia.com/gpu: 1',
    ),
  }),
};
