/** A repository on DagsHub, or on a DagsHub of one's own. */
export interface DagshubRepository {
  /** Such as https://dagshub.com. */
  readonly origin: string;
  readonly owner: string;
  readonly name: string;
}

export const DAGSHUB = 'https://dagshub.com';

/** The repository of a Git remote, of any form that Git takes. Undefined: it lies elsewhere. `origin` for a DagsHub of one's own. */
export function dagshubOfRemote(remote: string, origin = DAGSHUB): DagshubRepository | undefined {
  const host = new URL(origin).hostname;
  const [, there, path] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(remote) ??
    /^(?:[^@/]+@)([^/:]+):(.+)$/.exec(remote) ??
    [];
  if (there?.toLowerCase() !== host) return undefined;
  return repositoryOf(origin, path ?? '');
}

/** The repository whose runs a tracking server on DagsHub keeps: `https://dagshub.com/<owner>/<name>.mlflow`. */
export function dagshubOfTracker(url: string): DagshubRepository | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return pathname.endsWith('.mlflow') ? repositoryOf(origin, pathname.slice(1, -'.mlflow'.length)) : undefined;
}

export function dagshubTrackerUrl({ origin, owner, name }: DagshubRepository): string {
  return `${origin}/${owner}/${name}.mlflow`;
}

function repositoryOf(origin: string, path: string): DagshubRepository | undefined {
  const [, owner, name] = /^\/*([\w.-]+)\/([\w.-]+?)(?:\.git|\.dvc|\.mlflow)?\/*$/.exec(path) ?? [];
  return owner === undefined || name === undefined ? undefined : { origin, owner, name };
}
