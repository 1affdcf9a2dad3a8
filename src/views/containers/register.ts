import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { CONTAINER_ACTIONS, ContainerDeps } from './containerActions.ts';

/** Commands on containers and runs. What they do is loaded when one is first run. */
export function registerContainers(deps: ContainerDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const does = (name: keyof typeof CONTAINER_ACTIONS) => async (clicked?: unknown, selected?: unknown) => {
    const actions = (await import('./containerActions.ts')).CONTAINER_ACTIONS;
    return await actions[name](deps, { clicked, selected });
  };
  store.add(commands.register('trainyard.containers.logs', does('logs')));
  store.add(commands.register('trainyard.containers.shell', does('shell')));
  store.add(commands.register('trainyard.containers.stop', does('stop')));
  store.add(commands.register('trainyard.containers.kill', does('kill')));
  store.add(commands.register('trainyard.containers.restart', does('restart')));
  store.add(commands.register('trainyard.containers.remove', does('remove')));
  store.add(commands.register('trainyard.containers.inspect', does('inspect')));
  store.add(commands.register('trainyard.containers.copyFrom', does('copyFrom')));
  store.add(commands.register('trainyard.containers.copyTo', does('copyTo')));
  store.add(commands.register('trainyard.containers.openPort', does('openPort')));
  store.add(commands.register('trainyard.containers.attachDebugger', does('attachDebugger')));
  store.add(commands.register('trainyard.containers.showUsage', does('showUsage')));
  return store;
}
