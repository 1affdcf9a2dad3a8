import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { containerBody } from '../../../../src/adapters/docker/containerBody.ts';
import { engineInfoOf } from '../../../../src/adapters/docker/infoRecords.ts';
import { asRecord } from '../../../../src/adapters/http/json.ts';
import { containerOf, detailsOf, imageOf, networksOf, volumesOf } from '../../../../src/adapters/docker/records.ts';

const record = (value: unknown) => asRecord(value) ?? new Map<string, unknown>();

describe('containerOf', () => {
  const listed = (facts: object) => containerOf(record({ Id: 'abc', Created: 1_700_000_000, ...facts }));

  it('reads what Docker lists', () => {
    const container = listed({
      Names: ['/web'],
      Image: 'app:1',
      ImageID: 'sha256:1',
      Command: 'python x.py',
      State: 'exited',
      Status: 'Exited (137) 3 minutes ago',
      Labels: { __proto__: 'hidden', constructor: 'x', toString: 'y' },
      Ports: [{ PrivatePort: 80, PublicPort: 8080, IP: '127.0.0.1', Type: 'tcp' }, { Type: 'tcp' }],
      NetworkSettings: { Networks: { one: {}, two: {} } },
      Mounts: [{ Type: 'volume', Name: 'v' }, { Type: 'bind' }],
    });
    assert.equal(container?.name, 'web');
    assert.equal(container?.exitCode, 137);
    assert.equal(container?.labels.get('constructor'), 'x');
    assert.deepEqual(container?.ports, [{ containerPort: 80, protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 8080 }]);
    assert.deepEqual(container?.networks, ['one', 'two']);
    assert.deepEqual(container?.volumes, ['v']);
  });

  it('keeps labels with the names of built-in properties', () => {
    const labels: unknown = JSON.parse('{"__proto__": "p", "hasOwnProperty": "h"}');
    assert.deepEqual(
      [...(listed({ Labels: labels })?.labels ?? [])],
      [
        ['__proto__', 'p'],
        ['hasOwnProperty', 'h'],
      ],
    );
  });

  it('reads what Podman lists', () => {
    const container = listed({
      Names: ['/p'],
      Command: ['sh', '-c', 'x'],
      State: 'stopped',
      Labels: null,
      Ports: null,
    });
    assert.equal(container?.command, 'sh -c x');
    assert.equal(container?.state, 'exited');
    assert.equal(listed({ State: 'configured' })?.state, 'created');
  });

  it('reads health from the status, and from the field of newer engines', () => {
    assert.equal(listed({ State: 'running', Status: 'Up 3 hours (healthy)' })?.healthcheck, 'healthy');
    assert.equal(listed({ State: 'running', Status: 'Up 1 second (health: starting)' })?.healthcheck, 'starting');
    assert.equal(listed({ State: 'running', Health: { Status: 'unhealthy' } })?.healthcheck, 'unhealthy');
    assert.equal(
      listed({ State: 'running', Status: 'Up 3 hours', Health: { Status: 'none' } })?.healthcheck,
      undefined,
    );
  });

  it('survives every kind of nonsense', () => {
    for (const nonsense of [{}, { Names: 7 }, { Ports: 'x' }, { Labels: [1] }, { Created: 'never' }, { State: null }]) {
      assert.equal(listed(nonsense)?.id, 'abc');
    }
    assert.equal(containerOf(record({ Names: ['/x'] })), undefined);
  });
});

describe('detailsOf', () => {
  const zero = '0001-01-01T00:00:00Z';
  const host = (HostConfig: object) => detailsOf(record({ State: {}, HostConfig })).limits;

  it('tells what never happened from what did', () => {
    const State = { Status: 'created', StartedAt: zero, FinishedAt: zero, ExitCode: 127, Error: 'no such file' };
    const created = detailsOf(record({ State, RestartCount: 0 }));
    assert.equal(created.startedAt, undefined);
    assert.equal(created.finishedAt, undefined);
    assert.equal(created.exitCode, 127);
    assert.equal(created.error, 'no such file');
  });

  it('has no end and no exit code for a running container that ran before', () => {
    const State = {
      Status: 'running',
      StartedAt: '2026-01-02T00:00:00Z',
      FinishedAt: '2026-01-01T00:00:00Z',
      ExitCode: 0,
    };
    const running = detailsOf(record({ State }));
    assert.ok(running.startedAt);
    assert.equal(running.finishedAt, undefined);
    assert.equal(running.exitCode, undefined);
  });

  it('reads limits in all their forms', () => {
    assert.deepEqual(host({ NanoCpus: 1.5e9, Memory: 1024 }), { cpus: 1.5, memoryBytes: 1024 });
    assert.deepEqual(host({ CpuQuota: 50_000, CpuPeriod: 100_000 }), { cpus: 0.5 });
    assert.equal(host({ CpuQuota: -1, Memory: 0, NanoCpus: 0 }), undefined);
    const gpu = { Capabilities: [['gpu']] };
    assert.deepEqual(host({ DeviceRequests: [{ Count: 2, ...gpu }] }), { gpus: 2 });
    assert.deepEqual(host({ DeviceRequests: [{ Count: -1, ...gpu }] }), { gpus: -1 });
    assert.deepEqual(host({ DeviceRequests: [{ DeviceIDs: ['0', '3'], ...gpu }] }), { gpus: 2, gpuIds: ['0', '3'] });
    const cdi = { Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=all'] };
    assert.deepEqual(host({ DeviceRequests: [cdi] }), { gpus: -1 });
    assert.equal(host({ DeviceRequests: [{ Capabilities: [['fpga']], Count: 1 }] }), undefined);
  });
});

describe('lists', () => {
  it('leaves out names that are none', () => {
    const image = imageOf(record({ Id: 'sha256:1', RepoTags: ['<none>:<none>'], RepoDigests: null, Size: -1 }));
    assert.deepEqual([image?.tags, image?.digests, image?.sizeBytes], [[], [], 0]);
  });

  it('reads volumes and networks, and none at all', () => {
    assert.deepEqual(volumesOf(record({ Volumes: null })), []);
    assert.equal(volumesOf(record({ Volumes: [{ Name: 'v', Driver: 'local', Labels: null }, {}] })).length, 1);
    assert.deepEqual(networksOf([{ Id: '1', Name: 'n', Driver: 'bridge' }, { Name: 'x' }]), [
      { id: '1', name: 'n', driver: 'bridge' },
    ]);
  });
});

describe('engineInfoOf', () => {
  const info = (facts: object, components: object[] = []) =>
    engineInfoOf({
      version: record({ Version: '1', Components: components }),
      info: record({ Architecture: 'x86_64', ...facts }),
      apiVersion: '1.41',
      hasKfd: false,
    });

  it('reads how GPUs can be asked for', () => {
    assert.equal(info({ Runtimes: { runc: {}, nvidia: {} } }).gpus.nvidiaRuntime, 'yes');
    assert.equal(info({ Runtimes: { runc: {} } }).gpus.nvidiaRuntime, 'unknown');
    assert.equal(info({}, [{ Name: 'Podman Engine' }]).gpus.nvidiaRuntime, 'no');
    const DiscoveredDevices = [{ Source: 'cdi', ID: 'amd.com/gpu=0' }];
    assert.deepEqual(info({ DiscoveredDevices }).gpus, {
      nvidiaRuntime: 'unknown',
      cdiDevices: ['amd.com/gpu=0'],
      amd: true,
    });
  });

  it('names the architecture as images do, and rootless engines', () => {
    assert.equal(info({}).architecture, 'amd64');
    assert.equal(info({ SecurityOptions: ['name=rootless'] }).isRootless, true);
  });
});

describe('containerBody', () => {
  const plan = { name: 'n', image: 'i', environment: new Map(), labels: new Map(), mounts: [], ports: [] };

  it('asks for nothing that the plan does not hold: no rights, no host, no socket', () => {
    const text = JSON.stringify(containerBody(plan));
    assert.doesNotMatch(text, /Privileged|docker\.sock|CapAdd|PidMode|SecurityOpt|"NetworkMode":"host"/);
    assert.match(text, /"Mounts":\[\]/);
  });

  it('publishes several host ports for one of the container, and lets the engine choose', () => {
    const port = { containerPort: 80, protocol: 'tcp', hostIp: '127.0.0.1' } as const;
    const body = record(containerBody({ ...plan, ports: [{ ...port, hostPort: 8080 }, port] }));
    const bindings = record(record(body.get('HostConfig')).get('PortBindings')).get('80/tcp');
    assert.deepEqual(bindings, [
      { HostIp: '127.0.0.1', HostPort: '8080' },
      { HostIp: '127.0.0.1', HostPort: '' },
    ]);
  });
});
