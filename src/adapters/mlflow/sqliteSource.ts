import { historyOf } from './historyOf.ts';
import { checkSchema } from './sqliteColumns.ts';
import { SqliteConnection, type SqliteView } from './sqliteConnection.ts';
import { readDetails } from './sqliteDetails.ts';
import {
  readLoggedModel,
  readLoggedModels,
  readModels,
  readRunVersions,
  readTrace,
  readTraces,
  readVersions,
} from './sqliteModels.ts';
import { readExperiments, readPoints, readRunIds, readRuns } from './sqliteRuns.ts';
import type { StoreSource } from './storeJob.ts';
import { missing, StoreTrouble } from './storeProblem.ts';

/** The database of `sqlite:///mlflow.db`. Each question sees one state of it. */
export function openSqliteSource(path: string): StoreSource {
  const connection = new SqliteConnection(path);
  const read = <T>(work: (view: SqliteView) => T): T =>
    connection.read((view) => {
      checkSchema(view, path);
      return work(view);
    });
  return {
    version: () => read(revisionOf),
    experiments: () => read(readExperiments),
    runIds: ({ query }) => read((view) => readRunIds(view, query)),
    runs: ({ ids }) => read((view) => readRuns(view, ids)),
    run: ({ id }) =>
      read((view) => {
        const [run] = readRuns(view, [id]);
        if (!run) throw new StoreTrouble({ reason: 'no-run', path: id });
        return { run, ...readDetails(view, id) };
      }),
    history: (asked) => read((view) => historyOf(asked, readPoints(view, asked))),
    models: () => read(readModels),
    versions: ({ model }) => read((view) => readVersions(view, model)),
    runVersions: ({ runId }) => read((view) => readRunVersions(view, runId)),
    loggedModels: ({ experimentIds, limit }) => read((view) => readLoggedModels(view, experimentIds, limit)),
    loggedModel: ({ id }) => read((view) => readLoggedModel(view, id) ?? missing('no-model', id)),
    trace: ({ id }) => read((view) => readTrace(view, id) ?? missing('no-trace', id)),
    traces: ({ experimentIds, limit }) => read((view) => readTraces(view, experimentIds, limit)),
    close: () => connection.close(),
  };
}

/** Alembic's name of the schema. */
function revisionOf({ rows, tables }: SqliteView): string | undefined {
  if (!tables.has('alembic_version')) return undefined;
  const [first] = rows('SELECT version_num FROM alembic_version');
  return first && String(first[0]);
}
