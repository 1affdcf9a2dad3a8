import { t } from '../base/text.ts';
import type { ContainerPlan, PortPlan } from '../engines/containerPlan.ts';
import type { Container } from '../engines/engine.ts';
import { RUN_LABELS } from '../runs/labels.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';
import type { WorkloadSpec } from './spec.ts';

/** Below this a port needs root, which a rootless engine has not. */
const FIRST_FREE_PORT = 1024;

export function checkPorts(workload: WorkloadSpec, plan: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  const checks = plan.ports.flatMap((port) => checkPort(port, facts));
  if (plan.network === 'host') checks.push(...workload.ports.flatMap((port) => checkOwnPort(port, facts)));
  return checks;
}

function checkPort(port: PortPlan, facts: PreflightFacts): PreflightCheck[] {
  const { hostPort, containerPort, hostIp } = port;
  const base = { id: `port:${hostPort ?? containerPort}`, title: t('Port {0}', hostPort ?? containerPort) };
  const checks: PreflightCheck[] = [];
  if (!isLoopback(hostIp)) {
    checks.push({
      ...base,
      id: `${base.id}:open`,
      state: 'warning',
      message: t('On {0} other machines can reach port {1}.', hostIp, containerPort),
    });
  }
  if (hostPort === undefined) return checks;
  const fix = { title: t('Use a free port'), change: { kind: 'port', containerPort, hostPort: 0 } } as const;
  const user = facts.containers.find((container) => container.state === 'running' && publishes(container, port));
  if (user)
    return [
      ...checks,
      { ...base, state: 'problem', message: t('Port {0} is taken by the container “{1}”.', hostPort, user.name), fix },
    ];
  if (port.protocol === 'tcp' && facts.listeningPorts?.has(hostPort)) {
    return [
      ...checks,
      {
        ...base,
        state: 'problem',
        message: t('Port {0} is taken by another program on the engine’s machine.', hostPort),
        fix,
      },
    ];
  }
  if (facts.engine.isRootless && hostPort < FIRST_FREE_PORT) {
    return [
      ...checks,
      { ...base, state: 'problem', message: t('Port {0} needs root, and the engine is rootless.', hostPort), fix },
    ];
  }
  return checks.length > 0 ? checks : [{ ...base, state: 'ok', message: t('Port {0} is free.', hostPort) }];
}

/** In the machine's own network the program listens where it likes; the port of the spec is the one to look at. */
function checkOwnPort(
  port: WorkloadSpec['ports'][number],
  { containers, listeningPorts }: PreflightFacts,
): PreflightCheck[] {
  const base = { id: `port:${port.containerPort}`, title: t('Port {0}', port.containerPort) };
  const own = `${port.containerPort}/${port.protocol}`;
  const user = containers.find(
    ({ state, labels }) => state === 'running' && labels.get(RUN_LABELS.hostPorts)?.split(',').includes(own),
  );
  if (user)
    return [
      {
        ...base,
        state: 'problem',
        message: t('Port {0} is taken by the container “{1}”.', port.containerPort, user.name),
      },
    ];
  if (port.protocol === 'udp' || !listeningPorts?.has(port.containerPort)) return [];
  return [
    {
      ...base,
      state: 'problem',
      message: t('Port {0} is taken by another program on the engine’s machine.', port.containerPort),
    },
  ];
}

function publishes({ ports }: Container, { hostPort, hostIp, protocol }: PortPlan): boolean {
  return ports.some(
    (bound) => bound.hostPort === hostPort && bound.protocol === protocol && overlaps(bound.hostIp, hostIp),
  );
}

function overlaps(one: string | undefined, other: string): boolean {
  const isAny = (ip: string | undefined) => ip === undefined || ip === '' || ip === '0.0.0.0' || ip === '::';
  return isAny(one) || isAny(other) || one === other;
}

function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

export function checkNetwork(
  workload: WorkloadSpec,
  { network }: ContainerPlan,
  { networks, accepted }: PreflightFacts,
): PreflightCheck[] {
  if (network === undefined || network === 'none') return [];
  const title = t('Network');
  if (network === 'host') {
    // Chosen for an engine without bridge it is not the user's risk to take or leave.
    if (workload.network !== 'host' || accepted?.has('host-network')) return [];
    const fix = { title: t('Use it'), change: { kind: 'accept', id: 'host-network' } } as const;
    return [
      {
        id: 'host-network',
        title,
        state: 'warning',
        message: t('In the host network the container reaches every service of the machine, also those on 127.0.0.1.'),
        fix,
      },
    ];
  }
  if (!networks || networks.includes(network)) return [];
  const has = networks.length === 0 ? t('none') : networks.join(', ');
  return [
    {
      id: 'network',
      title,
      state: 'problem',
      message: t('The engine has no network “{0}”. It has: {1}.', network, has),
    },
  ];
}
