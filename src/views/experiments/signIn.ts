import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { readNeptuneToken } from '../../domain/experiments/neptuneServer.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import { loginKey, loginText, type TrackerLogin } from '../../domain/experiments/trackerLogin.ts';
import type { TrackerKind } from '../../domain/experiments/tracker.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';

interface SignInParts {
  readonly trackers: TrackerHub;
  readonly secrets: SecretStore;
}

/** Asks for the login of a server and keeps it in VS Code's secret storage; it goes to that server's origin alone. */
export async function signIn({ trackers, secrets }: SignInParts, trackerId: string): Promise<Result<void>> {
  const ref = await serverOf(trackers, trackerId);
  if (!ref) return fail(CANCELLED);
  const { kind, url } = ref;
  const login = kind === 'neptune' ? await askNeptuneToken(url) : await askLogin(url);
  if (!login) return fail(CANCELLED);
  await secrets.set(loginKey(url), loginText(login));
  await trackers.refresh();
  return ok(undefined);
}

/** Forgets what the user typed; what the environment or a file of the user says counts again. */
export async function signOut({ trackers, secrets }: SignInParts, trackerId: string): Promise<Result<void>> {
  const ref = await serverOf(trackers, trackerId);
  if (!ref) return fail(CANCELLED);
  await secrets.delete(loginKey(ref.url));
  await trackers.refresh();
  return ok(undefined);
}

async function serverOf(
  trackers: TrackerHub,
  trackerId: string,
): Promise<{ readonly kind: TrackerKind; readonly url: string } | undefined> {
  const ref = (await trackers.found()).trackers.find(({ id }) => id === trackerId);
  return ref?.place.form === 'server' ? { kind: ref.kind, url: ref.place.url } : undefined;
}

/** Neptune has tokens alone, and says in each which server it is for. */
async function askNeptuneToken(url: string): Promise<TrackerLogin | undefined> {
  const token = await window.showInputBox({
    title: t('Sign in to {0}', url),
    prompt: t('API token of your profile on the server, as in NEPTUNE_API_TOKEN'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = readNeptuneToken(text);
      return text === '' || read.ok ? undefined : sentencesOf(read.failure);
    },
  });
  return token === undefined || token === '' ? undefined : { kind: 'bearer', token: token.trim() };
}

async function askLogin(url: string): Promise<TrackerLogin | undefined> {
  const title = t('Sign in to {0}', url);
  const kinds = [
    { label: t('User and password'), way: 'basic' },
    { label: t('Token'), way: 'bearer', description: t('sent as Bearer') },
    { label: t('Header'), way: 'header', description: t('for a proxy in front of the server') },
  ] as const;
  const picked = await window.showQuickPick(kinds, { title, placeHolder: t('How does the server know you?') });
  switch (picked?.way) {
    case 'basic': {
      const user = await ask({ title, prompt: t('User') });
      const password = user === undefined ? undefined : await ask({ title, prompt: t('Password'), password: true });
      return user === undefined || password === undefined ? undefined : { kind: 'basic', user, password };
    }
    case 'bearer': {
      const token = await ask({ title, prompt: t('Token'), password: true });
      return token === undefined ? undefined : { kind: 'bearer', token };
    }
    case 'header': {
      const name = await ask({ title, prompt: t('Name of the header') });
      const value = name === undefined ? undefined : await ask({ title, prompt: t('Its value'), password: true });
      return name === undefined || value === undefined ? undefined : { kind: 'header', name, value };
    }
    case undefined:
    default:
      return undefined;
  }
}

const ask = async (question: { readonly title: string; readonly prompt: string; readonly password?: boolean }) => {
  const text = await window.showInputBox({ ...question, ignoreFocusOut: true });
  return text === undefined || text === '' ? undefined : text;
};
