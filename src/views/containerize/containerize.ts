import { Uri, window } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { NotifyAction, Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { EntryPoint } from '../../domain/containerize/entryPoints.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';
import type { Proposal } from '../../domain/containerize/proposal.ts';
import { proposalOf, withMain } from '../../domain/containerize/proposal.ts';
import type { ProjectSnapshot } from '../../domain/containerize/snapshot.ts';
import { type Origin, originOf } from './origin.ts';
import type { ProposedDocuments } from '../shared/proposedDocuments.ts';
import type { WrittenFile } from '../shared/undoWritten.ts';
import { type WrittenFiles, writeProposal } from '../shared/writeProposal.ts';

export interface ContainerizeDeps {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly reader: ProjectReader;
  readonly proposed: ProposedDocuments;
  /** Told what was written, so that it can be undone. */
  readonly wrote: (written: readonly WrittenFile[]) => void;
}

/** Reads a project, proposes the files that make an image of it, and writes those that the user wants. */
export async function containerize(deps: ContainerizeDeps, from: unknown): Promise<Result<WrittenFiles>> {
  const origin = await originOf(from, deps.reader);
  if (!origin.ok) return origin;
  const snapshot = await withProgress(t('Reading {0}', origin.value.focus ?? origin.value.folder), (_report, signal) =>
    deps.reader.read(origin.value.folder, origin.value.focus, signal),
  );
  if (!snapshot.ok) return snapshot;
  const proposal = await chooseMain(snapshot.value, origin.value);
  if (!proposal.ok) return proposal;
  const folder = Uri.file(origin.value.folder);
  const writing = await writeProposal(folder, proposal.value.files, deps.proposed);
  if (!writing.ok) return writing;
  const { files, written } = writing.value;
  if (written.length > 0) deps.wrote(written);
  say(deps, files, { snapshot: snapshot.value, proposal: proposal.value });
  return ok(files);
}

/** Only what cannot be found out is asked: which of several programs, when none is in focus. */
async function chooseMain(snapshot: ProjectSnapshot, { focus }: Origin): Promise<Result<Proposal>> {
  const proposal = proposalOf(snapshot, focus);
  if (!proposal.ok || focus !== undefined) return proposal;
  const { entryPoints } = proposal.value.facts;
  if (entryPoints.filter(({ kind }) => kind === 'run').length < 2) return proposal;
  const items = entryPoints.map((entry) => ({ label: entry.path, description: describe(entry), path: entry.path }));
  const chosen = await window.showQuickPick(items, {
    title: t('Containerize {0}', snapshot.name),
    placeHolder: t('Which program should the image run by itself? All of them become workloads.'),
  });
  return chosen ? ok(withMain(proposal.value, snapshot, chosen.path)) : fail(CANCELLED);
}

function describe({ kind, server, commandLine }: EntryPoint): string {
  if (kind === 'serve') return t('serves on port {0}', server?.port ?? 0);
  return commandLine.parameters.length === 0
    ? t('runs to its end')
    : t('runs to its end, {0} parameters', commandLine.parameters.length);
}

interface Read {
  readonly snapshot: ProjectSnapshot;
  readonly proposal: Proposal;
}

/** One sentence on what happened, and what could not be read. */
function say(
  { notify, commands }: ContainerizeDeps,
  { created, replaced, kept }: WrittenFiles,
  { snapshot, proposal }: Read,
): void {
  const written = [...created, ...replaced];
  const next: readonly NotifyAction[] = [
    {
      title: t('Build image…'),
      run: () => commands.run('trainyard.images.build', Uri.file(`${snapshot.folder}/trainyard.yaml`)),
    },
    { title: t('Run…'), run: () => commands.run('trainyard.runs.start') },
  ];
  const names = proposal.facts.needs.frameworks.map(({ name }) => name).join(', ');
  const found =
    names === ''
      ? t('Python {0}', proposal.facts.python.version)
      : t('Python {0} with {1}', proposal.facts.python.version, names);
  if (written.length === 0)
    notify.info(t('{0}: nothing to change, {1} are as they were.', found, kept.join(', ')), ...next);
  else {
    const undo = { title: t('Undo'), run: () => commands.run('trainyard.containerize.undo') };
    notify.info(t('{0}: wrote {1}.', found, written.join(', ')), ...next, undo);
  }
  const [problem] = snapshot.problems.values();
  if (problem) {
    const others = snapshot.problems.size - 1;
    notify.warning(others === 0 ? problem.message : t('{0} {1} more files were not read.', problem.message, others));
  }
}
