import type { ContainerPlan, GpuPlan, MountPlan, PortPlan } from '../../domain/engines/containerPlan.ts';

const NANO = 1e9;
const NANO_PER_MS = 1e6;

/** The body of `POST /containers/create` (Engine API, ContainerCreate). Fields that the plan does not set are left to the engine. */
export function containerBody(plan: ContainerPlan): object {
  return compact({
    Image: plan.image,
    Entrypoint: plan.entrypoint,
    Cmd: plan.command,
    WorkingDir: plan.workingDir,
    Env: Array.from(plan.environment, ([name, value]) => `${name}=${value}`),
    Labels: Object.fromEntries(plan.labels),
    ExposedPorts: Object.fromEntries(plan.ports.map((port) => [portKey(port), {}])),
    User: plan.user,
    Tty: plan.isTty ?? false,
    OpenStdin: plan.isTty ?? false,
    StopTimeout: plan.stopTimeoutSeconds,
    Healthcheck: plan.healthcheck && {
      Test: ['CMD', ...plan.healthcheck.command],
      Interval: plan.healthcheck.intervalMs * NANO_PER_MS,
      Timeout: plan.healthcheck.timeoutMs * NANO_PER_MS,
      Retries: plan.healthcheck.retries,
      StartPeriod: plan.healthcheck.startPeriodMs * NANO_PER_MS,
    },
    HostConfig: hostConfig(plan),
  });
}

function hostConfig(plan: ContainerPlan): object {
  return compact({
    Mounts: plan.mounts.map(mountOf),
    PortBindings: portBindings(plan.ports),
    NanoCpus: plan.cpus === undefined ? undefined : Math.round(plan.cpus * NANO),
    Memory: plan.memoryBytes,
    ShmSize: plan.shmBytes,
    NetworkMode: plan.network,
    ExtraHosts: plan.extraHosts,
    Init: plan.useInit,
    RestartPolicy: plan.restart && {
      Name: plan.restart.policy,
      MaximumRetryCount: plan.restart.policy === 'on-failure' ? (plan.restart.maximumRetries ?? 0) : 0,
    },
    ...(plan.gpus ? gpuConfig(plan.gpus) : {}),
  });
}

/** `Mounts` and not `Binds`: a folder that is missing on the host is then an error, and no empty one owned by root is made. */
function mountOf(mount: MountPlan): object {
  switch (mount.kind) {
    case 'bind':
    case 'volume':
      return compact({
        Type: mount.kind,
        Source: mount.source === '' ? undefined : mount.source,
        Target: mount.target,
        ReadOnly: mount.isReadOnly,
      });
    case 'tmpfs':
    default:
      return compact({
        Type: 'tmpfs',
        Target: mount.target,
        TmpfsOptions: mount.sizeBytes === undefined ? undefined : { SizeBytes: mount.sizeBytes },
      });
  }
}

function portKey({ containerPort, protocol }: PortPlan): string {
  return `${containerPort}/${protocol}`;
}

function portBindings(ports: readonly PortPlan[]): object {
  const bindings = new Map<string, object[]>();
  for (const port of ports) {
    const binding = { HostIp: port.hostIp, HostPort: port.hostPort ? String(port.hostPort) : '' };
    bindings.set(portKey(port), [...(bindings.get(portKey(port)) ?? []), binding]);
  }
  return Object.fromEntries(bindings);
}

/** As `docker run --gpus` and `--device` ask for them. CDI needs API 1.43 and the feature switched on in the engine. */
function gpuConfig(gpus: GpuPlan): object {
  const capabilities = { Capabilities: [['gpu']] };
  switch (gpus.kind) {
    case 'nvidia':
      return { DeviceRequests: [{ Driver: '', Count: gpus.count === 'all' ? -1 : gpus.count, ...capabilities }] };
    case 'nvidiaIds':
      return { DeviceRequests: [{ Driver: '', DeviceIDs: gpus.ids, ...capabilities }] };
    case 'cdi':
      return { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: gpus.devices }] };
    case 'devices':
    default:
      return {
        Devices: gpus.paths.map((path) => ({ PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rwm' })),
        GroupAdd: gpus.groups,
      };
  }
}

function compact(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
