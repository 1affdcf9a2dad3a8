import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { TrackerPlace, TrackerRef } from './tracker.ts';

/** A store of this machine that MLflow's own pages can show. */
export type UiStore = Extract<TrackerPlace, { readonly form: 'fileStore' | 'sqlite' }>;

/** MLflow's own pages on a store, served to this machine alone until it is disposed of. */
export interface RunningUi extends Disposable {
  /** `http://127.0.0.1:5432` */
  readonly url: string;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Starts `mlflow ui` of the user's own Python. Failures: `tool-missing`: no interpreter, or none that has MLflow · `rejected`: it ended, with its last
 * words · `timeout`.
 */
export type StartUi = (
  store: UiStore,
  given: { readonly onLine: (line: string) => void },
  signal: AbortSignal,
) => Promise<Result<RunningUi>>;

/** Whether MLflow's pages show it: its stores, its servers, and those of DagsHub. */
export function hasMlflowUi({ kind, place }: Pick<TrackerRef, 'kind' | 'place'>): boolean {
  return place.form === 'server' ? kind === 'mlflow' || kind === 'dagshub' : isUiStore(place);
}

/** What the menu of a row offers: MLflow's pages, or those of a Neptune server. */
export type PagesAction = 'canOpenUi' | 'canOpenNeptune';

export function pagesAction(ref: Pick<TrackerRef, 'kind' | 'place'>): readonly PagesAction[] {
  if (ref.kind === 'neptune') return ref.place.form === 'server' ? ['canOpenNeptune'] : [];
  return hasMlflowUi(ref) ? ['canOpenUi'] : [];
}

export function isUiStore(place: TrackerPlace): place is UiStore {
  return place.form === 'fileStore' || place.form === 'sqlite';
}

/** The page of an experiment or of a run. Source: the routes of mlflow/server/js, since 1.0. */
export function uiPage(
  base: string,
  { experimentId, runId }: { readonly experimentId?: string; readonly runId?: string },
): string {
  if (experimentId === undefined) return `${base}/`;
  const experiment = `${base}/#/experiments/${encodeURIComponent(experimentId)}`;
  return runId === undefined ? experiment : `${experiment}/runs/${encodeURIComponent(runId)}`;
}
