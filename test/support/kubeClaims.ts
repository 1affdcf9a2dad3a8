/** A volume on the disk of the node, and its claim. */
export function claimOnDisk(namespace: string, name: string, accessMode: string): readonly object[] {
  const volume = `${namespace}-${name}`;
  const common = { accessModes: [accessMode], storageClassName: volume };
  const hostPath = { path: `/tmp/${volume}`, type: 'DirectoryOrCreate' };
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume },
      spec: { ...common, capacity: { storage: '1Gi' }, hostPath },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { ...common, resources: { requests: { storage: '1Gi' } } },
    },
  ];
}
