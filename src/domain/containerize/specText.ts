import { t } from '../base/text.ts';
import { commentLines } from './dockerText.ts';
import type { EntryPoint } from './entryPoints.ts';
import type { ProjectFacts } from './facts.ts';
import type { ParameterFact } from './parameter.ts';
import { folderOf, stemOf } from './projectPath.ts';
import { yamlList, yamlMap, yamlScalar } from './yamlText.ts';

/** DataLoader workers hand batches over in shared memory; the 64 MiB of an engine end in a bus error. */
const TORCH_SHM = '1Gi';

/** The `trainyard.yaml` of a project: one workload for each program. */
export function specText(facts: ProjectFacts): string {
  const name = specName(facts.name, 'project');
  const head = t('Made by Trainyard, yours to change. What runs here, and what Trainyard asks for before each run.');
  const workloads = workloadNames(facts.entryPoints);
  const blocks = facts.entryPoints.map((entry, index) =>
    workloadText(workloads[index] ?? entry.path, entry, { name, facts }),
  );
  return [
    ...commentLines(head),
    'version: 1',
    `name: ${yamlScalar(name)}`,
    '',
    'workloads:',
    blocks.join('\n\n'),
    '',
  ].join('\n');
}

/** Names of the workloads, in the order of the programs: the file's name, with its folder where two are the same. */
export function workloadNames(entryPoints: readonly EntryPoint[]): readonly string[] {
  const taken = new Set<string>();
  return entryPoints.map(({ path }, index) => {
    const stem = specName(stemOf(path), 'run');
    const candidates = [
      stem,
      specName(`${folderOf(path).split('/').at(-1) ?? ''}-${stem}`, stem),
      `${stem.slice(0, 36)}-${index + 1}`,
    ];
    const free = candidates.find((candidate) => !taken.has(candidate)) ?? `run-${index + 1}`;
    taken.add(free);
    return free;
  });
}

/** A name as the run spec wants it: lower case letters, digits and hyphens, at most 40. */
export function specName(text: string, fallback: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? fallback : plain;
}

interface Context {
  readonly name: string;
  readonly facts: ProjectFacts;
}

function workloadText(workload: string, entry: EntryPoint, context: Context): string {
  const build = yamlMap([
    ['context', '.'],
    ['dockerfile', 'Dockerfile'],
    ['tag', `${context.name}:latest`],
  ]);
  const command = typeof entry.command === 'string' ? yamlScalar(entry.command) : yamlList(entry.command);
  const lines = [
    `kind: ${entry.kind}`,
    `build: ${build}`,
    `command: ${command}`,
    ...argumentHints(entry),
    ...parameterLines(entry),
    ...environmentLines(entry),
    ...resourceLines(context.facts),
    ...mountLines(entry),
    ...(entry.kind === 'run' ? outputLines(entry) : serverLines(entry)),
  ];
  return [`  ${workload}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** What must be given by hand is said where it would stand. */
function argumentHints({ commandLine }: EntryPoint): readonly string[] {
  const { positional, leftOut } = commandLine;
  const needed =
    positional.length > 0
      ? [`# ${t('The program takes these by position; give them as args: {0}', oneLine(positional))}`]
      : [];
  const more = leftOut.length > 0 ? [`# ${t('More options, for args: {0}', oneLine(leftOut))}`] : [];
  return [...needed, ...more];
}

const oneLine = (names: readonly string[]): string =>
  names
    .join(', ')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 300);

function parameterLines({ commandLine }: EntryPoint): readonly string[] {
  const usable = commandLine.parameters.filter(({ name }) => /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/.test(name));
  if (usable.length === 0) return [];
  return ['parameters:', ...usable.map((parameter) => `  ${yamlScalar(parameter.name)}: ${parameterText(parameter)}`)];
}

function parameterText({ type, defaultValue, choices, help, passAs, flag }: ParameterFact): string {
  // A text that looks like a number stays a text: the spec reads the type first.
  const shown = typeof defaultValue === 'string' && type !== 'choice' ? { text: defaultValue } : defaultValue;
  return yamlMap([
    ...(shown === undefined ? [] : [['default', shown] as const]),
    ['type', type],
    ...(choices.length > 0 ? [['choices', choices] as const] : []),
    ...(passAs === 'argument' ? [] : [['as', passAs] as const]),
    ...(flag === undefined ? [] : [['flag', flag] as const]),
    ...(help === undefined ? [] : [['description', help] as const]),
  ]);
}

function environmentLines({ server }: EntryPoint): readonly string[] {
  const variables = [...(server?.environment ?? [])].map(([name, value]) => [name, { text: value }] as const);
  return variables.length > 0 ? [`env: ${yamlMap(variables)}`] : [];
}

function resourceLines({ needs }: ProjectFacts): readonly string[] {
  const usesGpu = needs.cuda !== 'none' && needs.cuda !== 'extra';
  const hint = usesGpu
    ? t('Limits; {0} gives it a GPU.', 'gpu: 1')
    : t('Limits, for example {0}; without them it may use the whole machine.', 'resources: { cpu: 2, memory: 4Gi }');
  return [`# ${hint}`, ...(needs.usesTorch ? [`resources: ${yamlMap([['shm', TORCH_SHM]])}`] : [])];
}

function mountLines({ inputs }: EntryPoint): readonly string[] {
  if (inputs.length === 0) return [];
  const mounts = inputs.map((folder) =>
    yamlMap([
      ['folder', folder],
      ['path', `/app/${folder}`],
      ['readOnly', true],
    ]),
  );
  return ['mounts:', ...mounts.map((mount) => `  - ${mount}`)];
}

function outputLines({ outputs }: EntryPoint): readonly string[] {
  return [
    'outputs:',
    ...outputs.map(
      (folder) =>
        `  - ${yamlMap([
          ['path', `/app/${folder}`],
          ['to', folder],
        ])}`,
    ),
  ];
}

function serverLines({ server }: EntryPoint): readonly string[] {
  if (!server) return [];
  const note = server.note === undefined ? [] : [`# ${oneLine([server.note])}`];
  const health =
    server.health === undefined
      ? []
      : [
          `health: ${yamlMap([
            ['http', server.health],
            ['port', server.port],
          ])}`,
        ];
  return [...note, `ports: [${server.port}]`, ...health];
}
