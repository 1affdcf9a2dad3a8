import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Emitter } from '../../../../src/domain/base/event.ts';
import { ok } from '../../../../src/domain/base/failure.ts';
import { forwardChoices, portsNamed } from '../../../../src/domain/cluster/forwardChoices.ts';
import { ForwardList } from '../../../../src/domain/cluster/forwardList.ts';
import type { Forward, ForwardTarget, PortForwarder } from '../../../../src/domain/cluster/ports.ts';

const never = new AbortController().signal;
const template = {
  spec: {
    containers: [
      {
        name: 'a',
        ports: [
          { name: 'http', containerPort: 8080 },
          { containerPort: 53, protocol: 'UDP' },
        ],
      },
    ],
  },
};

describe('what can be forwarded', () => {
  it('of a pod: its own TCP ports', () => {
    const choices = forwardChoices({ kind: 'Pod', metadata: { name: 'web-1' }, spec: template.spec });
    assert.deepEqual(choices, ok({ pod: 'web-1', ports: [{ port: 8080, name: 'http' }], named: [] }));
  });

  it('of a workload: the ports of any of its pods', () => {
    const choices = forwardChoices({
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template },
    });
    assert.deepEqual(
      choices,
      ok({ pod: { labels: new Map([['app', 'web']]) }, ports: [{ port: 8080, name: 'http' }], named: [] }),
    );
  });

  it('of a service: where its ports lead to', () => {
    const ports = [{ port: 80, targetPort: 8080 }, { port: 9090 }, { port: 70, targetPort: 'named' }];
    const choices = forwardChoices({
      kind: 'Service',
      metadata: { name: 's' },
      spec: { selector: { app: 'web' }, ports },
    });
    assert.ok(choices.ok);
    assert.deepEqual(choices.value.ports, [{ port: 8080 }, { port: 9090 }]);
    assert.deepEqual(choices.value.named, ['named']);
    assert.deepEqual(portsNamed([{ spec: template.spec }], ['http']), [{ port: 8080, name: 'http' }]);
  });

  it('says so when nothing can', () => {
    const choices = forwardChoices({ kind: 'ConfigMap', metadata: { name: 'c' } });
    assert.ok(!choices.ok && choices.failure.code === 'unsupported');
  });
});

describe('the list of forwarded ports', () => {
  const opened: { readonly target: ForwardTarget; isDisposed: boolean }[] = [];
  const forwarder: PortForwarder = {
    open: async (target, localPort) => {
      const mine = { target, isDisposed: false };
      opened.push(mine);
      const changed = new Emitter<void>();
      const forward: Forward = {
        target,
        localPort: localPort ?? 40_000 + opened.length,
        state: { kind: 'ready', text: 'ready' },
        onDidChange: changed.event,
        dispose: () => {
          mine.isDisposed = true;
        },
      };
      return ok(forward);
    },
  };
  const wanted = (port: number) => ({
    clusterId: 'kube:lab',
    title: 'web',
    target: { namespace: 'a', pod: { labels: new Map([['app', 'web']]) }, port },
  });

  it('opens a target once and gives the same port again', async () => {
    const list = new ForwardList();
    const first = await list.open(forwarder, wanted(80), never);
    const again = await list.open(forwarder, wanted(80), never);
    assert.ok(first.ok && again.ok && first.value === again.value);
    await list.open(forwarder, wanted(81), never);
    assert.equal(list.all.length, 2);
  });

  it('stops one and, in the end, all', async () => {
    const list = new ForwardList();
    const first = await list.open(forwarder, wanted(90), never);
    await list.open(forwarder, wanted(91), never);
    assert.ok(first.ok);
    list.stop(first.value.id);
    assert.equal(list.all.length, 1);
    list.dispose();
    assert.ok(opened.slice(-2).every(({ isDisposed }) => isDisposed));
  });
});
