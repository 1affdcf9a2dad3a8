import assert from 'node:assert/strict';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import type { ApplyOutcome, ClusterControl, Manifest } from '../../../../src/domain/cluster/ports.ts';
import { inApplyOrder } from '../../../../src/domain/deploy/applyOrder.ts';
import { applyDocument, decideConflict, isSent, planDocument } from '../../../../src/domain/deploy/applyPlan.ts';
import { applyReport, countText } from '../../../../src/domain/deploy/applyReport.ts';

const manifest = (kind: string, name: string, apiVersion = 'v1'): Manifest => ({
  apiVersion,
  kind,
  metadata: { name },
});
const { signal } = new AbortController();

/** A server that knows one object, whose `replicas` others manage, and refuses what a test wants. */
function server(answer: (sent: Manifest, force: boolean) => Result<ApplyOutcome>) {
  const sent: string[] = [];
  const control: ClusterControl = {
    apply: async (given, { dryRun, force }) => {
      sent.push(
        `${dryRun ? 'dry ' : ''}${force ? 'force ' : ''}${given.metadata.name}${'spec' in given ? ' spec' : ''}`,
      );
      return Promise.resolve(answer(given, force));
    },
    patch: async () => Promise.resolve(ok(undefined)),
    remove: async () => Promise.resolve(ok(undefined)),
    scale: async () => Promise.resolve(ok(undefined)),
    evict: async () => Promise.resolve(ok(undefined)),
  };
  return { sent, place: (all: readonly Manifest[]) => ({ control, namespace: 'a', all }) };
}

const web: Manifest = { ...manifest('Deployment', 'web', 'apps/v1'), spec: { replicas: 3 } };
const conflict = (manager: string): ApplyOutcome => ({
  kind: 'conflict',
  conflicts: [{ field: '.spec.replicas', manager }],
  message: 'x',
});
const changed: ApplyOutcome = { kind: 'configured', object: {}, before: {} };

async function planned(manager = 'hpa') {
  const { sent, place } = server((given, force) => ok('spec' in given && !force ? conflict(manager) : changed));
  const where = place([web]);
  const plan = await planDocument(web, where, signal);
  assert.ok(plan.ok);
  return { sent, where, plan: plan.value };
}

describe('applying documents', () => {
  it('shows a conflict with how it would be, and sends nothing until somebody decides', async () => {
    const { sent, where, plan } = await planned();
    assert.equal(plan.outcome.kind, 'conflict');
    assert.equal(plan.preview, changed);
    assert.equal(isSent(plan), false);
    const done = await applyDocument(plan, where, signal);
    assert.equal(done.ok && done.value.outcome.kind, 'conflict');
    assert.deepEqual(sent, ['dry web spec', 'dry force web spec']);
  });
  it('takes over, leaves the fields, or leaves the document out, as was chosen', async () => {
    for (const [choice, calls, outcome] of [
      ['takeOver', ['dry force web spec', 'force web spec'], 'configured'],
      ['leave', ['dry web', 'web'], 'configured'],
      ['skip', [], 'skipped'],
    ] as const) {
      const { sent, where, plan } = await planned();
      sent.length = 0;
      const decided = await decideConflict(plan, choice, where, signal);
      assert.ok(decided.ok);
      assert.equal(decided.value.conflicts.length, 1, 'a choice can be made again');
      const done = await applyDocument(decided.value, where, signal);
      assert.equal(done.ok && done.value.outcome.kind, outcome);
      assert.equal(done.ok && done.value.manifest, web);
      assert.deepEqual(sent, calls, choice);
    }
  });
  it('asks nobody about fields that it has set itself', async () => {
    const { plan } = await planned('trainyard (scale)');
    assert.deepEqual([plan.outcome.kind, plan.force], ['configured', true]);
  });
  it('F3: never sends what the dry run refused', async () => {
    const { sent, place } = server(() => fail({ code: 'rejected', message: 'does not support dry run' }));
    const plan = await planDocument(web, place([web]), signal);
    assert.ok(plan.ok && plan.value.outcome.kind === 'failed');
    const done = await applyDocument(plan.value, place([web]), signal);
    assert.equal(done.ok && done.value.outcome.kind, 'failed');
    assert.deepEqual(sent, ['dry web spec']);
  });
  it('does not blame a document for what comes with it', async () => {
    const { place } = server(() => fail({ code: 'not-found', message: 'namespaces "a" not found' }));
    const namespace = manifest('Namespace', 'a');
    const plan = await planDocument(web, place([namespace, web]), signal);
    assert.deepEqual(plan.ok && plan.value.outcome, { kind: 'unchecked', needs: namespace });
    const other = await planDocument(web, place([manifest('Namespace', 'b'), web]), signal);
    assert.equal(other.ok && other.value.outcome.kind, 'failed');
    const unknown = server(() => fail({ code: 'unsupported', message: 'no such kind' }));
    const job = manifest('PyTorchJob', 'x', 'kubeflow.org/v1');
    const definition = manifest('CustomResourceDefinition', 'pytorchjobs.kubeflow.org', 'apiextensions.k8s.io/v1');
    const custom = await planDocument(job, unknown.place([definition, job]), signal);
    assert.equal(custom.ok && custom.value.outcome.kind, 'unchecked');
    const foreign = await planDocument(web, unknown.place([definition, web]), signal);
    assert.equal(foreign.ok && foreign.value.outcome.kind, 'failed');
  });
  it('stops when the cluster is gone', async () => {
    const { place } = server(() => fail({ code: 'unreachable', message: 'gone' }));
    assert.equal((await planDocument(web, place([web]), signal)).ok, false);
  });
  it('applies what others need first, and keeps the order of the file otherwise', () => {
    const kinds = [
      'ValidatingWebhookConfiguration',
      'Widget',
      'Deployment',
      'Service',
      'Secret',
      'Widget',
      'Namespace',
    ];
    const sorted = inApplyOrder(kinds.map((kind, index) => manifest(kind, `${index}`)));
    assert.deepEqual(
      sorted.map(({ metadata }) => metadata.name),
      ['6', '4', '3', '1', '2', '5', '0'],
    );
  });
  it('says what came of each', () => {
    const failure = { code: 'rejected', message: 'no', nextStep: 'do' } as const;
    const all = [
      { manifest: web, outcome: changed },
      { manifest: manifest('Job', 'train'), outcome: conflict('hpa') },
      { manifest: manifest('Secret', 's'), outcome: { kind: 'failed', failure } },
    ] as const;
    assert.equal(countText(all), '1 changed, 1 in conflict, 1 failed');
    assert.equal(
      applyReport(all, 'lab/a', true),
      [
        'lab/a: 1 changed, 1 in conflict, 1 failed',
        '',
        'Deployment web  changed',
        'Job train       .spec.replicas is managed by hpa',
        '    .spec.replicas  ←  hpa',
        'Secret s        no',
        '    do',
        '',
      ].join('\n'),
    );
  });
});
