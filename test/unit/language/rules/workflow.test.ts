// Workflows of GitHub Actions: what is found, where, and what must stay silent.
import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';

const lint = (text: string) => lintText({ path: '.github/workflows/train.yml', text }).findings;
/** What each finding underlines, behind its rule. */
const found = (text: string): readonly string[] =>
  lint(text).map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
const job = (...lines: readonly string[]): string =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${lines.map((line) => `    ${line}\n`).join('')}`;
const step = (line: string): string => job('steps:', `  - ${line}`);

const SILENT: readonly string[] = [
  // YAML 1.2: neither “on” nor “yes” is a boolean.
  'on:\n  push:\n    branches: [on, yes]\njobs:\n  a: {uses: lab/flows/.github/workflows/train.yml@v1, secrets: inherit}\n',
  '"on": push\njobs:\n  "a": {runs-on: [self-hosted, gpu], steps: [{run: make}]}\n',
  job('strategy: ${{ fromJSON(inputs.strategy) }}', 'steps: [{run: "echo ${{ matrix.gpu }}"}]'),
  job('timeout-minutes: ${{ inputs.minutes }}', 'continue-on-error: ${{ inputs.may-fail }}', 'steps: [{run: make}]'),
  job('env: ${{ fromJSON(inputs.env) }}', 'steps: [{run: make}]'),
  job('steps:', '  - {id: Meta, run: make}', '  - run: echo ${{ steps.meta.outputs.x }} ${{ steps.*.outcome }}'),
  job('steps:', '  - &a {run: make}', '  - *a').replaceAll('\n', '\r\n'),
  step('run: echo ${{ contains(github.event.issue.title, \'a "b" }}\') }}'),
  step("if: github.ref == 'refs/heads/main' && !cancelled()\n        run: make"),
  step('run: "echo ${{ format(\'{0} = {1} & {2}\', 1, 2, 3) }}"'),
  step('uses: ./.github/actions/train'),
  step('uses: docker://lab/trainer:1.0'),
  step("run: |\n          cat <<'E'\n          steps.none.outputs.x\n          E"),
];
const NAMES: readonly string[] = [
  step("if: always() && env.CUDA == '12' && runner.os == 'Linux'\n        run: make"),
  step(
    "run: echo ${{ hashFiles('a/**') }} ${{ GITHUB.SHA }} ${{ github.event.inputs.x }} ${{ 0xff == 1e3 }} ${{ NaN }}",
  ),
  step(
    "run: echo ${{ fromJSON(needs.a.outputs.x)[0].name }} ${{ github['sha'] }} ${{ join(github.event.*.x) }}",
  ).replace('runs-on', 'needs: a\n    runs-on') + '  a: {runs-on: x, steps: [{run: make}]}\n',
  job(
    'container: {image: "a:${{ vars.V }}", credentials: {username: a, password: "${{ secrets.P }}"}}',
    'steps: [{run: make}]',
  ),
  job('strategy: {matrix: {a: "${{ fromJSON(vars.A) }}", exclude: [{a: x}]}}', 'steps: [{run: make}]'),
  job(
    'strategy: {matrix: {a: [1, "${{ vars.A }}"], include: [{b: 1}], exclude: [{a: 2}, {b: 1}]}}',
    'steps: [{run: make}]',
  ),
  job('steps: [{run: make, shell: "perl {0}"}, {run: make, shell: "${{ vars.S }}"}, {run: make, shell: PWSH}]'),
  'on: {push: {branches: ["v[12].[0-9]+", "!v*-rc", "feature/**"]}, repository_dispatch: {types: [mine]}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n',
  'on: {some_new_event: {}, workflow_dispatch: {inputs: {a: {type: number, default: "${{ vars.A }}"}, b: {default: x}}}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n',
  job(
    'steps: [{uses: docker/build-push-action@v9, with: {something-new: 1, cache-from: x}}, {uses: Actions/Cache@v4, with: {KEY: a, path: b}}]',
  ),
];
const LOUD: readonly (readonly [text: string, ...found: readonly string[]])[] = [
  [
    'on: push\njobs:\n  a: {runs-on: x, needs: b, steps: []}\n  b: {runs-on: x, needs: [c], steps: []}\n  c: {runs-on: x, needs: a, steps: []}\n',
    'gha-job-dependencies b',
    'gha-job-dependencies [c]',
    'gha-job-dependencies a',
  ],
  [job('needs: [biuld]', 'steps: [{run: make}]'), 'gha-job-dependencies biuld'],
  [step('run: echo ${{ github.sha'), 'gha-expression-syntax github.sha'],
  [step('run: echo ${{ a && (b }}'), 'gha-expression-syntax a && (b'],
  [step("run: echo ${{ github.head_ref || 'main' }}"), "gha-script-injection github.head_ref || 'main'"],
  [
    step('uses: actions/github-script@v7\n        with: {script: "log(`${{ github.event.comment.body }}`)"}'),
    'gha-script-injection github.event.comment.body',
  ],
  [job('steps:', '  - run: echo ${{ steps.late.outputs.x }}', '  - {id: late, run: make}'), 'gha-steps-reference late'],
  [job('container: {image: "lab/cuda:12", options: "--gpus all"}', 'steps: [{run: make}]'), 'gha-gpu-runner options'],
  [step('uses: docker://lab/trainer:latest'), 'gha-image-latest docker://lab/trainer:latest'],
  [step('uses: actions/checkout'), 'gha-uses-format actions/checkout'],
  [job('steps:', '  - &a {run: make}', '  - <<: *a', '    name: again'), 'gha-anchor <<'],
  [step('run: echo ${{ githb.sha }}'), 'gha-unknown-context githb'],
  [step('run: echo ${{ github.event_nam }}'), 'gha-unknown-context event_nam'],
  [step("run: echo ${{ startWith('a', 'b') }}"), 'gha-unknown-context startWith'],
  [step('if: sucess()\n        run: make'), 'gha-unknown-context sucess'],
  [job('container: "a:${{ env.V }}"', 'steps: [{run: make}]'), 'gha-context-availability env'],
  [job("if: ${{ env.V == 'a' }}", 'steps: [{run: make}]'), 'gha-context-availability env'],
  [step('run: echo ${{ always() }}'), 'gha-context-availability always'],
  [job('strategy: {matrix: {a: [1, 2, 1]}}', 'steps: [{run: make}]'), 'gha-matrix-values 1'],
  [
    job('strategy: {matrix: {a: [1, 2], exclude: [{a: 3}, {b: 1}]}}', 'steps: [{run: make}]'),
    'gha-matrix-values 3',
    'gha-matrix-values b',
  ],
  [step('run: make\n        env:'), 'gha-empty-map env'],
  [
    'on: {push: {tags: [a], tags-ignore: [b]}, issues: {paths: [a]}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n',
    'gha-event tags-ignore',
    'gha-event paths',
  ],
  [
    'on: {push: {branches: ["a b", "[ab", "?x"]}}\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n',
    'gha-glob "a b"',
    'gha-glob "[ab"',
    'gha-glob "?x"',
  ],
  [
    step('uses: actions/cache@v4\n        with: {path: a, keys: b}'),
    'gha-action-inputs actions/cache@v4',
    'gha-action-inputs keys',
  ],
  [job('timeout-minutes: [5]', 'steps: [{run: make}]'), 'gha-unexpected-value timeout-minutes'],
];

describe('rules of workflows', () => {
  for (const text of [...SILENT, ...NAMES])
    it(`say nothing of ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), []));
  for (const [text, ...all] of LOUD) it(`find ${all.join(', ')}`, () => assert.deepEqual(found(text), all));

  it('are switched off by comments', () => {
    const text = job('steps:', '  # trainyard-ignore gha-action-branch -- ours', '  - uses: lab/action@main');
    assert.deepEqual(found(text), []);
    assert.equal(found(text.replace('trainyard-ignore', '')).length, 1);
  });

  it('survive every cut of a file', () => {
    const text = job(
      'needs: &a [b]',
      "if: ${{ a == 'b' }} x",
      'steps:',
      '  - {id: c, uses: "a@b", <<: *a}',
      '  - run: |',
      '      ${{ steps.c }}',
    );
    for (let end = 0; end <= text.length; end++)
      for (const cut of [text.slice(0, end), text.slice(end)])
        for (const { start, end: to } of lint(cut)) assert.ok(start >= 0 && start <= to && to <= cut.length + 1);
  });
});
