import type { Dependencies } from './dependencies.ts';
import { dependenciesOf } from './dependencies.ts';
import type { EntryPoint, Sources } from './entryPoints.ts';
import { entryPointsOf } from './entryPoints.ts';
import { readNotebook } from './notebook.ts';
import type { PackageNeeds } from './packageFacts.ts';
import { packageNeeds } from './packageFacts.ts';
import { readPythonSource } from './pythonSource.ts';
import type { PythonVersion } from './pythonVersion.ts';
import { pythonVersion } from './pythonVersion.ts';
import type { ProjectSnapshot } from './snapshot.ts';

/** Everything a proposal is made from. */
export interface ProjectFacts {
  readonly name: string;
  readonly python: PythonVersion;
  readonly dependencies: Dependencies;
  readonly needs: PackageNeeds;
  /** The one in focus first. Empty when nothing in the folder looks like a program. */
  readonly entryPoints: readonly EntryPoint[];
  readonly usesNotebooks: boolean;
  /** The image must have papermill, because a notebook runs and the project does not name it. */
  readonly addsPapermill: boolean;
}

/** Whether the project itself is installed in the image, with its console scripts. */
export function isInstalled({ method }: Dependencies): boolean {
  return method.kind === 'setup' || ('isPackage' in method && method.isPackage);
}

/** Reads the facts off a snapshot. `focus` is the file the user started from. */
export function factsOf(snapshot: ProjectSnapshot, focus: string | undefined): ProjectFacts {
  const sources: Sources = new Map(
    [...snapshot.texts].filter(([path]) => path.endsWith('.py')).map(([path, text]) => [path, readPythonSource(text)]),
  );
  const dependencies = dependenciesOf(snapshot, importsOf(snapshot, sources, focus));
  const entryPoints = entryPointsOf(snapshot, sources, { focus, isInstalled: isInstalled(dependencies) });
  const usesNotebooks = entryPoints.some(({ isNotebook }) => isNotebook);
  return {
    name: snapshot.name,
    python: pythonVersion(snapshot),
    dependencies,
    needs: packageNeeds(dependencies.requirements),
    entryPoints,
    usesNotebooks,
    addsPapermill: usesNotebooks && !dependencies.requirements.some(({ name }) => name === 'papermill'),
  };
}

/** What the sources import, and the notebook in focus. */
function importsOf(snapshot: ProjectSnapshot, sources: Sources, focus: string | undefined): ReadonlySet<string> {
  const data = focus?.endsWith('.ipynb') === true ? snapshot.data.get(focus) : undefined;
  const notebook = data === undefined ? undefined : readNotebook(data);
  const all = [...sources.values(), ...(notebook ? [readPythonSource(notebook.source)] : [])];
  return new Set(all.flatMap(({ imports }) => [...imports]));
}
