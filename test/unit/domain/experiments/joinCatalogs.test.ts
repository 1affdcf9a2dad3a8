import assert from 'node:assert/strict';
import { joinCatalogs } from '../../../../src/domain/experiments/joinCatalogs.ts';
import { trackerRef } from '../../../support/trackedRuns.ts';

const catalogOf = (...labels: readonly string[]) => {
  const watched = { isOn: false };
  return {
    watched,
    find: async () =>
      Promise.resolve({
        trackers: labels.map((label) => trackerRef(label)),
        troubles: [{ code: 'forbidden', message: labels.join() } as const],
      }),
    watch: () => {
      watched.isOn = true;
      return { dispose: () => (watched.isOn = false) };
    },
  };
};

describe('joinCatalogs', () => {
  it('has each place once, as the first that finds it says, and all troubles', async () => {
    const other = catalogOf();
    const asFolder = { ...trackerRef('b'), id: 'neptune:/b', kind: 'neptune' } as const;
    const first = { ...other, find: async () => Promise.resolve({ trackers: [asFolder], troubles: [] }) };
    const found = await joinCatalogs([first, catalogOf('a', 'b')]).find(new AbortController().signal);
    assert.deepEqual(
      found.trackers.map(({ id }) => id),
      ['neptune:/b', 'mlflow:/a'],
    );
    assert.deepEqual(
      found.troubles.map(({ message }) => message),
      ['a,b'],
    );
  });

  it('watches all, and lets go of all', () => {
    const catalogs = [catalogOf('a'), catalogOf('b')];
    const watch = joinCatalogs(catalogs).watch(() => undefined);
    assert.deepEqual(
      catalogs.map(({ watched }) => watched.isOn),
      [true, true],
    );
    watch.dispose();
    assert.deepEqual(
      catalogs.map(({ watched }) => watched.isOn),
      [false, false],
    );
  });
});
