import type { Container } from './container.ts';

/** Programs that start the processes of a training run. */
const LAUNCHERS =
  /(?:^|[\s/])(torchrun|deepspeed|accelerate\s+launch|horovodrun|mpirun|mpiexec)(?=\s|$)|torch\.distributed\.(?:run|launch)/;
const TORCH_IMAGE = /torch|vllm|sglang|deepspeed|nemo|text-generation-inference/;

/** Many rules ask. Null: there is none. */
const KNOWN_LAUNCHERS = new WeakMap<Container, string | null>();

/** `torchrun`, `deepspeed` …: the launcher in a container's command. */
export function trainingLauncher(container: Container): string | undefined {
  const known = KNOWN_LAUNCHERS.get(container);
  if (known !== undefined) return known ?? undefined;
  const launcher = launcherIn(container.words);
  KNOWN_LAUNCHERS.set(container, launcher ?? null);
  return launcher;
}

function launcherIn(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === 'accelerate' && words[index + 1] === 'launch') return 'accelerate launch';
    const [whole, name] = LAUNCHERS.exec(word) ?? [];
    if (whole !== undefined) return name ?? whole;
  }
  return undefined;
}

/** It runs PyTorch, as far as its image or its command say. */
export function runsTorch(container: Container): boolean {
  return TORCH_IMAGE.test(container.image?.repository ?? '') || trainingLauncher(container) !== undefined;
}

/** The value behind `--flag value` or `--flag=value`. */
export function argumentOf(container: Container, flag: string): string | undefined {
  const { words } = container;
  for (const [index, word] of words.entries()) {
    if (word === flag) return words[index + 1];
    if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1);
  }
  return undefined;
}
