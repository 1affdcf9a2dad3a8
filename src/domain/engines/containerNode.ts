import { formatAge } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import type { Container } from './engine.ts';
import { healthOf } from './health.ts';

/** The row of a container, with what its state allows. */
export function containerNode(engineId: string, container: Container, now: Date): TreeNode {
  const { health, text } = healthOf(container);
  const isOn = container.state === 'running' || container.state === 'paused' || container.state === 'restarting';
  const subject = { kind: 'container', engineId, containerId: container.id, name: container.name } as const;
  const description = [text, container.imageName, formatAge(container.createdAt, now)].join(' · ');
  return {
    id: `engine/${engineId}/container/${container.id}`,
    label: container.name,
    description,
    health,
    tooltip: [`${container.name}: ${text}`, container.imageName, container.command, ...portTexts(container)].join('\n'),
    spoken: t('Container {0}, {1}', container.name, description),
    actions: [
      'container',
      'canShowLogs',
      'canInspect',
      'canCopyName',
      'canCopyFiles',
      'canRestart',
      ...(isOn ? ['canStop', 'canKill', 'canOpenShell', 'canShowUsage'] : ['canRemove']),
      ...(isOn && container.ports.some(({ hostPort }) => hostPort !== undefined) ? ['canOpenPort'] : []),
    ],
    subject,
    open: { command: 'trainyard.containers.logs', args: [subject] },
  };
}

function portTexts({ ports }: Container): string[] {
  return ports.flatMap(({ containerPort, hostIp, hostPort }) =>
    hostPort === undefined ? [] : [`${hostIp ?? ''}:${hostPort} → ${containerPort}`],
  );
}
