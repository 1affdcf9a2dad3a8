import { useTranslator } from '../../domain/base/text.ts';
import type { Wire } from '../../protocol/rpc.ts';

/** What VS Code puts into every webview. May be asked for once in the life of a page. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Bridge {
  readonly wire: Wire;
  /** What `remember` kept, also after the page was hidden or the window reloaded; unknown because an older version may have written it. */
  remembered(): unknown;
  remember(state: unknown): void;
}

/** Connects the page with the extension: messages, remembered state and the user's language. Call it once, first. */
export function openBridge(): Bridge {
  const api = acquireVsCodeApi();
  translateWith(document.querySelector<HTMLMetaElement>('meta[name="trainyard-texts"]')?.content ?? '{}');
  return {
    wire: {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not the browser's postMessage: there is no origin to name
      post: (message) => api.postMessage(message),
      listen: (receive) => {
        const listener = (event: MessageEvent<unknown>) => receive(event.data);
        window.addEventListener('message', listener);
        return { dispose: () => window.removeEventListener('message', listener) };
      },
    },
    remembered: () => api.getState(),
    remember: (state) => api.setState(state),
  };
}

function translateWith(json: string): void {
  const parsed: unknown = JSON.parse(json);
  const texts = new Map<string, unknown>(Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}));
  useTranslator((message, ...args) => {
    const found = texts.get(message);
    const pattern = typeof found === 'string' ? found : message;
    return pattern.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
  });
}
