// The miniature projects of test/fixtures/projects, each with what Containerize proposes for it in test/fixtures/goldens/<name>.txt.
// `UPDATE_GOLDENS=1 npx mocha test/unit/domain/containerize` writes those files; read the difference before you commit it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectReader } from '../../src/adapters/project/projectReader.ts';
import type { Proposal } from '../../src/domain/containerize/proposal.ts';
import { proposalOf } from '../../src/domain/containerize/proposal.ts';
import type { ProjectSnapshot } from '../../src/domain/containerize/snapshot.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
export const PROJECTS = join(fixtures, 'projects');
export const GOLDENS = join(fixtures, 'goldens');

export const projectNames: readonly string[] = readdirSync(PROJECTS).sort();

export async function readFixture(folder: string, focus?: string): Promise<ProjectSnapshot> {
  const read = await projectReader.read(folder, focus, new AbortController().signal);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

export async function proposeFor(folder: string, focus?: string): Promise<Proposal> {
  const proposal = proposalOf(await readFixture(folder, focus), focus);
  if (!proposal.ok) throw new Error(proposal.failure.message);
  return proposal.value;
}

/** Everything proposed, in one text. */
export function proposalText({ files }: Proposal): string {
  return files.map(({ path, text }) => `===== ${path}\n${text}`).join('\n');
}
