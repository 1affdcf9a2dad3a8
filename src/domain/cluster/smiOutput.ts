import { formatBytes } from '../base/format.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import { fieldOf, isObject, listOf, textOf } from '../deploy/plainData.ts';
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

/**
 * Tried in this order. Sources: nvidia-smi manual; AMD SMI documentation, "AMD SMI CLI tool usage" (ROCm 6 and 7); rocm-smi of ROCm 5 and 6.
 * Those of AMD were written from documentation and recorded output, and not tried on hardware.
 */
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
  {
    name: 'amd-smi',
    command: ['amd-smi', 'metric', '--usage', '--mem-usage', '--json'],
    parse: amdGpus,
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

/** A list, since ROCm 7 in `gpu_data`; each value with its unit, or the text `N/A`. Its MB are 1024 × 1024 bytes. */
function amdGpus(stdout: string): readonly SmiGpu[] {
  // It may write warnings before the JSON.
  const read = parsedJson(stdout.slice(Math.max(0, stdout.search(/^[[{]/m))));
  const listed = Array.isArray(read) ? read : listOf(fieldOf(read, 'gpu_data'));
  const cell = (gpu: unknown, ...path: readonly string[]) => {
    const value = fieldOf(gpu, ...path);
    const amount = isObject(value) ? fieldOf(value, 'value') : value;
    return typeof amount === 'number' ? String(amount) : textOf(amount);
  };
  return listed.flatMap((gpu) => {
    const index = cell(gpu, 'gpu');
    if (index === undefined || !/^\d+$/.test(index)) return [];
    const percent = cell(gpu, 'usage', 'gfx_activity');
    const [used, total] = [cell(gpu, 'mem_usage', 'used_vram'), cell(gpu, 'mem_usage', 'total_vram')];
    return [gpuOf(index, 'AMD', { percent, used, total, unit: MIB })];
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
