// @ts-check
// `trainyard lint` against actionlint: workflows with a matrix, a container and an image build, in which both find nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { buildGoProgram } from '../lib/buildGoProgram.mjs';
import { measureProcess } from '../lib/measureProcess.mjs';

const files = 1000;
const group = 'lint-workflows';
const folder = '.github/workflows';

let root = '';
let program = '';
let actionlint = '';
/** @type {string[]} */
let paths = [];

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ root: product, scratch, log }) {
  if (root !== '') return;
  program = join(product, 'dist/cli.js');
  await mustRun(process.execPath, ['scripts/build.mjs', '--only', 'cli'], { cwd: product });
  actionlint = await buildGoProgram('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint', log);
  const made = scratch('workflows');
  mkdirSync(join(made, folder), { recursive: true });
  paths = Array.from({ length: files }, (_, index) => `${folder}/train-${index}.yml`);
  paths.forEach((path, index) => writeFileSync(join(made, path), workflow(index)));
  root = made;
}

/** @param {readonly string[]} what */
function lint(what) {
  const options = ['--jobs', '1', '--no-config', '--no-ignore', '--fail-on', 'info'];
  return measureProcess(process.execPath, [program, 'lint', ...options, ...what], root);
}

/** Without the programs that it starts where they are installed. @param {readonly string[]} what */
function check(what) {
  return measureProcess(actionlint, ['-shellcheck=', '-pyflakes=', ...what], root);
}

export const pairs = [
  {
    id: 'lint-workflows',
    group,
    title: `${files} workflows | actionlint`,
    unit: 's',
    setup,
    ours: async () => {
      const { cpu, wall } = await lint(paths);
      return { value: cpu, also: { wall } };
    },
    theirs: async () => (await check(paths)).cpu,
  },
  {
    id: 'lint-workflow',
    group,
    title: 'One workflow, the start of the program included | actionlint',
    unit: 's',
    setup,
    ours: async () => (await lint(paths.slice(0, 1))).wall,
    theirs: async () => (await check(paths.slice(0, 1))).wall,
  },
];

/** @param {number} index */
function workflow(index) {
  return `name: Train ${index}
on:
  push:
    branches: [main, "release/**"]
    paths: ["model-${index}/**"]
  workflow_dispatch:
    inputs:
      epochs:
        description: How long
        type: number
        default: ${index % 50}
permissions:
  contents: read
  packages: write
env:
  IMAGE: ghcr.io/lab/trainer-${index}
jobs:
  test:
    runs-on: \${{ matrix.os }}
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-24.04, ubuntu-22.04]
        python: ["3.11", "3.12"]
    container:
      image: python:\${{ matrix.python }}
      options: --shm-size 1g
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - id: setup
        uses: actions/setup-python@v6
        with:
          python-version: \${{ matrix.python }}
          cache: pip
      - name: Test
        if: github.event_name == 'push' && !cancelled()
        run: |
          pip install -r requirements.txt
          pytest model-${index}
        env:
          COMMIT: \${{ github.sha }}
  image:
    needs: test
    runs-on: ubuntu-24.04
    outputs:
      digest: \${{ steps.build.outputs.digest }}
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - id: build
        uses: docker/build-push-action@v6
        with:
          context: .
          push: true
          tags: \${{ env.IMAGE }}:\${{ github.sha }}
          cache-from: type=gha
          cache-to: type=gha,mode=max
  report:
    needs: [test, image]
    if: \${{ always() && needs.image.result == 'success' }}
    runs-on: ubuntu-24.04
    steps:
      - run: echo "$DIGEST"
        env:
          DIGEST: \${{ needs.image.outputs.digest }}
`;
}
