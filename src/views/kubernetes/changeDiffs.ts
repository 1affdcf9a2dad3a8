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
  /** Until the user has closed what is shown, or says that he wants to decide. */
  looked(): Promise<void>;
  close(): Promise<void>;
}

/** Differences of objects in VS Code's own diff editors. */
export interface ChangeDiffs extends Disposable {
  /** `where` names context and namespace, for the titles. */
  open(title: string, where: string, pairs: readonly ChangePair[]): OpenChanges;
  /** A text that a file had, as the left side of a difference. */
  original(file: Uri, text: string): Uri;
  /** The user has looked and wants to decide. */
  decide(): void;
}

export function createChangeDiffs(): ChangeDiffs {
  const store = new DisposableStore();
  const texts = store.add(createVirtualTexts(SCHEME));
  const decided = store.add(new EventEmitter<void>());
  let opened = 0;
  return {
    open: (title, where, pairs) => {
      const id = ++opened;
      // The place is the folder, as the editors show it; what tells both sides apart is not shown.
      const uriOf = (name: string, query: string) =>
        Uri.from({ scheme: SCHEME, path: `/${where}/${name.replaceAll('/', '∕')}.yaml`, query: `${id}.${query}` });
      const sides = pairs.map((pair, index) => ({
        pair,
        before: uriOf(pair.name, `${index}.now`),
        after: uriOf(pair.name, `${index}.then`),
      }));
      // Behind the title of several VS Code writes how many files there are.
      const isOurs = ({ input, label }: Tab) =>
        input instanceof TabInputTextDiff
          ? input.original.scheme === SCHEME && input.original.query.startsWith(`${id}.`)
          : label === title || label.startsWith(`${title} (`);
      const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs).filter(isOurs);
      return {
        show: async (index) => {
          // A text is forgotten with its editor.
          for (const { pair, before, after } of sides) {
            texts.set(before, pair.before ?? '');
            texts.set(after, pair.after);
          }
          setContextKey('trainyard.clusters.reviewing', true);
          const [first] = sides;
          const one = index === undefined ? (sides.length === 1 ? first : undefined) : sides[index];
          if (one) {
            const options = { preview: true, preserveFocus: false };
            await commands.executeCommand('vscode.diff', one.before, one.after, `${one.pair.name} (${where})`, options);
          } else if (sides.length > 0) {
            const list = sides.map(({ pair, before, after }) => [
              after,
              pair.before === undefined ? undefined : before,
              after,
            ]);
            await commands.executeCommand('vscode.changes', title, list);
          }
        },
        looked: () => whenLooked(tabs, decided.event),
        close: async () => {
          setContextKey('trainyard.clusters.reviewing', false);
          await window.tabGroups.close(tabs());
        },
      };
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

function whenLooked(tabs: () => readonly Tab[], decided: EventEmitter<void>['event']): Promise<void> {
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const end = () => {
      store.dispose();
      resolve();
    };
    store.add(decided(end));
    store.add(window.tabGroups.onDidChangeTabs(() => tabs().length === 0 && end()));
    if (tabs().length === 0) end();
  });
}
