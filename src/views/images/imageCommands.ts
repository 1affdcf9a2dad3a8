import type { Commands } from '../../adapters/vscode/commands.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { IMAGE_ACTIONS, ImageDeps } from './imageActions.ts';

/** Commands on images. What they do is loaded when one is first run. */
export function registerImageCommands({ commands, ...deps }: ImageDeps & { readonly commands: Commands }): Disposable {
  const store = new DisposableStore();
  const does = (name: keyof typeof IMAGE_ACTIONS) => async (clicked?: unknown, selected?: unknown) => {
    const actions = (await import('./imageActions.ts')).IMAGE_ACTIONS;
    return await actions[name](deps, { clicked, selected });
  };
  store.add(commands.register('trainyard.images.push', does('push')));
  store.add(commands.register('trainyard.images.tag', does('tag')));
  store.add(commands.register('trainyard.images.showLayers', does('showLayers')));
  store.add(commands.register('trainyard.images.showLayerFiles', does('showLayerFiles')));
  store.add(commands.register('trainyard.images.pull', does('pull')));
  store.add(commands.register('trainyard.images.remove', does('remove')));
  return store;
}
