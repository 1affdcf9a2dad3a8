import assert from 'node:assert/strict';
import {
  autoscaleText,
  type ClusterChoices,
  kubernetesChoices,
  parseAutoscale,
  placesToChoose,
  placeText,
  withCluster,
  withPlace,
} from '../../../../src/domain/runs/clusterChoices.ts';
import { specOf, specText, workloadOf } from '../deploy/specTexts.ts';

const SERVER = [
  'ports: [80]',
  'autoscale: { min: 2, max: 4, cpu: 60 }',
  'maxUnavailable: 1',
  'ingress: { host: a.example, class: nginx }',
  'update: inPlace',
].join('\n');

function ofServer(cluster: ClusterChoices = {}) {
  const workload = workloadOf(specText(SERVER, { kind: 'serve' }));
  return kubernetesChoices(workload, undefined, { parameters: new Map(), cluster });
}

describe('choices for a cluster', () => {
  it('are what the spec says around a server, where nothing was chosen', () => {
    assert.deepEqual(ofServer(), {
      parameters: new Map(),
      update: 'inPlace',
      autoscale: { least: 2, most: 4, cpuPercent: 60 },
      disruption: { mostUnavailable: 1 },
      ingress: { host: 'a.example', className: 'nginx' },
    });
  });

  it('are what was chosen, also to have none', () => {
    const chosen = ofServer({ autoscale: 'none', mostUnavailable: 'none', ingressHost: '', replicas: 3 });
    assert.deepEqual(chosen, { parameters: new Map(), update: 'inPlace', replicas: 3 });
    assert.deepEqual(ofServer({ ingressHost: 'b.example' }).ingress, { host: 'b.example', className: 'nginx' });
  });

  it('take from the target what every pod there needs', () => {
    const target = '{ pullSecrets: [r], serviceAccount: s, priorityClass: low, queue: q, keep: 90s }';
    const spec = specOf(specText('', { rest: `targets: { lab: { kubernetes: ${target} } }` }));
    const workload = spec.workloads.get('w');
    assert.ok(workload);
    assert.deepEqual(kubernetesChoices(workload, spec.targets.get('lab'), { parameters: new Map() }), {
      parameters: new Map(),
      pullSecrets: ['r'],
      serviceAccount: 's',
      priorityClass: 'low',
      queue: 'q',
      keepSeconds: 90,
    });
  });

  it('ask for a place of all that is of this machine, and offer one for what is written', () => {
    const workload = workloadOf(
      specText(
        'mounts: [{ workspace: /w }, { folder: data, path: /d }, { pvc: c, path: /c }, { scratch: 1Gi, path: /s }]\noutputs: [{ path: /out }]',
      ),
    );
    const places = placesToChoose(workload);
    assert.deepEqual(
      places.map(({ path, isRequired }) => [path, isRequired]),
      [
        ['/w', true],
        ['/d', true],
        ['/out', false],
      ],
    );
    const [first, , last] = places;
    assert.ok(first && last);
    assert.deepEqual(
      [placeText(first, undefined), placeText(last, undefined)],
      ['not chosen yet', 'goes with the pod'],
    );
    const choices = withPlace(withCluster({ parameters: new Map() }, { replicas: 2 }), '/w', {
      kind: 'claim',
      claim: 'x',
    });
    assert.equal(choices.cluster?.replicas, 2);
    const place = kubernetesChoices(workload, undefined, choices).places?.get('/w');
    assert.equal(placeText(first, place), 'claim x');
    assert.equal(placeText(first, { kind: 'scratch', sizeBytes: 1024 ** 3 }), 'empty folder on the node, 1Gi');
  });

  it('read an autoscaler as it is shown', () => {
    const autoscale = { least: 1, most: 5, cpuPercent: 70 };
    assert.deepEqual(parseAutoscale(autoscaleText(autoscale)), { ok: true, value: autoscale });
    assert.deepEqual(parseAutoscale('2 - 3'), { ok: true, value: { least: 2, most: 3, cpuPercent: 80 } });
    assert.deepEqual(parseAutoscale(' '), { ok: true, value: 'none' });
    for (const wrong of ['5', '5-1', '0-1', '1-2 at 0%', 'many']) assert.equal(parseAutoscale(wrong).ok, false, wrong);
  });
});
