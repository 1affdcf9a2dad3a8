import { type Check, isShape, isString } from './checks.ts';

/** The first message to the language server in a worker of a browser: what it reads from the disk elsewhere. All are compressed with gzip. */
export interface BrowserStart {
  readonly schemas: ArrayBuffer;
  readonly schemaTexts: ArrayBuffer;
  readonly fieldTrees: ArrayBuffer;
}

const isBuffer: Check<ArrayBuffer> = (value): value is ArrayBuffer => value instanceof ArrayBuffer;

export const isBrowserStart: Check<BrowserStart> = isShape<BrowserStart>({
  schemas: isBuffer,
  schemaTexts: isBuffer,
  fieldTrees: isBuffer,
});

/** What the worker answers; from then on both speak the language server protocol. */
export const BROWSER_READY = 'trainyard/ready';

/** Request to the client for the text of a file of the workspace, because a worker has no disk; null for what cannot be read. */
export const READ_FILE = 'trainyard/readFile';

export interface FileText {
  readonly text: string;
}

export const isFileText: Check<FileText> = isShape<FileText>({ text: isString });
