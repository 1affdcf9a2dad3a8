// What the linter calls an error in a kustomization is one to kustomize, and what it lets pass is built.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipFor } from '../../harness/testReport.mjs';
import { REFUSED_KUSTOMIZATIONS, TAKEN_KUSTOMIZATIONS } from '../../support/kustomizations.ts';

const deployment = (name: string, spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
const POD = '{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: []}}}';

describe('kustomizations by kustomize and by the linter', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-kustomizations-'));
  const kubectl = process.env['TRAINYARD_TEST_KUBECTL'];

  before(function () {
    if (kubectl === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECTL names no kubectl');
    for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.yaml`), deployment(name, POD));
    writeFileSync(join(folder, 'gpu.yaml'), deployment('a', '{replicas: 2}'));
    return undefined;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const build = (text: string): { readonly status: number | null; readonly stderr: string } => {
    writeFileSync(join(folder, 'kustomization.yaml'), text);
    return spawnSync(kubectl ?? '', ['kustomize', folder], { encoding: 'utf8' });
  };

  for (const text of TAKEN_KUSTOMIZATIONS)
    it(`builds ${JSON.stringify(text)}`, () => {
      const { status, stderr } = build(text);
      assert.equal(status, 0, stderr);
    });
  for (const [rule, text] of REFUSED_KUSTOMIZATIONS)
    it(`refuses ${JSON.stringify(text)} (${rule})`, () => assert.notEqual(build(text).status, 0));
});
