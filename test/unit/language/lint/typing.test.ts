// What an editor sends while somebody types, deletes and damages: never an exception, and what is taken over from the version before is what a fresh
// reading says.
import assert from 'node:assert/strict';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { type ManifestDocument, readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const SEED = 20_261_130;
const DAMAGED = 10_000;
/** Of the processor, so that a busy machine is no hang; most take 1 ms. */
const LONGEST_MS = 1000;

const TEXTS: readonly string[] = [
  deploymentWith(
    'image: web:1\nports:\n  - containerPort: 80\nenv:\n  - {name: A, value: "b"}\nresources: {limits: {cpu: 1, nvidia.com/gpu: 2}}',
  ),
  jobWith('image: train:1\ncommand: [sh, -c, "python train.py && echo $HOME"]', 'restartPolicy: Never'),
  `# trainyard-ignore image-latest -- why\n${jobWith('image: train\nargs: [--lr, 0.1]')}`,
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  run.sh: |\n    set -e\n    echo "a: b"\n  b: >-\n    folded\n---\napiVersion: v1\nkind: List\nitems:\n- &a\n  kind: Pod\n  apiVersion: v1\n- <<: *a\n',
  'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  pytorchReplicaSpecs:\n    Worker: {replicas: 010, template: {spec: {containers: [{name: pytorch, image: x}]}}}\n',
];

describe('typing and damage', function () {
  this.timeout(120_000);
  const linter = createManifestLinter(DEFAULT_LINT_CONFIG, bundledSchemas());

  function found(documents: readonly ManifestDocument[]): readonly string[] {
    return documents.flatMap((document) => {
      const { length } = document.text;
      return linter.lint(document).map(({ rule, start, end }) => {
        assert.ok(start <= end && end <= length, `${rule} at ${start}–${end} of ${length}\n${document.text}`);
        return `${rule} ${document.start + start}`;
      });
    });
  }

  it('says the same of each version as of a fresh file, typed and deleted character by character', () => {
    for (const text of TEXTS) {
      let documents: readonly ManifestDocument[] = [];
      const lengths = Array.from(text, (_, at) => at + 1);
      for (const length of [...lengths, ...lengths.toReversed(), 0]) {
        const version = text.slice(0, length);
        documents = readManifests(version, new Map(documents.map((document) => [document.text, document])));
        assert.deepEqual(found(documents), found(readManifests(version)), version);
      }
    }
  });

  it(`survives ${DAMAGED} damaged manifests, none of them for long (E10)`, () => {
    const random = seededRandom(SEED);
    const pick = (most: number): number => Math.floor(random() * most);
    for (let round = 0; round < DAMAGED; round++) {
      let text = TEXTS[round % TEXTS.length] ?? '';
      for (let blow = pick(3); blow >= 0; blow--) text = damaged(text, pick);
      const start = process.cpuUsage();
      try {
        found(readManifests(text));
      } catch (error) {
        throw new Error(`seed ${SEED}, round ${round}:\n${text}`, { cause: error });
      }
      assert.ok(process.cpuUsage(start).user / 1000 < LONGEST_MS, `seed ${SEED}, round ${round}:\n${text}`);
    }
  });
});

/** One blow: bytes dropped or changed, lines swapped or repeated, indentation broken, quotes cut, the end lost, read as the wrong encoding. */
function damaged(text: string, pick: (most: number) => number): string {
  const lines = text.split('\n');
  const [one, other] = [pick(lines.length), pick(lines.length)];
  const line = lines[one] ?? '';
  const at = pick(text.length);
  switch (pick(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + pick(8));
    case 1:
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << pick(8))) + text.slice(at + 1);
    case 2:
      return lines
        .with(one, lines[other] ?? '')
        .with(other, line)
        .join('\n');
    case 3:
      return lines.with(one, ' '.repeat(pick(6)) + line.trimStart()).join('\n');
    case 4:
      return lines.with(one, line.replace(/["'\]}]/, '')).join('\n');
    case 5:
      return text.slice(0, at);
    case 6:
      return lines.toSpliced(one, 0, ...lines.slice(other, other + 3)).join('\r\n');
    default:
      // Bytes that are no UTF-8 are read as U+FFFD.
      return Buffer.concat([
        Buffer.from(text.slice(0, at)),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from(text.slice(at)),
      ]).toString();
  }
}
