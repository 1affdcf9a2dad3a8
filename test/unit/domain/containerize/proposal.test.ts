import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { proposalOf, withMain } from '../../../../src/domain/containerize/proposal.ts';
import { nodeOf } from '../../../../src/domain/deploy/specNode.ts';
import { readSpecNode } from '../../../../src/domain/deploy/specReader.ts';
import {
  GOLDENS,
  PROJECTS,
  projectNames,
  proposalText,
  proposeFor,
  readFixture,
} from '../../../support/projectFixtures.ts';

/** Which file a project is containerized from, where that is not found out. */
const FOCUS = new Map([['notebook', 'train.ipynb']]);

describe('proposal for each miniature project', () => {
  for (const name of projectNames) {
    it(name, async () => {
      const text = proposalText(await proposeFor(join(PROJECTS, name), FOCUS.get(name)));
      const golden = join(GOLDENS, `${name}.txt`);
      if (process.env['UPDATE_GOLDENS'] !== undefined) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    });

    it(`${name}: trainyard.yaml is what the reader of run specs takes`, async () => {
      const { files, facts } = await proposeFor(join(PROJECTS, name), FOCUS.get(name));
      const spec = files.find(({ path }) => path === 'trainyard.yaml')?.text ?? '';
      const { problems, spec: read } = readSpecNode(nodeOf(parse(spec, { mapAsMap: true })));
      assert.deepEqual(problems, []);
      assert.equal(read?.workloads.size, facts.entryPoints.length);
    });
  }

  it('there are many of them', () => assert.ok(projectNames.length >= 25));
});

describe('proposal', () => {
  it('for the sample is the sample’s own files, but for the limits', async () => {
    const sample = join(import.meta.dirname, '../../../../sample');
    const { files } = await proposeFor(sample, 'train.py');
    const hint = /^ {4}# Limits, for example.*$/m;
    // The limits of the sample, and the threads that go with them.
    const limits = [
      '    resources: { cpu: 1, memory: 1Gi }',
      '    # As many threads as CPUs: more would only wait for each other at the limit.',
      '    env: { OMP_NUM_THREADS: 1 }',
    ];
    for (const { path, text } of files) {
      const own = path === 'trainyard.yaml' ? text.replace(hint, limits.join('\n')) : text;
      // The name is that of the folder.
      assert.equal(
        own.replaceAll('name: sample', 'name: digits').replaceAll('"sample:latest"', '"digits:latest"'),
        readFileSync(join(sample, path), 'utf8'),
        path,
      );
    }
  });

  it('puts the chosen program first', async () => {
    const snapshot = await readFixture(join(PROJECTS, 'several'));
    const proposal = proposalOf(snapshot, undefined);
    assert.ok(proposal.ok);
    assert.equal(proposal.value.facts.entryPoints[0]?.path, 'train.py');
    const { files } = withMain(proposal.value, snapshot, 'export.py');
    assert.match(files.find(({ path }) => path === 'Dockerfile')?.text ?? '', /^CMD \["python", "export\.py"\]$/m);
  });

  it('says what to do when nothing looks like a program', () => {
    const empty = {
      folder: '/p',
      name: 'p',
      files: [],
      texts: new Map(),
      data: new Map(),
      problems: new Map(),
      isPartial: false,
    };
    const proposal = proposalOf(empty, undefined);
    assert.ok(!proposal.ok);
    assert.equal(proposal.failure.code, 'not-found');
    assert.match(proposal.failure.nextStep ?? '', /Open the file/);
  });
});
