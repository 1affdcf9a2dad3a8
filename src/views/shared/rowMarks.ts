import { FileDecoration, ThemeColor, Uri, window } from 'vscode';
import type { Disposable } from '../../domain/base/lifecycle.ts';

/** Rows have no colours of their own: VS Code colours labels by their address alone. Nothing is ever read from it. */
const SCHEME = 'trainyard-mark';

export function markUri({ color, text }: { readonly color: string; readonly text: string }): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${color}`, query: text });
}

/** Colours the labels of rows that the user has marked. */
export function registerRowMarks(): Disposable {
  return window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, path, query }) => {
      if (scheme !== SCHEME) return undefined;
      return new FileDecoration('●', query, new ThemeColor(`trainyard.context.${path.slice(1)}`));
    },
  });
}
