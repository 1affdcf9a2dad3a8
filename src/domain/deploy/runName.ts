const ADJECTIVES = [
  'amber',
  'brave',
  'bright',
  'brisk',
  'calm',
  'clear',
  'clever',
  'cosy',
  'deft',
  'eager',
  'early',
  'fair',
  'fresh',
  'gentle',
  'glad',
  'grand',
  'happy',
  'keen',
  'kind',
  'lively',
  'lucid',
  'merry',
  'mild',
  'neat',
  'noble',
  'quick',
  'quiet',
  'rapid',
  'ready',
  'shiny',
  'spry',
  'steady',
] as const;
const NOUNS = [
  'aspen',
  'badger',
  'beacon',
  'birch',
  'brook',
  'cedar',
  'comet',
  'condor',
  'coral',
  'crane',
  'falcon',
  'fern',
  'finch',
  'harbor',
  'heron',
  'ibis',
  'juniper',
  'kestrel',
  'lark',
  'lynx',
  'maple',
  'marten',
  'meadow',
  'orca',
  'osprey',
  'otter',
  'pine',
  'plover',
  'river',
  'robin',
  'sparrow',
  'willow',
] as const;
const TRIES = 20;

/**
 * A name for a run that people can say, for example `train-brisk-otter`: also a valid container name (letters, digits, `_.-`, at most 63).
 * `random` gives numbers from 0 up to 1; `taken` are the names that exist.
 */
export function runName(workload: string, taken: Iterable<string>, random: () => number): string {
  const used = new Set(taken);
  const base =
    workload
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 40) || 'run';
  const draw = () => `${base}-${pick(ADJECTIVES, random)}-${pick(NOUNS, random)}`;
  let name = draw();
  for (let tries = 1; tries < TRIES && used.has(name); tries++) name = draw();
  const stem = name;
  for (let number = 2; used.has(name); number++) name = `${stem}-${number}`;
  return name;
}

function pick(words: readonly string[], random: () => number): string {
  return words[Math.min(words.length - 1, Math.floor(random() * words.length))] ?? '';
}
