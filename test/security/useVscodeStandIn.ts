import { registerHooks } from 'node:module';

/** Modules that are loaded from now on find the stand-in when they import `vscode`. */
export function useVscodeStandIn(): void {
  const url = new URL('vscodeStandIn.mjs', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url, shortCircuit: true } : next(specifier, context),
  });
}
