import { window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { changeSetting, setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import { colorName, CONTEXT_COLORS, contextColorOf, withContextColor } from '../../domain/cluster/contextColor.ts';
import { withMark } from '../../domain/cluster/contextPattern.ts';

/** For a command of the palette. */
export async function pickContext(connections: readonly ClusterConnection[]): Promise<ClusterConnection | undefined> {
  const items = connections.map((connection) => ({
    label: connection.label,
    description: connection.server,
    connection,
  }));
  const placeHolder = items.length === 0 ? t('No kubeconfig with a context was found.') : t('Which context?');
  return (await window.showQuickPick(items, { title: t('Choose a context'), placeHolder }))?.connection;
}

/** Lets the user choose a colour for a context, by name. */
async function colorContext({ label }: ClusterConnection): Promise<Result<void>> {
  const colors = setting('trainyard.clusters.contextColors');
  const current = contextColorOf(label, colors);
  const items = [
    ...CONTEXT_COLORS.map((color) => ({
      label: colorName(color),
      description: color === current ? t('now') : '',
      color,
    })),
    {
      label: t('none'),
      description: current === undefined ? t('now') : '',
      color: undefined,
    },
  ];
  const picked = await window.showQuickPick(items, {
    title: t('Colour of {0}', label),
    placeHolder: t('Its rows, the status bar and questions about it show the colour'),
  });
  if (!picked) return fail(CANCELLED);
  await changeSetting('trainyard.clusters.contextColors', withContextColor(label, picked.color, colors));
  return ok(undefined);
}

/** The marks that a context can have, by the setting that holds them. */
const MARKS = {
  readOnly: {
    setting: 'trainyard.clusters.readOnlyContexts',
    question: (label: string) => t('Allow changes in {0}?', label),
    detail: () => t('Everything that you may do in it can then be done from here, and shells can be opened.'),
    verb: () => t('Allow changes'),
  },
  protected: {
    setting: 'trainyard.clusters.protectedContexts',
    question: (label: string) => t('Delete in {0} without typing names?', label),
    detail: () => t('What is lost for good is then asked with a button alone.'),
    verb: () => t('Do not ask to type'),
  },
} as const;

/** Marks a context in the user's settings. To take a mark away is a loss of safety, so that it asks. */
async function markContext(
  { label }: ClusterConnection,
  confirm: Confirm,
  { mark, isWanted }: { readonly mark: keyof typeof MARKS; readonly isWanted: boolean },
): Promise<Result<void>> {
  const { setting: id, question, detail, verb } = MARKS[mark];
  const isConfirmed = isWanted || (await confirm({ message: question(label), detail: detail(), verb: verb() }));
  if (!isConfirmed) return fail(CANCELLED);
  await changeSetting(id, withMark(label, isWanted, setting(id)));
  return ok(undefined);
}

type Mark = (connection: ClusterConnection, confirm: Confirm) => Promise<Result<void>>;

const marking =
  (mark: keyof typeof MARKS, isWanted: boolean): Mark =>
  (connection, confirm) =>
    markContext(connection, confirm, { mark, isWanted });

/** What the menu of a context can say of it. */
export const CONTEXT_MARKS = {
  color: (connection) => colorContext(connection),
  markReadOnly: marking('readOnly', true),
  allowChanges: marking('readOnly', false),
  protect: marking('protected', true),
  unprotect: marking('protected', false),
} satisfies Readonly<Record<string, Mark>>;
