// helm judges what is said of values by the schema of their chart: what is told it refuses, and what is not it takes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../scripts/lib/runProgram.mjs';
import { REFUSED_VALUES, TAKEN_VALUES, VALUES_SCHEMA } from '../../support/chartValues.ts';
import { helmOf } from '../../support/helmInNamespace.ts';
import { describeOnce } from '../../support/oncePerRun.ts';

describeOnce('values of a chart, judged by helm', () => {
  const chart = mkdtempSync(join(tmpdir(), 'trainyard-chart-'));
  let helm = '';

  before(function () {
    helm = helmOf(this);
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: trainer\nversion: 0.1.0\n');
    writeFileSync(join(chart, 'values.schema.json'), JSON.stringify(VALUES_SCHEMA));
  });
  after(() => rmSync(chart, { recursive: true }));

  /** Undefined when helm takes the values. */
  async function refusal(values: string): Promise<string | undefined> {
    const file = join(chart, 'given.yaml');
    writeFileSync(file, values);
    const { code, output } = await runProgram(helm, ['template', 'name', chart, '--values', file]);
    return code === 0 ? undefined : output;
  }

  it('takes what is not told', async () => {
    for (const values of TAKEN_VALUES) assert.equal(await refusal(values), undefined, values);
  });

  it('refuses what is told', async () => {
    for (const [values] of REFUSED_VALUES) assert.match((await refusal(values)) ?? '', /schema/i, values);
  });
});
