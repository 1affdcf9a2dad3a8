import { StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { Snapshot } from '../../domain/base/watched.ts';
import type { Usage } from '../../domain/engines/usage.ts';
import type { Target } from './target.ts';

const shown = new Map<string, () => void>();

/** Shows CPU, memory and GPU use of a container live in the status bar; asking again takes it away. */
export async function showUsage({ engine, subject }: Target): Promise<Result<void>> {
  const stop = shown.get(subject.containerId);
  if (stop) {
    stop();
    return ok(undefined);
  }
  const item = window.createStatusBarItem(`trainyard.usage.${subject.containerId}`, StatusBarAlignment.Left, -10);
  item.name = t('Use of {0}', subject.name);
  const watched = engine.usage.watch(subject.containerId);
  const end = () => {
    shown.delete(subject.containerId);
    watched.dispose();
    item.dispose();
  };
  shown.set(subject.containerId, end);
  const show = (snapshot: Snapshot<Usage>) => {
    if (snapshot.state === 'failed') end();
    else render(item, subject.name, snapshot);
  };
  watched.onDidChange(show);
  show(watched.current);
  return ok(undefined);
}

function render(item: StatusBarItem, name: string, snapshot: Snapshot<Usage>): void {
  if (snapshot.state !== 'ready') {
    item.text = t('$(dashboard) {0}: measuring…', name);
  } else {
    item.text = `$(dashboard) ${usageText(name, snapshot.value)}`;
    item.tooltip = tooltipOf(name, snapshot.value);
  }
  item.show();
}

function usageText(name: string, { cpuCores, memoryBytes, memoryLimitBytes, gpus }: Usage): string {
  const memory =
    memoryLimitBytes === undefined
      ? formatBytes(memoryBytes)
      : `${formatBytes(memoryBytes)}/${formatBytes(memoryLimitBytes)}`;
  const gpu = (gpus ?? []).map(({ index, utilizationPercent }) =>
    t('GPU {0}: {1} %', index, Math.round(utilizationPercent)),
  );
  return [`${name}: ${t('{0} CPU', cpuCores.toFixed(2))}`, memory, ...gpu].join(' · ');
}

function tooltipOf(name: string, usage: Usage): string {
  const gpus = usage.gpus?.map(({ index, memoryUsedBytes, memoryTotalBytes }) =>
    t('GPU {0} memory: {1} of {2}', index, formatBytes(memoryUsedBytes), formatBytes(memoryTotalBytes)),
  );
  return [
    name,
    t('Network: {0} read, {1} written', formatBytes(usage.networkReadBytes), formatBytes(usage.networkWrittenBytes)),
    t('Disk: {0} read, {1} written', formatBytes(usage.blockReadBytes), formatBytes(usage.blockWrittenBytes)),
    ...(gpus ?? [t('GPU use is not known: nvidia-smi is not in the container.')]),
  ].join('\n');
}
