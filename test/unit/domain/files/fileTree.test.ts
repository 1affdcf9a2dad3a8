import assert from 'node:assert/strict';
import { fileNodes, placeNode } from '../../../../src/domain/files/fileTree.ts';
import type { FileEntry } from '../../../../src/domain/files/ports.ts';

const now = new Date('2030-01-01T00:10:00Z');
const entry = (name: string, more: Partial<FileEntry> = {}): FileEntry => ({
  name,
  kind: 'file',
  isLink: false,
  size: 2048,
  changedAt: new Date('2030-01-01T00:00:00Z'),
  ...more,
});
const rows = (entries: readonly FileEntry[], limit = 100) =>
  fileNodes({ authority: 'a', path: '/out' }, entries, { now, limit });

describe('rows of a folder', () => {
  it('have folders first and numbers as numbers', () => {
    const entries = [entry('epoch-10.pt'), entry('epoch-9.pt'), entry('Zoo', { kind: 'folder' }), entry('B')];
    assert.deepEqual(
      rows(entries).map(({ label }) => label),
      ['Zoo', 'B', 'epoch-9.pt', 'epoch-10.pt'],
    );
  });

  it('say how large and how old a file is, and offer what its kind allows', () => {
    const [file] = rows([entry('a', { isLink: true })]);
    assert.equal(file?.description, '2 KiB · 10 min ago · link');
    assert.ok(file?.actions?.includes('canDownload') && !file.actions.includes('canUpload'));
    const [device] = rows([entry('null', { kind: 'other' })]);
    assert.ok(device?.open === undefined && device?.actions?.includes('canDownload') === false);
    const [folder] = rows([entry('d', { kind: 'folder' })]);
    assert.ok(folder?.isExpandable && folder.actions?.includes('canUpload'));
  });

  it('are names alone where nobody sees them, and say so when there are none', () => {
    const [, unseen] = rows([entry('a'), entry('b')], 1);
    assert.deepEqual(unseen, { id: 'a/out/b', label: 'b' });
    assert.equal(rows([])[0]?.label, 'Empty');
  });

  it('stand below the place, which says where it is', () => {
    const node = placeNode({ kind: 'claim', clusterId: 'kube:lab', namespace: 'a', claim: 'data' }, 'lab/a');
    assert.equal(`${node.label} ${node.description}`, 'data claim · lab/a');
  });
});
