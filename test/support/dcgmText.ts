/** One GPU as a test wants it told. */
export interface ToldGpu {
  readonly index: number;
  readonly node: string;
  /** `namespace/name` of its holder; absent: nobody. */
  readonly pod?: string;
  readonly percent: number;
  readonly usedMib: number;
}

const TOTAL_MIB = 81_220;
const HELP: readonly (readonly [name: string, help: string, value: (gpu: ToldGpu) => number])[] = [
  ['DCGM_FI_DEV_SM_CLOCK', 'SM clock frequency (in MHz).', () => 1980],
  ['DCGM_FI_DEV_GPU_TEMP', 'GPU temperature (in C).', ({ percent }) => 35 + Math.round(percent / 3)],
  ['DCGM_FI_DEV_GPU_UTIL', 'GPU utilization (in %).', ({ percent }) => percent],
  ['DCGM_FI_DEV_FB_FREE', 'Framebuffer memory free (in MiB).', ({ usedMib }) => TOTAL_MIB - usedMib],
  ['DCGM_FI_DEV_FB_USED', 'Framebuffer memory used (in MiB).', ({ usedMib }) => usedMib],
  [
    'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    'Ratio of time the graphics engine is active (in %).',
    ({ percent }) => percent / 100,
  ],
];

/**
 * What NVIDIA's DCGM exporter answers for these GPUs: names, labels and their order as its documentation and its issues show them. This
 * machine has no GPU, so that the real one cannot run here.
 */
export function dcgmText(gpus: readonly ToldGpu[]): string {
  return HELP.map(
    ([name, help, value]) =>
      `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${gpus.map((gpu) => `${name}{${labelsOf(gpu)}} ${value(gpu)}\n`).join('')}`,
  ).join('');
}

function labelsOf(gpu: ToldGpu): string {
  const [namespace = '', pod = ''] = (gpu.pod ?? '').split('/');
  const labels = [
    ['gpu', String(gpu.index)],
    ['UUID', uuidOf(gpu)],
    ['pci_bus_id', `00000000:0${gpu.index}:00.0`],
    ['device', `nvidia${gpu.index}`],
    ['modelName', 'NVIDIA H100 80GB HBM3'],
    ['Hostname', gpu.node],
    ['DCGM_FI_DRIVER_VERSION', '550.54.15'],
    ['container', pod === '' ? '' : 'main'],
    ['namespace', namespace],
    ['pod', pod],
  ];
  return labels.map(([name, value]) => `${name}="${value}"`).join(',');
}

const uuidOf = ({ index, node }: ToldGpu): string => `GPU-0000000${index}-${node}`;

/** What Prometheus would have stored of them in the last minutes, for `promtool tsdb create-blocks-from openmetrics`. */
export function dcgmPast(gpus: readonly ToldGpu[], minutes: number, target: Readonly<Record<string, string>>): string {
  const now = Math.floor(Date.now() / 1000);
  const more = Object.entries(target)
    .map(([name, value]) => `,${name}="${value}"`)
    .join('');
  const lines = HELP.filter(([name]) => /UTIL|ACTIVE/.test(name)).flatMap(([name, , value]) => [
    `# TYPE ${name} gauge`,
    ...gpus.flatMap((gpu) =>
      Array.from(
        { length: minutes * 2 },
        (_, step) => `${name}{${exported(labelsOf(gpu))}${more}} ${value(gpu)} ${now - (minutes * 2 - step) * 30}`,
      ),
    ),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

/** Labels of the exporter that its scraped pod has too are renamed, unless they are empty: then they are not there. */
function exported(labels: string): string {
  return labels
    .replace(/(?:,|^)(?:container|namespace|pod)=""/g, '')
    .replace(/\b(container|namespace|pod)="/g, 'exported_$1="');
}
