import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { t } from '../domain/base/text.ts';
import { fileFailureText } from './fileFailureText.ts';

/**
 * Puts a text in the place of another one: written beside the file and moved over it, so that an interrupt leaves the old text or the new one. A file
 * that changed since it was read is left alone. Gives a sentence when it did not work.
 */
export function replaceFile(
  path: string,
  shown: string,
  texts: { readonly old: string; readonly new: string },
): string | undefined {
  let partial: string | undefined;
  try {
    // The place that a link points to, so that the link stays one.
    const target = realpathSync(path);
    if (readFileSync(target, 'utf8') !== texts.old)
      return t('“{0}” changed while it was checked, and was left alone.', shown);
    const { mode } = statSync(target);
    partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
    writeWhole(partial, texts.new, mode);
    renameSync(partial, target);
    return undefined;
  } catch (error) {
    if (partial !== undefined) rmSync(partial, { force: true });
    return fileFailureText(shown, error);
  }
}

function writeWhole(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
