import { formatBytes } from '../base/format.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { ImageLayer, LayerFiles } from './ports.ts';

/** One line of the layer report. */
export interface LayerRow {
  /** The instruction as in a Dockerfile. */
  readonly instruction: string;
  readonly sizeBytes: number;
  /** Of the whole image, from 0 to 1. */
  readonly share: number;
  /** What made it big, in words; absent when nothing is known. */
  readonly reason?: string;
  readonly advice?: string;
}

/** Turns what engines record of a step back into the instruction. */
export function instructionText(createdBy: string): string {
  const text = plainLine(createdBy)
    .replace(/\s+# buildkit$/, '')
    .trim();
  const nop = /^(?:\|\d+ (?:\S+=\S* )*)?\/bin\/sh -c #\(nop\)\s+(.*)$/.exec(text);
  if (nop) return (nop[1] ?? '').trim();
  // `|2 A=1 B=2 /bin/sh -c cmd`: build arguments in front of the command.
  const shell = /^(?:RUN )?(?:\|\d+ (?:.*? )??)?\/bin\/(?:ba)?sh -c (.*)$/s.exec(text);
  return shell ? `RUN ${(shell[1] ?? '').trim()}` : text;
}

/** Layers that take room, biggest first. `files` are oldest first, as the image has them; empty when they were not read. */
export function layerReport(history: readonly ImageLayer[], files: readonly LayerFiles[]): readonly LayerRow[] {
  const total = history.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const layers = [...history].reverse();
  const byInstruction = filesByLayer(layers, files);
  return layers
    .map((layer, index) => ({ layer, found: byInstruction.get(index) }))
    .filter(({ layer }) => layer.sizeBytes > 0)
    .sort((one, other) => other.layer.sizeBytes - one.layer.sizeBytes)
    .map(({ layer, found }) => {
      const instruction = instructionText(layer.createdBy);
      const reason = found === undefined ? undefined : reasonOf(found);
      const advice = adviceFor(instruction, found);
      return {
        instruction,
        sizeBytes: layer.sizeBytes,
        share: total === 0 ? 0 : layer.sizeBytes / total,
        ...(reason === undefined ? {} : { reason }),
        ...(advice === undefined ? {} : { advice }),
      };
    });
}

/** The report as a read-only text document. */
export function layerDocument(reference: string, rows: readonly LayerRow[], wereFilesRead: boolean): string {
  const total = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const lines = [t('Layers of {0}, biggest first: {1} in all', plainLine(reference), formatBytes(total)), ''];
  for (const { instruction, sizeBytes, share, reason, advice } of rows) {
    lines.push(`${formatBytes(sizeBytes).padStart(10)}  ${`${Math.round(share * 100)} %`.padStart(5)}  ${instruction}`);
    if (reason !== undefined) lines.push(...reason.split('\n').map((line) => `${' '.repeat(19)}${line}`));
    if (advice !== undefined) lines.push(`${' '.repeat(19)}${t('Advice: {0}', advice)}`);
  }
  if (!wereFilesRead) lines.push('', t('Run “Show Layers with Files” to see which files made each layer big.'));
  return `${lines.join('\n')}\n`;
}

/** Both lists hold the same layers in the same order, but only the history also has the steps that made none. */
function filesByLayer(layers: readonly ImageLayer[], files: readonly LayerFiles[]): ReadonlyMap<number, LayerFiles> {
  const found = new Map<number, LayerFiles>();
  let at = 0;
  for (const file of files) {
    const index = layers.findIndex((layer, position) => position >= at && layer.createdBy === file.createdBy);
    if (index < 0) continue;
    found.set(index, file);
    at = index + 1;
  }
  return found;
}

/** Files shown of each layer. */
const SHOWN = 5;

function reasonOf({ biggest, fileCount }: LayerFiles): string {
  const lines = biggest.slice(0, SHOWN).map(({ path, sizeBytes }) => `${formatBytes(sizeBytes)}  /${plainLine(path)}`);
  return [t('{0} files, the biggest:', fileCount), ...lines].join('\n');
}

function adviceFor(instruction: string, files: LayerFiles | undefined): string | undefined {
  const paths = files?.biggest.map(({ path }) => path) ?? [];
  if (
    /\bpip3? install\b/.test(instruction) &&
    !/--no-cache-dir|--mount=type=cache/.test(instruction) &&
    paths.some((path) => path.includes('.cache/pip'))
  ) {
    return t('Use pip install --no-cache-dir, or a cache mount: the download cache is part of the layer.');
  }
  if (
    /\bapt(?:-get)? install\b/.test(instruction) &&
    paths.some((path) => path.startsWith('var/lib/apt/lists') || path.startsWith('var/cache/apt'))
  ) {
    return t('Remove /var/lib/apt/lists/* in the same RUN: the package lists are part of the layer.');
  }
  if (/\b(?:conda|mamba) (?:install|env)\b/.test(instruction) && paths.some((path) => path.includes('/pkgs/'))) {
    return t('Run conda clean -afy in the same RUN: the package cache is part of the layer.');
  }
  if (
    /^COPY|^ADD/.test(instruction) &&
    paths.some((path) => /\.(?:pt|pth|ckpt|safetensors|parquet|csv|tar|zip)$/.test(path))
  ) {
    return t('Leave data and checkpoints out with .dockerignore and mount them when the container runs.');
  }
  if (paths.some((path) => path.startsWith('usr/local/cuda'))) {
    return t('A “runtime” CUDA base image is enough when nothing is compiled in it.');
  }
  return undefined;
}
