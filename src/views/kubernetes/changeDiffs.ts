import { commands, EventEmitter, type Tab, TabInputTextDiff, Uri, window } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { createVirtualTexts } from '../shared/virtualTexts.ts';

/** The scheme of both sides. Keep in step with the menus in package.json. */
const SCHEME = 'trainyard-change';

/** One object as it is and as it would be, as text that may be shown. */
export interface ChangePair {
  /** `Deployment web` */
  readonly name: string;
  /** Absent: it is not there yet. */
  readonly before?: string;
  readonly after: string;
}

/** Changes that are on screen until somebody has decided about them. */
export interface OpenChanges {
  /** Brings all differences, or one of them, to the front; the focus may go there. */
  show(index?: number): Promise<void>;
  /** Until the user has closed what is shown, or wants to decide. False: other changes are on screen by now, and nobody will decide about these. */
  looked(): Promise<boolean>;
  close(): Promise<void>;
}

/** Differences of objects in VS Code's own diff editors. */
export interface ChangeDiffs extends Disposable {
  /** `where` names context and namespace, for the titles. */
  open(title: string, where: string, pairs: readonly ChangePair[]): OpenChanges;
  /** The same for looking alone: nothing is decided, and the editors are the user's to close. */
  show(title: string, where: string, pairs: readonly ChangePair[]): Promise<void>;
  /** A text that a file had, as the left side of a difference. */
  original(file: Uri, text: string): Uri;
  /** The user has looked and wants to decide. */
  decide(): void;
}

export function createChangeDiffs(): ChangeDiffs {
  const store = new DisposableStore();
  const texts = store.add(createVirtualTexts(SCHEME));
  const decided = store.add(new EventEmitter<void>());
  const replaced = store.add(new EventEmitter<void>());
  let opened = 0;
  let looks = 0;
  // A text is forgotten with its editor.
  const fill = (sides: readonly Side[]) => {
    for (const { pair, before, after } of sides) {
      texts.set(before, pair.before ?? '');
      texts.set(after, pair.after);
    }
  };
  return {
    open: (title, where, pairs) => {
      const id = ++opened;
      replaced.fire();
      const sides = sidesOf(id, where, pairs);
      // Behind the title of several VS Code writes how many files there are.
      const isOurs = ({ input, label }: Tab) =>
        input instanceof TabInputTextDiff
          ? input.original.scheme === SCHEME && input.original.query.startsWith(`${id}.`)
          : label === title || label.startsWith(`${title} (`);
      const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs).filter(isOurs);
      return {
        show: async (index) => {
          fill(sides);
          setContextKey('trainyard.clusters.reviewing', true);
          await showSides({ title, where, sides }, index);
        },
        looked: () => whenLooked(tabs, decided.event, replaced.event),
        close: async () => {
          if (id === opened) setContextKey('trainyard.clusters.reviewing', false);
          await window.tabGroups.close(tabs());
        },
      };
    },
    show: async (title, where, pairs) => {
      const sides = sidesOf(`look${++looks}`, where, pairs);
      fill(sides);
      await showSides({ title, where, sides }, undefined);
    },
    original: (file, text) => {
      const uri = file.with({ scheme: SCHEME, query: 'before' });
      texts.set(uri, text);
      return uri;
    },
    decide: () => decided.fire(),
    dispose: () => store.dispose(),
  };
}

interface Side {
  readonly pair: ChangePair;
  readonly before: Uri;
  readonly after: Uri;
}

/** The place is the folder, as the editors show it; what tells both sides apart is not shown. */
function sidesOf(id: number | string, where: string, pairs: readonly ChangePair[]): readonly Side[] {
  const uriOf = (name: string, query: string) =>
    Uri.from({ scheme: SCHEME, path: `/${where}/${name.replaceAll('/', '∕')}.yaml`, query: `${id}.${query}` });
  return pairs.map((pair, index) => ({
    pair,
    before: uriOf(pair.name, `${index}.now`),
    after: uriOf(pair.name, `${index}.then`),
  }));
}

/** One difference in its own editor, several in one. */
async function showSides(
  { title, where, sides }: { readonly title: string; readonly where: string; readonly sides: readonly Side[] },
  index: number | undefined,
): Promise<void> {
  const one = index === undefined && sides.length > 1 ? undefined : sides[index ?? 0];
  if (one) {
    const options = { preview: true, preserveFocus: false };
    await commands.executeCommand('vscode.diff', one.before, one.after, `${one.pair.name} (${where})`, options);
  } else if (sides.length > 0) {
    const list = sides.map(({ pair, before, after }) => [after, pair.before === undefined ? undefined : before, after]);
    await commands.executeCommand('vscode.changes', title, list);
  }
}

type Told = EventEmitter<void>['event'];

function whenLooked(tabs: () => readonly Tab[], decided: Told, replaced: Told): Promise<boolean> {
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const end = (isWanted: boolean) => {
      store.dispose();
      resolve(isWanted);
    };
    store.add(decided(() => end(true)));
    store.add(replaced(() => end(false)));
    store.add(window.tabGroups.onDidChangeTabs(() => tabs().length === 0 && end(true)));
    if (tabs().length === 0) end(true);
  });
}
