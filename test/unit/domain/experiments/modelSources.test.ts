import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { modelSources } from '../../../../src/domain/experiments/modelSources.ts';
import type { ExperimentTracker } from '../../../../src/domain/experiments/ports.ts';
import { loggedModel, stillRegistry, stillTracker, trackedRun } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();

interface Left {
  readonly outputs?: readonly string[];
  readonly tags?: readonly (readonly [string, string])[];
  readonly files?: readonly string[];
}

/** A run that has left this; `files` are paths below the root, a folder of each file is listed. */
function trackerWith({ outputs = [], tags = [], files = [] }: Left): ExperimentTracker {
  const run = trackedRun('r', { tags: new Map(tags) });
  const none = { lastMetrics: [], datasets: [], modelInputs: [] };
  return {
    ...stillTracker({}),
    run: async () => Promise.resolve(ok({ run, ...none, modelOutputs: outputs.map((modelId) => ({ modelId })) })),
    registry: stillRegistry({
      loggedModel: async (id) =>
        Promise.resolve(
          id === 'm-gone' ? fail({ code: 'not-found', message: id }) : ok(loggedModel(id, { name: `of ${id}` })),
        ),
    }),
    artifacts: async (_runId, folder) => {
      const inside = files.filter((path) => folder === '' || path.startsWith(`${folder}/`));
      const names = inside.map((path) => path.slice(folder === '' ? 0 : folder.length + 1).split('/'));
      const paths = names.map(([name = '', ...rest]) => ({
        path: folder === '' ? name : `${folder}/${name}`,
        isFolder: rest.length > 0,
      }));
      return Promise.resolve(ok([...new Map(paths.map((each) => [each.path, each])).values()]));
    },
  };
}

async function named(left: Left) {
  const sources = await modelSources(trackerWith(left), 'r', signal);
  assert.ok(sources.ok);
  return sources.value.map(({ name, source }) => [name, source.form === 'artifacts' ? source.path : source.model.id]);
}

describe('modelSources', () => {
  it('are the logged models of the run before all else', async () => {
    const history = ['mlflow.log-model.history', '[{"artifact_path":"model"}]'] as const;
    assert.deepEqual(await named({ outputs: ['m-1', 'm-gone', 'm-3'], tags: [history] }), [
      ['of m-1', 'm-1'],
      ['of m-3', 'm-3'],
    ]);
  });

  it('are the folders that the run says are models, each once', async () => {
    const history = '[{"artifact_path":"nets/best"},{"artifact_path":"nets/best"},{"artifact_path":7},3]';
    assert.deepEqual(await named({ tags: [['mlflow.log-model.history', history]] }), [['best', 'nets/best']]);
    assert.deepEqual(await named({ tags: [['mlflow.log-model.history', 'no json']], files: ['a/MLmodel'] }), [
      ['a', 'a'],
    ]);
  });

  it('are folders that hold a file MLmodel', async () => {
    const files = ['model/MLmodel', 'model/data.pkl', 'plots/loss.png', 'MLmodel/odd.txt'];
    assert.deepEqual(await named({ files }), [['model', 'model']]);
    assert.deepEqual(await named({ files: ['MLmodel'] }), [['model', '']]);
  });

  it('are none where a run has left none', async () => {
    assert.deepEqual(await named({ files: ['a.txt'] }), []);
  });
});
