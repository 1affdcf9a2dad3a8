import { env, Uri, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { whenKnown } from '../../domain/base/whenKnown.ts';
import { publishedPorts } from '../../domain/runs/runsOf.ts';
import type { Target } from './target.ts';

/** Opens a published port in the browser of the user, forwarded when the window is remote. */
export async function openPort({ engine, subject, signal }: Target): Promise<Result<void>> {
  const watched = engine.reader.watch();
  try {
    const snapshot = await whenKnown(watched, signal);
    if (!snapshot.ok) return snapshot;
    const { containers } = snapshot.value;
    const container = containers.find(({ id }) => id === subject.containerId);
    const choices = (container ? publishedPorts(container) : []).map(({ containerPort, hostPort }) => ({
      label: String(containerPort),
      description: `localhost:${hostPort}`,
      hostPort,
    }));
    const [only] = choices;
    const choice = choices.length > 1 ? await window.showQuickPick(choices, { title: t('Open which port?') }) : only;
    if (!choice) return choices.length > 1 ? fail(CANCELLED) : noPort(subject.name);
    await env.openExternal(await env.asExternalUri(Uri.parse(`http://localhost:${choice.hostPort}`)));
    return ok(undefined);
  } finally {
    watched.dispose();
  }
}

function noPort(name: string): Result<never> {
  return fail({
    code: 'not-found',
    message: t('{0} publishes no port.', name),
    nextStep: t('List the port under “ports” in trainyard.yaml and run it again.'),
  });
}
