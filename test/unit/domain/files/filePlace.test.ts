import assert from 'node:assert/strict';
import { authorityOf, type FilePlace, folderOf, pathIn, placeOf } from '../../../../src/domain/files/filePlace.ts';

const places: readonly FilePlace[] = [
  { kind: 'pod', clusterId: 'kube:lab', namespace: 'team-a', pod: 'worker-0', container: 'main' },
  { kind: 'pod', clusterId: 'kube:arn:aws:eks:eu:1:cluster/ÜBER lab', namespace: 'team-a', pod: 'worker-0.x' },
  { kind: 'claim', clusterId: 'kube:Lab@/home/Ada/.kube/config', namespace: 'team-a', claim: 'data' },
];

describe('the address of a place', () => {
  it('is read back as it was, also when its case is lost', () => {
    for (const place of places) {
      assert.deepEqual(placeOf(authorityOf(place)), place);
      assert.deepEqual(placeOf(authorityOf(place).toUpperCase()), place);
    }
  });

  it('names nothing that is no name', () => {
    const hex = '6b756265';
    for (const odd of [
      `pod+a/b+c+d+${hex}`,
      `pod+..+c+d+${hex}`,
      `claim+a+${hex}`,
      `pod+a+d+${hex}`,
      'claim+a+b+xyz',
      'claim+a+b+ff',
      '',
    ]) {
      assert.equal(placeOf(odd), undefined, odd);
    }
  });
});

it('paths go up to the root and down again', () => {
  assert.deepEqual([folderOf('/a/b'), folderOf('/a'), folderOf('/')], ['/a', '/', '/']);
  assert.deepEqual([pathIn('/', 'a'), pathIn('/a', 'b')], ['/a', '/a/b']);
});
