import { t } from '../base/text.ts';
import type { Field } from './shape.ts';
import { choice, either, fields, integer, list, quantity, text } from './shape.ts';

export function mountsField(): Field {
  return {
    shape: list({
      kind: 'record',
      id: 'mount',
      title: t('mount'),
      exactlyOne: [['workspace', 'folder', 'volume', 'pvc', 'scratch', 'dataset']],
      fields: fields({
        workspace: {
          shape: text('containerPath'),
          doc: t('Mounts the folder of this file at this path.'),
          example: '/workspace',
        },
        folder: {
          shape: text('hostPath'),
          doc: t('A folder of this machine: relative to this file, absolute, or beginning with `~/`.'),
          example: 'data',
          otherNames: ['source', 'bind', 'host', 'hostPath'],
        },
        volume: { shape: text('volume'), doc: t('A Docker volume; made when it is missing.'), example: 'cache' },
        pvc: {
          shape: text('kubernetesName'),
          doc: t('A PersistentVolumeClaim; Kubernetes targets only.'),
          example: 'datasets',
          otherNames: ['claim', 'persistentVolumeClaim'],
        },
        scratch: {
          shape: quantity('bytes'),
          doc: t(
            'Room on the disk of the machine, which goes with the container. In a cluster a pod that takes more is evicted; Docker sets no limit.',
          ),
          example: '20Gi',
          otherNames: ['emptyDir', 'tmp'],
        },
        dataset: {
          shape: text('uri'),
          doc: t('A data set by address; targets that can fetch it only.'),
          example: 'hf://datasets/mnist',
          otherNames: ['uri'],
        },
        path: {
          shape: text('containerPath'),
          doc: t('Where it appears in the container. Not with `workspace`, which holds the path itself.'),
          example: '/data',
          otherNames: ['target', 'mountPath', 'destination', 'dst'],
        },
        subPath: { shape: text('innerPath'), doc: t('Only this folder of the claim.'), example: 'imagenet' },
        readOnly: {
          shape: { kind: 'boolean' },
          doc: t('The container cannot write to it.'),
          default: 'false',
          otherNames: ['ro', 'read_only'],
        },
      }),
    }),
    doc: t('Folders that the container sees.'),
    example: '[{ folder: data, path: /data, readOnly: true }]',
    otherNames: ['volumes', 'volumeMounts'],
  };
}

export function outputsField(): Field {
  return {
    shape: list({
      kind: 'record',
      id: 'output',
      title: t('output'),
      fields: fields({
        path: {
          shape: text('containerPath'),
          doc: t('File or folder in the container.'),
          isRequired: true,
          example: '/app/outputs',
          otherNames: ['from', 'source'],
        },
        to: {
          shape: text('innerPath'),
          doc: t('Folder that takes it, relative to this file.'),
          default: 'outputs',
          example: 'outputs',
          otherNames: ['target', 'destination'],
        },
      }),
    }),
    doc: t(
      'What comes into the workspace: written there at once where the engine sees its folders, else copied when the run has finished.',
    ),
    example: '[{ path: /app/outputs, to: outputs }]',
    variant: 'run',
    otherNames: ['artifacts', 'results'],
  };
}

export function portsField(): Field {
  const port = integer(1, 65_535);
  return {
    shape: list(
      either(port, {
        kind: 'record',
        id: 'port',
        title: t('port'),
        fields: fields({
          container: {
            shape: port,
            doc: t('Port on which the program listens.'),
            isRequired: true,
            example: '8080',
            otherNames: ['containerPort', 'target', 'port'],
          },
          host: {
            shape: port,
            doc: t('Port on this machine.'),
            default: t('a free one'),
            example: '8080',
            otherNames: ['hostPort', 'published'],
          },
          hostIp: {
            shape: text('ip'),
            doc: t('Address of this machine to listen on. Anything but 127.0.0.1 lets other machines in.'),
            default: '127.0.0.1',
            otherNames: ['host_ip', 'address'],
          },
          name: { shape: text('portName'), doc: t('Name in views and of the Kubernetes port.'), example: 'http' },
          protocol: { shape: choice({ tcp: 'TCP', udp: 'UDP' }), doc: t('Protocol.'), default: 'tcp' },
        }),
      }),
    ),
    doc: t('Ports that can be reached from this machine. In short form the container’s port alone.'),
    example: '[{ container: 8080, host: 8080, name: http }]',
    otherNames: ['expose'],
  };
}
