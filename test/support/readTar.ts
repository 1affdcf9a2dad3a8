import { spawn } from 'node:child_process';
import { extract } from 'tar-stream';

/** Names in a tar as another reader than ours sees them; folders end in `/`. Sorted. */
export async function tarNames(bytes: Uint8Array): Promise<readonly string[]> {
  const entries = extract();
  entries.end(bytes);
  const names: string[] = [];
  for await (const { header, resume } of entriesOf(entries)) {
    const name = header.name.replace(/^\.?\/+/, '');
    if (name !== '') names.push(header.type === 'directory' && !name.endsWith('/') ? `${name}/` : name);
    resume();
  }
  return names.sort();
}

async function* entriesOf(entries: ReturnType<typeof extract>) {
  for await (const entry of entries) yield { header: entry.header, resume: () => entry.resume() };
}

/** What GNU tar says of an archive; throws with its words when it finds a fault. */
export async function gnuTarList(bytes: Uint8Array, ...options: readonly string[]): Promise<string> {
  const child = spawn('tar', ['--list', '--file=-', ...options], { stdio: 'pipe' });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(bytes);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(Buffer.concat(errors).toString('utf8'));
  return Buffer.concat(out).toString('utf8');
}
