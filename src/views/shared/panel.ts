import { l10n, Uri, type Webview } from 'vscode';
import type { Wire } from '../../protocol/rpc.ts';

export interface PageOptions {
  readonly extensionUri: Uri;
  /** Folder of the page in src/webview; its bundle is dist/webview/<page>.js and its style media/<page>.css. */
  readonly page: string;
  /** What a screen reader calls the page. */
  readonly title: string;
}

/**
 * Puts one of our pages into a webview, of an editor panel or of a sidebar view alike, and returns its wire.
 * Nothing from outside the extension can load or run in it: the policy starts from `default-src 'none'` (docs/security.md S5).
 */
export function openPage(webview: Webview, { extensionUri, page, title }: PageOptions): Wire {
  const media = Uri.joinPath(extensionUri, 'media');
  const bundles = Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [bundles, media] };
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: makeNonce(),
    script: webview.asWebviewUri(Uri.joinPath(bundles, `${page}.js`)).toString(),
    style: webview.asWebviewUri(Uri.joinPath(media, `${page}.css`)).toString(),
    title,
    texts: JSON.stringify(l10n.bundle ?? {}),
  });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not the browser's postMessage: there is no origin to name
    post: (message) => void webview.postMessage(message),
    listen: (receive) => webview.onDidReceiveMessage(receive),
  };
}

interface PageParts {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  /** The translations of the user's language as JSON: the page has no other way to them. */
  readonly texts: string;
}

/** Exported for the page tests, which load exactly this document in a browser. */
export function pageHtml({ cspSource, nonce, script, style, title, texts }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; img-src ${cspSource} data:; font-src ${cspSource}`;
  return [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="UTF-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="trainyard-texts" content="${escapeAttribute(texts)}">`,
    `<link rel="stylesheet" href="${escapeAttribute(style)}">`,
    `<title>${escapeAttribute(title)}</title></head>`,
    `<body><script nonce="${nonce}" src="${escapeAttribute(script)}"></script></body></html>`,
  ].join('\n');
}

function makeNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
