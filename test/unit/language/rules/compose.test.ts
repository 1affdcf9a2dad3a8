// Verdicts on Compose files: on the tables that compose-go judges too, and what is not for it to say.
import assert from 'node:assert/strict';
import { ComposeFile } from '../../../../src/language/compose/composeFile.ts';
import { createComposeLinter } from '../../../../src/language/lint/createComposeLinter.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import {
  composeService as service,
  REFUSED_COMPOSE_FILES,
  TAKEN_COMPOSE_FILES,
} from '../../../support/composeFiles.ts';

const linter = createComposeLinter();
const lint = (text: string, name?: string) => linter.lint(new ComposeFile(text, name));
const errorsOf = (text: string, name?: string): readonly string[] =>
  lint(text, name)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);
const rulesOf = (text: string): readonly string[] => lint(text).map(({ rule }) => rule);
describe('rules of Compose files', () => {
  for (const text of TAKEN_COMPOSE_FILES)
    it(`finds no error in ${JSON.stringify(text)}`, () => assert.deepEqual(errorsOf(text), []));
  for (const [rule, text] of REFUSED_COMPOSE_FILES)
    it(`${rule}: ${JSON.stringify(text)}`, () => assert.deepEqual(errorsOf(text), [rule]));

  it('say nothing of what another file may hold', () => {
    const text = service('command: x, networks: [n], volumes: [data:/x], depends_on: [b]');
    assert.deepEqual(errorsOf(text, 'compose.gpu.yaml'), []);
    assert.deepEqual(errorsOf(`include: [other.yaml]\n${text}`), []);
    assert.equal(errorsOf(text).length, 4);
    assert.deepEqual(errorsOf(service('extends: {service: b, file: other.yaml}')), []);
  });

  it('say a defect once, by the rule that knows most of it', () => {
    const devices = (where: string, fields: string) =>
      service(`image: x:1, deploy: {resources: {${where}: {devices: [{${fields}}]}}}`);
    assert.deepEqual(rulesOf(devices('reservations', 'driver: nvidia')), ['compose-gpu-capabilities-missing']);
    assert.deepEqual(rulesOf(devices('limits', 'capabilities: [gpu]')), ['compose-gpu-under-limits']);
  });

  it('see ports of the machine that two services publish', () => {
    const two = (one: string, other: string) =>
      errorsOf(`services:\n  a: {image: x:1, ports: ["${one}"]}\n  b: {image: x:1, ports: ["${other}"]}\n`);
    assert.deepEqual(two('80:1', '0.0.0.0:80:2'), ['compose-port-conflict']);
    for (const [one, other] of [
      ['80:1', '81:1'],
      ['80:1', '127.0.0.1:80:1'],
      ['80:1/tcp', '80:1/udp'],
      ['80', '80'],
      ['${P}:1', '${P}:1'],
    ] as const)
      assert.deepEqual(two(one, other), []);
  });

  it('are switched off by comments', () => {
    const text =
      'services:\n  a:\n    # trainyard-ignore compose-image-latest -- always the newest\n    image: x:latest\n  b:\n    image: y:latest\n';
    const { findings, suppressed } = lintText({ path: 'app/docker-compose.yml', text });
    assert.deepEqual(
      findings.map(({ rule, subject }) => [rule, subject?.().name]),
      [['compose-image-latest', 'b']],
    );
    assert.deepEqual(
      suppressed.map(({ reason }) => reason),
      ['always the newest'],
    );
  });

  it('survive every cut of a file', () => {
    const text =
      'x: &a {image: \'b:1\'}\nservices:\n  a:\n    <<: *a\n    ports: ["80:80", {target: 1}]\n    deploy: {resources: {reservations: {devices: [{count: 1}]}}}\n    volumes:\n      - d:/x\n';
    for (let end = 0; end <= text.length; end++)
      for (const cut of [text.slice(0, end), text.slice(end)])
        for (const { start, end: to } of lint(cut)) assert.ok(start >= 0 && start <= to && to <= cut.length + 1);
  });
});
