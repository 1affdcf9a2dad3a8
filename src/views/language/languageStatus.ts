import { type Command, type DocumentSelector, languages, LanguageStatusSeverity, window, workspace } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { onDidChangeSetting } from '../../adapters/vscode/settings.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { FILE_STATUS, FILE_STATUS_CHANGED, type FileStatus, isFileStatus } from '../../protocol/fileStatus.ts';

/** Says beside the language of a file what it is checked with, and leads to the setting that chooses the version. */
export function languageStatus(client: LanguageClient, selector: DocumentSelector): Disposable {
  const store = new DisposableStore();
  const item = store.add(languages.createLanguageStatusItem('trainyard.checks', selector));
  item.name = t('Checks of Trainyard');
  const show = joined(async () => await refresh(client, item));
  store.add(client.onDidChangeState(show));
  store.add(client.onNotification(FILE_STATUS_CHANGED, show));
  store.add(window.onDidChangeActiveTextEditor(show));
  store.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document) show();
    }),
  );
  store.add(onDidChangeSetting(['trainyard.lint.enabled', 'trainyard.lint.kubernetesVersion'], show));
  show();
  return store;
}

/** Does something again when it was asked for meanwhile, and once for all who asked: keys come faster than answers. */
function joined(work: () => Promise<void>): () => void {
  let isBusy = false;
  let isWanted = false;
  const run = async () => {
    isBusy = true;
    do {
      isWanted = false;
      await work();
    } while (isWanted);
    isBusy = false;
  };
  return () => {
    isWanted = true;
    if (!isBusy) void run();
  };
}

/** The settings show all versions, and where the one in use was chosen. */
function chooseVersion(): Command {
  return {
    title: t('Choose the version'),
    command: 'workbench.action.openSettings',
    arguments: ['trainyard.lint.kubernetesVersion'],
  };
}

type StatusItem = ReturnType<typeof languages.createLanguageStatusItem>;

async function refresh(client: LanguageClient, item: StatusItem): Promise<void> {
  item.busy = client.state === State.Starting;
  if (client.state === State.Stopped) {
    item.severity = LanguageStatusSeverity.Error;
    item.text = t('Checks are off');
    item.detail = t('The language server has ended.');
    item.command = { title: t('Reload the window'), command: 'workbench.action.reloadWindow' };
    return;
  }
  const uri = window.activeTextEditor?.document.uri.toString();
  if (client.state !== State.Running || uri === undefined) return;
  // A server that ends meanwhile says so by its state.
  const status: unknown = await client.sendRequest(FILE_STATUS, uri).catch(() => undefined);
  if (uri === window.activeTextEditor?.document.uri.toString() && isFileStatus(status)) tell(status, item);
}

function tell(status: FileStatus, item: StatusItem): void {
  const { kubernetesVersion, kinds, unknownKinds, isChecked } = status;
  const unknown = unknownKinds.length > 0 ? t('no schema is known of {0}', unknownKinds.join(', ')) : '';
  item.severity = isChecked && unknown !== '' ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  item.text = kubernetesVersion === '' ? t('Checked by Trainyard') : t('Kubernetes {0}', kubernetesVersion);
  item.detail = isChecked ? [kinds.join(', '), unknown].filter((part) => part !== '').join('; ') : t('not checked');
  item.command = kubernetesVersion === '' ? undefined : chooseVersion();
}
