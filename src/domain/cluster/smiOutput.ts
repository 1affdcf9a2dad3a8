import { formatBytes } from '../base/format.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import { busySum, type GpuBusy } from './gpuUse.ts';

/** One GPU as a program in the container tells it. */
export interface SmiGpu {
  readonly index: string;
  readonly name: string;
  readonly percent?: number;
  readonly usedBytes?: number;
  readonly totalBytes?: number;
}

/** A program that tells the use of the GPUs that a container was given. */
export interface SmiProgram {
  readonly name: string;
  readonly command: readonly string[];
  readonly parse: (stdout: string) => readonly SmiGpu[];
}

const MIB = 1024 ** 2;

/** Tried in this order. Sources: nvidia-smi manual; rocm-smi of ROCm 5 and 6. */
export const SMI_PROGRAMS: readonly SmiProgram[] = [
  {
    name: 'nvidia-smi',
    command: [
      'nvidia-smi',
      '--query-gpu=index,name,utilization.gpu,memory.used,memory.total',
      '--format=csv,noheader,nounits',
    ],
    parse: nvidiaGpus,
  },
  { name: 'rocm-smi', command: ['rocm-smi', '--showuse', '--showmeminfo', 'vram', '--csv'], parse: rocmGpus },
];

function nvidiaGpus(stdout: string): readonly SmiGpu[] {
  return stdout.split('\n').flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const [index = '', name = '', percent, used, total] = cells;
    return /^\d+$/.test(index) && cells.length >= 5 ? [gpuOf(index, name, { percent, used, total, unit: MIB })] : [];
  });
}

/** Columns are found by their heading: other versions have them in another order. */
function rocmGpus(stdout: string): readonly SmiGpu[] {
  const lines = stdout.split('\n').map((line) => line.split(',').map((cell) => cell.trim()));
  const head = lines.find(([first]) => first === 'device') ?? [];
  const column = (pattern: RegExp) => head.findIndex((cell) => pattern.test(cell));
  const [use, used, total] = [column(/^GPU use/i), column(/Used Memory/i), column(/Total Memory/i)];
  return lines.flatMap((cells) => {
    const index = /^card(\d+)$/.exec(cells[0] ?? '')?.[1];
    if (index === undefined) return [];
    return [gpuOf(index, 'AMD', { percent: cells[use], used: cells[used], total: cells[total], unit: 1 })];
  });
}

interface Cells {
  readonly percent: string | undefined;
  readonly used: string | undefined;
  readonly total: string | undefined;
  readonly unit: number;
}

/** What a device does not have reads `[N/A]`, as the load of a GPU that is cut into slices. */
function gpuOf(index: string, name: string, cells: Cells): SmiGpu {
  const [percent, used, total] = [cells.percent, cells.used, cells.total].map((cell) =>
    cell !== undefined && /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : undefined,
  );
  return {
    index,
    name: plainLine(name),
    ...(percent === undefined ? {} : { percent }),
    ...(used === undefined || total === undefined
      ? {}
      : { usedBytes: used * cells.unit, totalBytes: total * cells.unit }),
  };
}

export function smiBusy(gpus: readonly SmiGpu[]): GpuBusy {
  return busySum(gpus.map(({ index: _index, name: _name, ...use }) => ({ gpus: 1, ...use })));
}

/** One GPU a line. */
export function smiText(gpus: readonly SmiGpu[]): string {
  return gpus
    .map(({ index, name, percent, usedBytes, totalBytes }) => {
      const load = percent === undefined ? t('load not known') : `${Math.round(percent)} %`;
      const memory =
        usedBytes === undefined || totalBytes === undefined
          ? t('memory not known')
          : t('{0} of {1}', formatBytes(usedBytes), formatBytes(totalBytes));
      return `GPU ${index}  ${name}  ${load}  ${memory}`;
    })
    .join('\n');
}
