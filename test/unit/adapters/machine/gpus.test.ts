import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGpus } from '../../../../src/adapters/machine/gpus.ts';

const GIB = 1024 ** 3;
const { signal } = new AbortController();

/** Answers as nvidia-smi prints, for a machine that has none. */
const STAND_IN = `#!/bin/sh
if [ "$1" = -L ]; then
  echo 'GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-aaaa)'
  echo '  MIG 1g.10gb     Device  0: (UUID: MIG-1111)'
  echo '  MIG 3g.40gb     Device  1: (UUID: MIG-2222)'
  echo 'GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-bbbb)'
else
  echo '0, GPU-aaaa, NVIDIA A100-SXM4-80GB, 81920'
  echo '1, GPU-bbbb, NVIDIA H100 80GB HBM3, 81559'
fi
`;

describe('readGpus', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-gpus-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function program(text: string): Promise<string> {
    const path = join(folder, 'nvidia-smi');
    await writeFile(path, text);
    await chmod(path, 0o755);
    return path;
  }

  it('lists whole GPUs, and the MIG instances of one that is cut up in its place', async () => {
    const gpus = await readGpus(signal, await program(STAND_IN));
    assert.deepEqual(gpus, [
      { id: '1', model: 'NVIDIA H100 80GB HBM3', memoryBytes: 81559 * 1024 ** 2 },
      { id: 'MIG-1111', model: 'NVIDIA A100-SXM4-80GB', memoryBytes: 10 * GIB, migProfile: '1g.10gb' },
      { id: 'MIG-2222', model: 'NVIDIA A100-SXM4-80GB', memoryBytes: 40 * GIB, migProfile: '3g.40gb' },
    ]);
  });

  it('knows nothing where the program is missing or fails', async () => {
    assert.equal(await readGpus(signal, join(folder, 'not-there')), undefined);
    assert.equal(await readGpus(signal, await program('#!/bin/sh\necho "No devices were found"; exit 6\n')), undefined);
  });
});
