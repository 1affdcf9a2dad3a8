import { createConnection } from 'vscode-languageserver/node';
import { serve } from '../serve.ts';
import { nodeHost } from './nodeHost.ts';

/** The language server in this process. How it talks (IPC, stdio or a socket) is in the arguments of the process. */
export function serveNode(): void {
  serve(createConnection(), nodeHost);
}
