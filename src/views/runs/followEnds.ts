import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { keepClusterOutputs } from './keepClusterOutputs.ts';
import { noteEnds } from './noteEnds.ts';
import type { RunsDeps } from './register.ts';

/** What is done when runs in clusters end. Apart from the start of the extension, because most windows have no such run. */
export function followEnds(deps: RunsDeps): Disposable {
  const store = new DisposableStore();
  store.add(keepClusterOutputs(deps));
  store.add(noteEnds(deps));
  return store;
}
