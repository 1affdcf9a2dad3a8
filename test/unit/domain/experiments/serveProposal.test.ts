import assert from 'node:assert/strict';
import { addWorkload } from '../../../../src/domain/deploy/addWorkload.ts';
import { modelNeeds, type ServedModel, serveProposal } from '../../../../src/domain/experiments/serveProposal.ts';
import { readSpec } from '../../../../src/language/document/readSpec.ts';

const flavors = { python_function: { loader_module: 'mlflow.sklearn', python_version: '3.12.4' } };
const needs = { python: '3.12', requirements: 'mlflow==3.18.0\nscikit-learn==1.7.2\n' };

function specOf(model: ServedModel) {
  const { workload, files } = serveProposal(model);
  const text = addWorkload('version: 1\nname: digits\n', workload) ?? '';
  const read = readSpec(text, 'trainyard.yaml');
  assert.ok(read.ok, JSON.stringify(read));
  const served = read.value.workloads.get(model.name);
  assert.ok(served);
  return { served, text, files: new Map(files.map(({ path, text: content }) => [path, content])) };
}

describe('what serves a model', () => {
  it('is a workload that fetches it from its tracker at each start, with a login that stays outside of the file', () => {
    const way = {
      form: 'tracker',
      uri: 'models:/iris@champion',
      trackingUri: 'https://ml.example.com/tracking',
      variables: ['MLFLOW_TRACKING_TOKEN'],
    } as const;
    const { served, files, text } = specOf({ label: 'iris@champion', name: 'serve-iris', needs, way });
    assert.equal(served.kind, 'serve');
    assert.deepEqual(
      served.command,
      'mlflow models serve --model-uri models:/iris@champion --host 0.0.0.0 --port 8080 --env-manager local'.split(' '),
    );
    assert.deepEqual(served.tracking, { tracker: 'mlflow', uri: 'https://ml.example.com/tracking' });
    assert.match(text, /MLFLOW_TRACKING_TOKEN: \{ env: MLFLOW_TRACKING_TOKEN \}/);
    assert.deepEqual([...files.keys()], ['serving/serve-iris/Dockerfile', 'serving/serve-iris/requirements.txt']);
    const dockerfile = files.get('serving/serve-iris/Dockerfile') ?? '';
    assert.match(dockerfile, /^ARG BASE=python:3\.12-slim$/m);
    assert.doesNotMatch(dockerfile, /COPY .* \.\/model/);
  });

  it('has the files in its image where the tracker cannot be reached from a container', () => {
    const { served, files } = specOf({ label: 'iris', name: 'serve-iris', needs, way: { form: 'copy' } });
    assert.ok(Array.isArray(served.command) && served.command.includes('/serve/model'));
    assert.equal(served.tracking, undefined);
    assert.match(files.get('serving/serve-iris/Dockerfile') ?? '', /^COPY --chown=1000:1000 model \.\/model$/m);
    assert.equal(files.get('serving/serve-iris/.gitignore'), 'model/\n');
  });

  it('keeps names of trackers from being read as anything else', () => {
    const odd = 'a: b # "c"\nkind: run';
    const way = { form: 'tracker', uri: `models:/${odd}/1`, trackingUri: 'https://x', variables: [] } as const;
    const { served } = specOf({ label: `${odd}/1`, name: 'serve-odd', needs, way });
    assert.equal(served.kind, 'serve');
    assert.ok(Array.isArray(served.command) && served.command.includes(`models:/${odd}/1`));
  });
});

describe('what a model asks for', () => {
  it('is the Python that made it and its packages', () => {
    const found = modelNeeds({ flavors, mlflow_version: '3.18.0' }, 'mlflow==3.18.0\nscikit-learn==1.7.2');
    assert.deepEqual(found.ok && found.value, needs);
  });

  it('has MLflow in it in any case, for its server is in no other package', () => {
    const requirementsOf = (text: string | undefined, version?: string) => {
      const found = modelNeeds({ flavors, ...(version === undefined ? {} : { mlflow_version: version }) }, text);
      return found.ok ? found.value.requirements : '';
    };
    assert.equal(
      requirementsOf('mlflow-skinny==3.18.0\nnumpy', '3.18.0'),
      'mlflow==3.18.0\nmlflow-skinny==3.18.0\nnumpy\n',
    );
    assert.equal(requirementsOf(undefined), 'mlflow\n');
    for (const line of ['mlflow', 'mlflow[extras]>=2', 'mlflow == 3.1', 'mlflow<4,>=3; python_version > "3"'])
      assert.equal(requirementsOf(line, '3.18.0').trim(), line);
  });

  it('cannot be met without the flavor that MLflow serves', () => {
    const found = modelNeeds({ flavors: { sklearn: {} } }, '');
    assert.equal(found.ok ? 'ok' : found.failure.code, 'unsupported');
    assert.equal(modelNeeds(undefined, '').ok, false);
  });
});
