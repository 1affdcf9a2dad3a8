import {
  commands,
  type DocumentSelector,
  languages,
  LanguageStatusSeverity,
  type QuickPickItem,
  window,
  workspace,
} from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { changeSetting, onDidChangeSetting, setting } from '../../adapters/vscode/settings.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { FILE_STATUS, type FileStatus, isFileStatus } from '../../protocol/fileStatus.ts';
import { CLUSTER_VERSION } from '../../protocol/lintChoices.ts';

/** Known to this item alone: nothing can be chosen before the server runs. */
const CHOOSE_VERSION = 'trainyard.lint.chooseVersion';
const START_AGAIN = 'trainyard.lint.startAgain';
/** Minor versions of Kubernetes 1.x whose schemas are shipped. */
const NEWEST = 36;
const OLDEST = 28;

/** Says beside the language of a file what it is checked with, and lets the version be chosen. */
export function languageStatus(client: LanguageClient, selector: DocumentSelector): Disposable {
  const store = new DisposableStore();
  const item = store.add(languages.createLanguageStatusItem('trainyard.checks', selector));
  item.name = t('Checks of Trainyard');
  const show = () => void refresh(client, item);
  store.add(commands.registerCommand(CHOOSE_VERSION, chooseVersion));
  store.add(commands.registerCommand(START_AGAIN, async () => await client.restart()));
  store.add(client.onDidChangeState(show));
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

type StatusItem = ReturnType<typeof languages.createLanguageStatusItem>;

async function refresh(client: LanguageClient, item: StatusItem): Promise<void> {
  item.busy = client.state === State.Starting;
  if (client.state === State.Stopped) {
    item.severity = LanguageStatusSeverity.Error;
    item.text = t('Checks are off');
    item.detail = t('The language server has ended.');
    item.command = { title: t('Start again'), command: START_AGAIN };
    return;
  }
  const uri = window.activeTextEditor?.document.uri.toString();
  if (client.state !== State.Running || uri === undefined) return;
  const status: unknown = await client.sendRequest(FILE_STATUS, uri);
  if (uri === window.activeTextEditor?.document.uri.toString() && isFileStatus(status)) tell(status, item);
}

function tell(status: FileStatus, item: StatusItem): void {
  const { kubernetesVersion, kinds, unknownKinds, isChecked } = status;
  const unknown = unknownKinds.length > 0 ? t('no schema is known of {0}', unknownKinds.join(', ')) : '';
  item.severity = isChecked && unknown !== '' ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  item.text = kubernetesVersion === '' ? t('Checked by Trainyard') : t('Kubernetes {0}', kubernetesVersion);
  item.detail = isChecked ? [kinds.join(', '), unknown].filter((part) => part !== '').join('; ') : t('not checked');
  item.command = kubernetesVersion === '' ? undefined : { title: t('Choose the version'), command: CHOOSE_VERSION };
}

async function chooseVersion(): Promise<void> {
  const now = setting('trainyard.lint.kubernetesVersion');
  const mark = (value: string) => (value === now ? t('in use') : '');
  const items: (QuickPickItem & { readonly value: string })[] = [
    { label: t('The newest that is known'), description: mark(''), value: '' },
    {
      label: t('That of the cluster of the current context'),
      description: mark(CLUSTER_VERSION),
      value: CLUSTER_VERSION,
    },
  ];
  for (let minor = NEWEST; minor >= OLDEST; minor--)
    items.push({ label: `1.${minor}`, description: mark(`1.${minor}`), value: `1.${minor}` });
  const chosen = await window.showQuickPick(items, {
    title: t('Version of Kubernetes that manifests are checked for'),
    matchOnDescription: true,
  });
  if (chosen) await changeSetting('trainyard.lint.kubernetesVersion', chosen.value);
}
