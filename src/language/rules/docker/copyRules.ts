import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { COPIES, copyPaths } from '../../dockerfile/copyPaths.ts';
import type { DockerWord } from '../../dockerfile/dockerWord.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { runCommands } from '../../dockerfile/runCommands.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import { stageNamed } from '../../dockerfile/stageUse.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { lineBefore, replaced } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { baseSetsNo } from './baseSetsNo.ts';

const ARCHIVE = /\.(?:tar|tar\.(?:gz|bz2|xz|zst|Z)|tgz|tbz2?|txz|tzst)$/i;
const WEIGHTS = /\.(?:pt|pth|ckpt|safetensors|gguf|ggml|onnx|h5|keras|tflite)$/i;
const DATA_FILE = /\.(?:parquet|arrow|tfrecords?|hdf5|npy|npz|jsonl|csv)$/i;
const DATA_FOLDER = /^(?:\.\/)?(?:data|datasets?|train(?:ing)?[-_]data)\/?(?:\*.*)?$/i;
const ADDRESS = /^(?:https?:\/\/|ftp:\/\/|git@|git:\/\/|ssh:\/\/)|\.git(?:#.*)?$/;

const plainPath = (text: string): string => text.replace(/^["']|["']$/g, '');

function isUnpacked(copy: Instruction, source: string): boolean {
  const name = source.slice(source.lastIndexOf('/') + 1);
  const later = copy.stage?.instructions.filter((one) => one.keyword === 'RUN' && one.start > copy.start) ?? [];
  return later
    .flatMap(runCommands)
    .some(
      ({ program, args }) =>
        /^(?:tar|bsdtar|unzip|gunzip|gzip)$/.test(program) && args.some(({ text }) => text.endsWith(name)),
    );
}

/** COPY and ADD. */
export const copyRules: readonly DockerRule[] = [
  {
    id: 'docker-add-for-archive',
    on: 'instruction',
    keywords: ['COPY'],
    kinds: 'COPY',
    severity: 'info',
    aliases: ['hadolint/DL3010'],
    check(copy, report) {
      if (copy.flag('from')) return;
      for (const source of copyPaths(copy).sources)
        if (ARCHIVE.test(source.text) && isUnpacked(copy, source.text))
          report.at(source, t('ADD unpacks a local archive by itself; so it is stored packed and unpacked.'));
    },
    page: () => ({
      what: 'An archive is copied and unpacked by a later RUN.',
      why: 'The layer of COPY keeps the archive whatever is deleted later, so the image holds its contents twice.',
      source: 'Docker documentation, ADD, Adding local tar archives.',
      bad: dockerfileWith('COPY data.tar.gz /tmp/\nRUN tar -xzf /tmp/data.tar.gz -C /opt'),
      good: dockerfileWith('ADD data.tar.gz /opt/'),
    }),
  },
  {
    id: 'docker-add-for-file',
    on: 'instruction',
    keywords: ['ADD'],
    kinds: 'ADD',
    severity: 'warning',
    aliases: ['hadolint/DL3020', 'trivy/DS-0005', 'trivy/DS005'],
    fix: 'safe',
    check(add, report) {
      const { sources, target } = copyPaths(add);
      const isOwn = add.flags.some(({ name }) => ['checksum', 'keep-git-dir', 'unpack'].includes(name));
      if (isOwn || !target || sources.length === 0) return;
      const isPlain = sources.every(({ text }) => !ARCHIVE.test(text) && !ADDRESS.test(text) && !/[$*?]/.test(text));
      if (!isPlain) return;
      report.at(add.keywordSpan, t('COPY does what is meant here; ADD also unpacks archives and fetches addresses.'), {
        fixes: () => [
          { title: t('Use “{0}” instead', 'COPY'), edits: [replaced(add.keywordSpan, 'COPY')], isSafe: true },
        ],
      });
    },
    page: () => ({
      what: 'ADD copies a plain file or folder.',
      why: 'Who reads ADD looks for an archive or an address. A file that is renamed to `.tar.gz` one day is unpacked without a word.',
      source: 'Docker documentation, Building best practices, ADD or COPY.',
      bad: dockerfileWith('ADD train.py /app/'),
      good: dockerfileWith('COPY train.py /app/'),
    }),
  },
  {
    id: 'docker-copy-many-no-slash',
    on: 'instruction',
    keywords: COPIES,
    kinds: 'COPY, ADD',
    severity: 'warning',
    aliases: [
      'hadolint/DL3021',
      'trivy/DS-0011',
      'trivy/DS011',
      'dockerfile-utils/INVALID_DESTINATION',
      'docker-syntax-invalid-destination',
    ],
    fix: 'safe',
    check(copy, report) {
      const { words } = copy;
      const target = words.at(-1);
      if (words.length < 3 || !target || copy.outer) return;
      const path = plainPath(target.text);
      if (/\/$|[$\\]/.test(path) || path === '.' || path.endsWith('/.') || path === '..') return;
      report.at(target, t('Several sources need a folder: end the target with “/”, as other builders demand.'), {
        fixes: () => [{ title: t('Write “{0}”', `${path}/`), edits: [addSlash(target, copy)], isSafe: true }],
      });
    },
    page: () => ({
      what: 'Several sources are copied to a target that does not end with `/`.',
      why: 'BuildKit makes a folder of it, the classic builder refuses it. With one source less the same line makes a file.',
      source: 'BuildKit, instructions; Docker documentation, COPY, Destination.',
      bad: dockerfileWith('COPY train.py model.py /app'),
      good: dockerfileWith('COPY train.py model.py /app/'),
    }),
  },
  {
    id: 'docker-copy-from-unknown',
    on: 'instruction',
    keywords: ['COPY'],
    kinds: 'COPY --from',
    severity: 'warning',
    aliases: ['hadolint/DL3022', 'ref-docker-stage'],
    fix: 'choice',
    check(copy, report) {
      const flag = copy.flag('from');
      const name = flag?.value;
      if (!flag || name === undefined || !copy.stage || /[$:/@.]/.test(name) || /^\d+$/.test(name)) return;
      const { stages } = copy.stage.file;
      if (stageNamed(copy.stage.file, name, copy) || stages.some((stage) => stage.name === name.toLowerCase())) return;
      const near = nearestName(
        name,
        stages.slice(0, copy.stage.index).flatMap((stage) => stage.name ?? []),
      );
      const message =
        near === undefined
          ? t('No stage “{0}” stands before: an image or a build context of that name is taken.', name)
          : t('There is no stage “{0}”; did you mean “{1}”?', name, near);
      report.at(flag.valueSpan, message, {
        fixes: () =>
          near === undefined
            ? []
            : [{ title: t('Write “{0}”', near), edits: [replaced(flag.valueSpan, near)], isSafe: false }],
      });
    },
    page: () => ({
      what: '`COPY --from` names neither a stage before it nor an image with a tag.',
      why: 'The builder then looks for an image of that name on Docker Hub. With luck there is none; else files of strangers are copied in.',
      source: 'Docker documentation, COPY --from.',
      bad: 'FROM golang:1.23.4 AS build\nFROM alpine:3.20\nCOPY --from=buidl /bin/app /bin/app\n',
      good: 'FROM golang:1.23.4 AS build\nFROM alpine:3.20\nCOPY --from=build /bin/app /bin/app\n',
    }),
  },
  {
    id: 'docker-copy-from-self',
    on: 'instruction',
    keywords: ['COPY'],
    kinds: 'COPY --from',
    severity: 'error',
    aliases: ['hadolint/DL3023', 'trivy/DS-0006', 'trivy/DS006'],
    check(copy, report) {
      const flag = copy.flag('from');
      const { stage } = copy;
      const name = flag?.value?.toLowerCase();
      if (!flag || !stage || name === undefined || copy.outer) return;
      const isEarlier = stageNamed(stage.file, name, copy) !== undefined;
      if (!isEarlier && (name === stage.name || name === String(stage.index)))
        report.at(
          flag.valueSpan,
          t('“{0}” is this stage itself: only from one that stands before can be copied.', name),
        );
    },
    page: () => ({
      what: '`COPY --from` names the stage it stands in.',
      why: 'The builder refuses it: a stage must be complete before something is taken out of it.',
      source: 'BuildKit, dockerfile2llb.',
      bad: 'FROM alpine:3.20 AS app\nCOPY --from=app /a /b\n',
      good: 'FROM alpine:3.20 AS base\nFROM alpine:3.20 AS app\nCOPY --from=base /bin/sh /b\n',
    }),
  },
  {
    id: 'docker-copy-whole-fs',
    on: 'instruction',
    keywords: ['COPY'],
    kinds: 'COPY --from',
    severity: 'warning',
    aliases: ['hadolint/DL3067'],
    check(copy, report) {
      const from = copy.flag('from')?.value;
      const { stage } = copy;
      if (from === undefined || !stage || stage.root.base === 'scratch') return;
      // Images that hold a few files are made to be copied whole: `COPY --from=xx / /`.
      const source = stageNamed(stage.file, from, copy);
      if (!source?.instructions.some(({ keyword }) => keyword === 'RUN') || source.root.base === 'scratch') return;
      for (const source of copyPaths(copy).sources)
        if (/^\/[.*]?$/.test(plainPath(source.text)))
          report.at(source, t('This copies the whole file system of the other stage over this one.'));
    },
    page: () => ({
      what: '`COPY --from` copies the root folder.',
      why: 'Compilers, caches and secrets of the build come along, and files of the system are overwritten by those of another image.',
      source: 'Docker documentation, Multi-stage builds.',
      bad: 'FROM golang:1.23.4 AS build\nRUN go build -o /go/bin/app .\nFROM alpine:3.20\nCOPY --from=build / /\n',
      good: 'FROM golang:1.23.4 AS build\nFROM alpine:3.20\nCOPY --from=build /go/bin/app /bin/app\n',
    }),
  },
  {
    id: 'docker-copy-relative-no-workdir',
    on: 'instruction',
    keywords: COPIES,
    kinds: 'COPY, ADD',
    severity: 'warning',
    isAboutAbsence: true,
    aliases: ['hadolint/DL3045'],
    fix: 'choice',
    check(copy, report) {
      const { target } = copyPaths(copy);
      if (!target || !copy.stage || /^["']?(?:\/|\\|[A-Za-z]:|\$)/.test(target.text)) return;
      if (hasWorkdir(copy.stage, copy.start) || !baseSetsNo(copy.stage, 'WORKDIR')) return;
      report.at(
        target,
        t('“{0}” is relative and no WORKDIR is set: where it lands is up to the base image.', target.text),
        {
          fixes: () => [
            { title: t('Add “{0}”', 'WORKDIR /app'), edits: [lineBefore(copy, 'WORKDIR /app')], isSafe: false },
          ],
        },
      );
    },
    page: () => ({
      what: 'Files are copied to a relative path and WORKDIR is not set.',
      why: 'The base image decides the folder; most have `/`. A new base image moves the files, and the command no longer finds them.',
      source: 'Docker documentation, COPY, Destination.',
      bad: dockerfileWith('COPY train.py src/'),
      good: dockerfileWith('WORKDIR /app\nCOPY train.py src/'),
    }),
  },
  {
    id: 'docker-copy-weights',
    on: 'instruction',
    keywords: COPIES,
    kinds: 'COPY, ADD',
    severity: 'info',
    check(copy, report) {
      if (copy.flag('from')) return;
      for (const source of copyPaths(copy).sources)
        if (WEIGHTS.test(plainPath(source.text)))
          report.at(
            source,
            t(
              'Weights become a layer of the image: every node pulls them with each new tag. A volume or a download at start is shared.',
            ),
          );
    },
    page: () => ({
      what: 'Weights of a model are copied into the image.',
      why: 'A layer of gigabytes is pushed, stored and pulled again with every change before it, and a pod waits for it on each new node.',
      source: 'Kubernetes documentation, Images; KServe documentation, model storage.',
      bad: dockerfileWith('COPY model.safetensors /models/'),
      good: dockerfileWith('VOLUME /models'),
    }),
  },
  {
    id: 'docker-copy-dataset',
    on: 'instruction',
    keywords: COPIES,
    kinds: 'COPY, ADD',
    severity: 'info',
    check(copy, report) {
      if (copy.flag('from')) return;
      for (const source of copyPaths(copy).sources) {
        const path = plainPath(source.text);
        if (DATA_FOLDER.test(path) || DATA_FILE.test(path))
          report.at(
            source,
            t('Data becomes a layer of the image: mount it, so that it is stored once and can change without a build.'),
          );
      }
    },
    page: () => ({
      what: 'A data set is copied into the image.',
      why: 'Every node pulls it with each new tag, and who gets the image gets the data.',
      source: 'Docker documentation, Volumes.',
      bad: dockerfileWith('COPY data/ /data/'),
      good: dockerfileWith('VOLUME /data'),
    }),
  },
  {
    id: 'docker-requirements-after-copy',
    on: 'stage',
    kinds: 'COPY, RUN',
    severity: 'info',
    check(stage, report) {
      const { instructions } = stage;
      const all = instructions.findIndex(
        (one) =>
          one.keyword === 'COPY' &&
          !one.flag('from') &&
          copyPaths(one).sources.some(({ text }) => text === '.' || text === './'),
      );
      if (all < 0) return;
      const installs = (one: Instruction): boolean => one.keyword === 'RUN' && runCommands(one).some(isFromFile);
      const copy = instructions[all];
      if (!copy || instructions.slice(0, all).some(installs)) return;
      if (instructions.slice(all + 1).some(installs))
        report.at(
          copy,
          t(
            'Every change of any file reinstalls all packages: copy the list of requirements first, install, then copy the rest.',
          ),
        );
    },
    page: () => ({
      what: 'The whole project is copied before its requirements are installed.',
      why: 'A layer is rebuilt when what was copied before it has changed. A comment in the code then downloads PyTorch again.',
      source: 'Docker documentation, Optimize cache usage in builds, Order your layers.',
      bad: dockerfileWith('WORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt'),
      good: dockerfileWith(
        'WORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .',
      ),
    }),
  },
];

function addSlash(target: DockerWord, { json }: Instruction) {
  const isQuoted = json !== undefined || /["']$/.test(target.text);
  const at = target.end - (isQuoted ? 1 : 0);
  return { start: at, end: at, newText: '/' };
}

function hasWorkdir(stage: Stage, before: number): boolean {
  return stage.chain.some(({ instructions }) =>
    // Triggers run in the order in which they stand.
    instructions.some((one) => (one.trigger ?? one).keyword === 'WORKDIR' && one.start < before),
  );
}

function isFromFile({ program, subcommand, args }: ReturnType<typeof runCommands>[number]): boolean {
  if (program === 'pip' || program === 'uv') return args.some(({ text }) => /^(?:-r|--requirement)/.test(text));
  const isLock = (program === 'npm' && /^(?:ci|install)$/.test(subcommand?.text ?? '')) || program === 'poetry';
  return isLock && args.length === 1 && (program === 'npm' || subcommand?.text === 'install');
}
