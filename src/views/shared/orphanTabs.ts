import { type Tab, TabInputWebview, window } from 'vscode';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

/** A tab that VS Code will restore gets its page well within this time, in milliseconds. */
const GRACE_MS = 3_000;

/** One kind of panel of ours. */
export interface OrphanKind {
  readonly viewType: string;
  /** Whether a panel of this extension host, made or about to be restored, has a tab with this title. */
  readonly isOwn: (title: string) => boolean;
}

/**
 * An extension host that is killed leaves its tabs: their pages go on saying what they said last, and nothing reaches them any more. The next host
 * replaces those that are seen. A tab that VS Code itself restores (after a reload of the window) is handed to us at once when it is seen.
 */
export function replaceOrphans(
  kind: OrphanKind & {
    /** Opens what the tab showed, which closes the tab itself. */
    readonly replace: (title: string) => unknown;
  },
): Disposable {
  const store = new DisposableStore();
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const look = (): void => {
    for (const { label } of orphansOf(kind).filter(({ isActive }) => isActive)) {
      if (waiting.has(label)) continue;
      const timer = setTimeout(() => {
        waiting.delete(label);
        if (orphansOf(kind).some((tab) => tab.label === label && tab.isActive)) kind.replace(label);
      }, GRACE_MS);
      waiting.set(label, timer);
    }
  };
  store.add(window.tabGroups.onDidChangeTabs(look));
  store.add({ dispose: () => waiting.forEach(clearTimeout) });
  look();
  return store;
}

/** Tabs of a kind that no panel of this extension host stands behind. */
export function orphansOf({ viewType, isOwn }: OrphanKind): readonly Tab[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ label, input }) => input instanceof TabInputWebview && input.viewType.endsWith(viewType) && !isOwn(label),
    );
}

/** Closes them before a panel takes their place. */
export function closeOrphans(kind: OrphanKind, title: string): void {
  const orphans = orphansOf(kind).filter(({ label }) => label === title);
  if (orphans.length > 0) void window.tabGroups.close(orphans, true);
}
