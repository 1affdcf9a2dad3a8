import assert from 'node:assert/strict';
import { checkNode } from '../../../../src/domain/deploy/checkNode.ts';
import type { RecordShape, Shape } from '../../../../src/domain/deploy/shape.ts';
import type { Spec } from '../../../../src/domain/deploy/spec.ts';
import { nodeOf } from '../../../../src/domain/deploy/specNode.ts';
import { readSpecNode } from '../../../../src/domain/deploy/specReader.ts';
import { specShape } from '../../../../src/domain/deploy/specShape.ts';
import { parseYaml } from '../../../../src/language/document/parseYaml.ts';
import { FIELD_CASES } from './specFields.ts';
import { problemsIn, specOf, specText, workloadOf } from './specTexts.ts';

function fieldsIn(shape: Shape, seen = new Map<string, RecordShape>()): Map<string, RecordShape> {
  if (shape.kind === 'list' || shape.kind === 'map') fieldsIn(shape.of, seen);
  if (shape.kind === 'either') for (const one of shape.of) fieldsIn(one, seen);
  if (shape.kind === 'record' && !seen.has(shape.id)) {
    seen.set(shape.id, shape);
    for (const field of shape.fields.values()) fieldsIn(field.shape, seen);
  }
  return seen;
}

/** A value of the spec as plain data: maps are lists of pairs, and `w` at the start is the workload. */
function valueAt(spec: Spec, [first, ...rest]: readonly (string | number)[]): unknown {
  const start: unknown = first === 'w' ? spec.workloads.get('w') : Reflect.get(spec, first ?? '');
  const asData = (_: string, value: unknown) => (value instanceof Map ? Array.from(value) : value);
  let value: unknown = JSON.parse(JSON.stringify(start, asData));
  for (const step of rest) value = Reflect.get(Object(value), step);
  return value;
}

const problemOf = (text: string) => {
  const [first] = problemsIn(text);
  assert.ok(first, `no problem in\n${text}`);
  return first;
};

describe('readSpecNode', () => {
  it('is tested with every field of the description', () => {
    const described = Array.from(fieldsIn(specShape()).values()).flatMap((record) =>
      Array.from(record.fields.keys(), (name) => `${record.id}.${name}`),
    );
    assert.deepEqual(FIELD_CASES.map((one) => one.field).toSorted(), described.toSorted());
  });

  for (const { field, good, bad, at, expected } of FIELD_CASES) {
    it(`reads ${field} and names what is wrong with it`, () => {
      assert.deepEqual(valueAt(specOf(good), at), expected);
      const [name] = field.split('.').slice(-1);
      const problem = problemOf(bad);
      const around = bad.slice(problem.span.start, problem.span.end);
      assert.ok(
        problem.message.length > 10 && problem.span.end <= bad.length,
        `${name}: ${problem.message} at “${around}”`,
      );
    });
  }

  it('takes every example and every default value of the description', () => {
    for (const record of fieldsIn(specShape()).values()) {
      for (const [name, { example, default: standard, shape }] of record.fields) {
        const values = [
          example,
          standard !== undefined && /^\S+$/.test(standard) && !standard.includes('`') ? standard : undefined,
        ];
        for (const value of values.filter((one) => one !== undefined)) {
          const { root } = parseYaml(value);
          assert.ok(root);
          assert.deepEqual(checkNode(root, shape), [], `${record.id}.${name}: ${value}`);
        }
      }
    }
  });

  it('reports all problems at once, in file order, each with its path', () => {
    const text = specText('comand: x\nresources: { cpu: 0, memory: 2g, gpus: 1 }\nnodes: none\ntarget: lab');
    assert.deepEqual(
      problemsIn(text).map(({ id, path }) => `${id} ${path.join('.')}`),
      [
        'unknown-field workloads.w.comand',
        'wrong-value workloads.w.resources.cpu',
        'wrong-value workloads.w.resources.memory',
        'unknown-field workloads.w.resources.gpus',
        'wrong-type workloads.w.nodes',
        'unknown-name workloads.w.target',
      ],
    );
  });

  it('finds the name that was meant, also where another tool has another word', () => {
    const nearest = (body: string) => problemOf(specText(body)).nearest;
    assert.equal(nearest('comand: x'), 'command');
    assert.equal(nearest('working_dir: /x'), 'workingDir');
    assert.equal(nearest('environment: {}'), 'env');
    assert.equal(nearest('volumes: []'), 'mounts');
    assert.equal(nearest('pull: allways'), 'always');
    assert.equal(nearest('completelyElse: 1'), undefined);
    assert.equal(problemOf(specText('target: loacl', { rest: 'targets: { local: { docker: {} } }' })).nearest, 'local');
  });

  it('tells fields of the other kind apart from unknown ones', () => {
    assert.equal(problemOf(specText('replicas: 2')).id, 'misplaced-field');
    assert.match(problemOf(specText('replicas: 2')).message, /kind “serve”/);
    assert.equal(problemOf(specText('outputs: []', { kind: 'serve' })).id, 'misplaced-field');
  });

  it('wants an image or a build, and not both', () => {
    assert.equal(problemOf(specText('', { image: '' })).id, 'missing-field');
    assert.equal(problemOf(specText('build: .')).id, 'conflicting-fields');
  });

  it('checks what fields mean for each other', () => {
    const message = (body: string, options?: Parameters<typeof specText>[1]) =>
      problemOf(specText(body, options)).message;
    assert.match(message('mounts: [{ folder: a }]'), /no “path”/);
    assert.match(message('mounts: [{ scratch: 1Gi }]'), /no “path”/);
    const serve = { kind: 'serve' };
    assert.match(message('autoscale: { min: 5, max: 4 }', serve), /less than “min”, which is 5/);
    assert.match(message('ingress: { host: a.b }', serve), /first of “ports”/);
    assert.match(message('mounts: [{ workspace: /a, path: /b }]'), /holds the path itself/);
    assert.match(message('mounts: [{ volume: a, path: /b }, { volume: c, path: /b/ }]'), /already/);
    assert.match(message('mounts: [{ volume: a, path: /b, subPath: c }]'), /only goes with “pvc”/);
    assert.match(message('ports: [80, { container: 80 }]'), /twice/);
    assert.match(message('env: { A: 1 }\nsecrets: { A: { env: A } }'), /in “env” too/);
    assert.match(message('secrets: { A: { env: A, key: k } }'), /only goes with “secret”/);
    assert.match(message('parameters: { p: { default: 1, variable: P } }'), /as: environment/);
    assert.match(message('parameters: { p: { type: choice } }'), /needs “choices”/);
    assert.match(message('parameters: { p: { type: int, default: fast } }'), /a whole number/);
    assert.match(message('parameters: { p: { default: c, choices: [a, b] } }'), /a, b/);
    assert.match(message('resources: { gpu: { ids: [0, 1], count: 3 } }'), /names 2/);
    assert.match(message('resources: { gpu: { mig: 1g.5gb, vendor: amd } }'), /NVIDIA/);
    assert.match(
      message('target: t', { rest: 'targets: { t: { kubernetes: { create: Deployment } } }' }),
      /does not fit/,
    );
    assert.match(message('build: .\npull: always', { image: '' }), /only goes with “image”/);
  });

  it('takes the port of a health check from the ports', () => {
    const serve = workloadOf(specText('ports: [8080]\nhealth: { http: /h }', { kind: 'serve' }));
    assert.ok(serve.kind === 'serve');
    assert.deepEqual(serve.health?.check, { kind: 'http', path: '/h', port: 8080 });
  });

  it('runs as the host’s user only where folders of the host are written', () => {
    assert.equal(workloadOf(specText('')).user, 'image');
    assert.equal(workloadOf(specText('mounts: [{ folder: a, path: /a, readOnly: true }]')).user, 'image');
    assert.equal(workloadOf(specText('mounts: [{ folder: a, path: /a }]')).user, 'host');
    assert.equal(workloadOf(specText('mounts: [{ workspace: /a }]\nuser: image')).user, 'image');
    assert.deepEqual(workloadOf(specText('user: 1000')).user, { uid: 1000, gid: 1000 });
  });

  it('runs a command of one text by the shell and hands it the words that follow', () => {
    assert.deepEqual(workloadOf(specText('command: cd /a && python b.py')).command, [
      '/bin/sh',
      '-c',
      'cd /a && python b.py "$@"',
      'sh',
    ]);
  });

  it('takes names like __proto__ for names', () => {
    const text = specText(
      '__proto__: { polluted: 1 }\nconstructor: 1\nparameters: { __proto__: 1, toString: 2 }\nenv: { __proto__: x }',
    );
    assert.deepEqual(
      problemsIn(text).map((problem) => problem.path.at(-1)),
      ['__proto__', 'constructor'],
    );
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    const good = workloadOf(specText('parameters: { __proto__: 1, toString: 2 }\nenv: { __proto__: x }'));
    assert.deepEqual(
      good.parameters.map((one) => one.name),
      ['__proto__', 'toString'],
    );
    assert.equal(good.environment.get('__proto__'), 'x');
  });

  it('reads plain values that do not come from a file, whatever they are', () => {
    const plain = { version: 1, workloads: { w: { image: 'x', parameters: { lr: 0.1 } } } };
    assert.equal(readSpecNode(nodeOf(plain)).spec?.workloads.get('w')?.parameters[0]?.default, '0.1');
    for (const odd of [undefined, null, 3, 'x', [], [[]], new Map([[{}, 1]]), () => 1, Symbol('x'), { version: {} }]) {
      assert.equal(readSpecNode(nodeOf(odd)).spec, undefined);
    }
  });

  it('leaves a field without value alone, because somebody is about to type it', () => {
    assert.deepEqual(problemsIn(specText('resources:')), []);
    assert.equal(problemOf(specText('parameters: { seed: }\nenv: { A: }')).path.join('.'), 'workloads.w.env.A');
  });

  it('says how booleans of older YAML are written', () => {
    assert.match(problemOf(specText('mounts: [{ volume: v, path: /a, readOnly: on }]')).message, /Write true/);
    assert.match(problemOf(specText('build: { cache: no }', { image: '' })).message, /Write false/);
  });
});
