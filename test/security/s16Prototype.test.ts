// S16: label keys and parameter names are free text; those that every object answers to are names like others.
import assert from 'node:assert/strict';
import type * as containerBodyModule from '../../src/adapters/docker/containerBody.ts';
import type * as engineRecords from '../../src/adapters/docker/records.ts';
import type * as json from '../../src/adapters/http/json.ts';
import type * as runsOfModule from '../../src/domain/runs/runsOf.ts';
import { RUN_LABELS } from '../../src/domain/runs/labels.ts';
import { describeRule, loadFrom } from './mutants.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** As it comes over the wire: `__proto__` is then a key like others. */
const container = (labels: string): unknown =>
  JSON.parse(
    `{"Id":"c1","Names":["/a"],"Image":"i","ImageID":"sha256:1","State":"running","Status":"Up","Labels":${labels}}`,
  );
const labelled = `{${[...NAMES.map((name) => `"${name}":"value of ${name}"`), `"${RUN_LABELS.runId}":"r1"`, `"${RUN_LABELS.parameters}":${JSON.stringify(JSON.stringify({ lr: '1' }).replace('{', '{"__proto__":"p","constructor":"c",'))}`].join(',')}}`;

describe('S16 prototype', () => {
  describeRule(
    'labels of hostile names arrive, are counted and go out again as they are',
    async (src) => {
      const { asRecord } = await loadFrom<typeof json>(src, 'adapters/http/json.ts');
      const { containerOf } = await loadFrom<typeof engineRecords>(src, 'adapters/docker/records.ts');
      const { containerBody } = await loadFrom<typeof containerBodyModule>(src, 'adapters/docker/containerBody.ts');
      const { runsOf } = await loadFrom<typeof runsOfModule>(src, 'domain/runs/runsOf.ts');
      const record = asRecord(container(labelled));
      assert.ok(record);
      const found = containerOf(record);
      assert.ok(found);
      for (const name of NAMES) assert.equal(found.labels.get(name), `value of ${name}`, name);
      const plain = containerOf(asRecord(container('{}')) ?? new Map());
      assert.deepEqual([...(plain?.labels ?? [['?']])], [], 'a container without labels has none');
      const [run] = runsOf([found], { engineId: 'e', stopped: new Set() });
      assert.equal(run?.parameters.get('lr'), '1');
      assert.equal(run?.parameters.get('constructor'), 'c');
      const body = JSON.stringify(
        containerBody({ name: 'x', image: 'x', environment: new Map(), labels: found.labels, mounts: [], ports: [] }),
      );
      for (const name of NAMES) assert.ok(body.includes(`"${name}":"value of ${name}"`), name);
      assert.equal(Reflect.get({}, 'polluted'), undefined);
    },
    [
      {
        what: 'plain objects for records',
        file: 'adapters/docker/records.ts',
        from: 'return new Map(kept.map(([key, text]) => [key, String(text)]));',
        to: 'const copy: { [name: string]: string } = {}; for (const [key, text] of kept) copy[key] = String(text); return new Map(Object.entries(copy));',
      },
    ],
  );
});
