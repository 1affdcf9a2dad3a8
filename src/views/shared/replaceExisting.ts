import { confirmInDialog } from '../../adapters/vscode/ask.ts';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** Copies what overwrites nothing; where something is there already, asks whether to replace it, and copies once more. */
export async function copyAsking<T>(copy: (overwrite: boolean) => Promise<Result<T>>): Promise<Result<T>> {
  const copied = await copy(false);
  if (copied.ok || copied.failure.code !== 'conflict') return copied;
  return (await mayReplace(copied.failure.message)) ? await copy(true) : fail(CANCELLED);
}

/** `message` says what is there. */
export async function mayReplace(message: string): Promise<boolean> {
  return await confirmInDialog({ message, verb: t('Replace') });
}
