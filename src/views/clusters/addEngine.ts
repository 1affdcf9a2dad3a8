import { window } from 'vscode';
import { changeSetting, setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

const ADDRESS = /^(unix|npipe|tcp|ssh|http|https):\/\/\S+$/;

/** Adds an address to the user's settings (machine scope: never from a workspace). */
export async function addEngine(): Promise<Result<void>> {
  const address = await window.showInputBox({
    title: t('Add an engine'),
    prompt: t('Address of the engine, as in DOCKER_HOST'),
    placeHolder: 'ssh://user@host',
    validateInput: (text) =>
      ADDRESS.test(text.trim()) ? undefined : t('An address begins with unix://, npipe://, tcp:// or ssh://'),
  });
  if (address === undefined) return fail(CANCELLED);
  const hosts = setting('trainyard.engines.hosts');
  await changeSetting('trainyard.engines.hosts', [...new Set([...hosts, address.trim()])]);
  return ok(undefined);
}
