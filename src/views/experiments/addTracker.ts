import { window } from 'vscode';
import { changeSetting, setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result, sentencesOf } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { listedTrackers } from '../../domain/experiments/listedTrackers.ts';
import { hostedNeptuneClosed, isHostedNeptune, listedNeptune } from '../../domain/experiments/neptuneServer.ts';
import { placeOf, type TrackerRef } from '../../domain/experiments/tracker.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';

/** Adds a server, folder or file to the user's settings (machine scope: never from a workspace). */
export async function addTracker(): Promise<Result<void>> {
  const items = [
    { label: t('Server…'), detail: t('MLflow or DagsHub, by its address'), icon: 'server' },
    { label: t('Neptune server…'), detail: t('Neptune 3 on a server of your own, by its address'), icon: 'archive' },
    {
      label: t('Folder…'),
      detail: t('mlruns, an export of Neptune, a folder .neptune, files of TensorBoard, CSV or JSONL files of metrics'),
      icon: 'folder',
    },
    {
      label: t('File…'),
      detail: t('mlflow.db or another SQLite file of MLflow, a CSV or JSONL file of metrics'),
      icon: 'file',
    },
  ];
  const kind = await window.showQuickPick(items, {
    title: t('Add a tracker'),
    placeHolder: t('Where are the runs?'),
  });
  if (!kind) return fail(CANCELLED);
  const place = await placeOfKind(kind.icon);
  if (place === undefined) return fail(CANCELLED);
  const places = setting('trainyard.experiments.trackers');
  await changeSetting('trainyard.experiments.trackers', [...new Set([...places, place])]);
  return ok(undefined);
}

async function placeOfKind(icon: string): Promise<string | undefined> {
  if (icon === 'server') return await askAddress();
  if (icon === 'archive') return await askNeptune();
  return await askPath(icon === 'folder');
}

const ADDRESS = /^https?:\/\/[^\s/@]+(?:\/\S*)?$/;

async function askAddress(): Promise<string | undefined> {
  const address = await window.showInputBox({
    title: t('Add a server'),
    prompt: t('Address of the tracking server, as in MLFLOW_TRACKING_URI, with its path if it has one'),
    placeHolder: 'https://mlflow.example.com',
    validateInput: (text) =>
      ADDRESS.test(text.trim())
        ? undefined
        : t('An address begins with http:// or https://; user and password are asked for later'),
  });
  return address?.trim().replace(/\/+$/, '');
}

async function askNeptune(): Promise<string | undefined> {
  const address = await window.showInputBox({
    title: t('Add a Neptune server'),
    prompt: t('Its address, or that of one of its projects; the API token is asked for later'),
    placeHolder: 'https://neptune.example.com/workspace/project',
    validateInput: (text) => neptuneTrouble(text.trim()),
  });
  return address === undefined ? undefined : listedNeptune(address);
}

function neptuneTrouble(address: string): string | undefined {
  if (!ADDRESS.test(address))
    return t('An address begins with http:// or https://; user and password are asked for later');
  if (!isHostedNeptune(address)) return undefined;
  return sentencesOf(hostedNeptuneClosed());
}

async function askPath(isFolder: boolean): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: t('Add a tracker'),
      canSelectFolders: isFolder,
      canSelectFiles: !isFolder,
      canSelectMany: false,
      openLabel: t('Add'),
    })) ?? [];
  return chosen?.fsPath;
}

/** Takes it off the list; its runs stay where they are. */
export async function forgetTracker(trackers: TrackerHub, trackerId: string): Promise<Result<void>> {
  const ref = (await trackers.found()).trackers.find(({ id }) => id === trackerId);
  if (!ref) return ok(undefined);
  const places = setting('trainyard.experiments.trackers');
  await changeSetting(
    'trainyard.experiments.trackers',
    places.filter((each) => !isListing(each, ref)),
  );
  return ok(undefined);
}

/** Servers of two kinds may have one address; a folder may be read as another kind than its entry alone tells. */
function isListing(entry: string, ref: TrackerRef): boolean {
  const place = placeOf(ref);
  if (entry === place) return true;
  return listedTrackers([entry]).some(
    (listed) => listed.id === ref.id || (listed.place.form !== 'server' && placeOf(listed) === place),
  );
}
