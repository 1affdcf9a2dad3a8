import { t } from '../base/text.ts';
import type { ContainerPlan, MountPlan } from '../engines/containerPlan.ts';
import { hostPath, isInside } from './hostPath.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';

type BindPlan = Extract<MountPlan, { kind: 'bind' }>;

/** Whether what is mounted is there, and can be written. */
export function checkFolders(plan: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  const binds = bindsOf(plan);
  if (binds.length > 0 && facts.isRemote) {
    const message = t(
      'The engine is on another machine: it looks for {0} there, not here.',
      binds.map((bind) => bind.source).join(', '),
    );
    return [{ id: 'remote-folders', title: title(), state: 'warning', message }];
  }
  const checks = binds.flatMap((bind) => checkBind(bind, facts));
  const owner = rootOwner(plan, facts);
  if (owner) checks.push(owner);
  return checks;
}

const title = () => t('Folder');

function checkBind({ source, isReadOnly }: BindPlan, { folders }: PreflightFacts): PreflightCheck[] {
  const id = `folder:${source}`;
  const state = folders.get(source);
  if (state === 'missing') {
    const fix = { title: t('Create it'), change: { kind: 'createFolder', path: source } } as const;
    return [{ id, title: title(), state: 'problem', message: t('The folder {0} is not there.', source), fix }];
  }
  if (state === 'readOnly' && !isReadOnly) {
    return [
      {
        id,
        title: title(),
        state: 'warning',
        message: t('The folder {0} is mounted writable, and you may not write to it.', source),
      },
    ];
  }
  return state === undefined ? [] : [{ id, title: title(), state: 'ok', message: t('{0} is there.', source) }];
}

/** Files of root in the user's folder can then not be changed or removed by the user. */
function rootOwner(plan: ContainerPlan, { image, engine, hostUser }: PreflightFacts): PreflightCheck | undefined {
  const isRoot =
    plan.user === undefined ? image !== undefined && /^(|0|root)(:|$)/.test(image.user) : /^0(:|$)/.test(plan.user);
  if (!isRoot || hostUser?.uid === 0 || engine.isRootless || !bindsOf(plan).some((bind) => !bind.isReadOnly))
    return undefined;
  return {
    id: 'owner',
    title: t('Owner of files'),
    state: 'warning',
    message: t(
      'The container runs as root, so files that it writes into your folders belong to root. Write “user: host” into the spec.',
    ),
  };
}

export function checkOutputs({ outputFolders }: PreflightFacts): PreflightCheck[] {
  return Array.from(outputFolders, ([path, state]): PreflightCheck => {
    const base = { id: `output:${path}`, title: t('Outputs') };
    if (state === 'file') return { ...base, state: 'problem', message: t('{0} takes outputs, and is a file.', path) };
    if (state === 'readOnly')
      return { ...base, state: 'problem', message: t('{0} takes outputs, and you may not write to it.', path) };
    return { ...base, state: 'ok', message: t('{0} can take outputs.', path) };
  });
}

/** Mounts that hand the machine or its keys to the container (S14): each needs a confirmation. */
export function checkRisks(plan: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  return bindsOf(plan).flatMap(({ source }): PreflightCheck[] => {
    const real = facts.realPaths?.get(source) ?? source;
    const spellings = [source, hostPath(source, '/'), hostPath(real, '/')];
    const message = spellings.map((path) => riskOf(path, facts.homeFolder)).find((risk) => risk !== undefined);
    const id = `risk:${source}`;
    if (message === undefined || facts.accepted?.has(id)) return [];
    const fix = { title: t('Mount it'), change: { kind: 'accept', id } } as const;
    return [{ id, title: t('Risky mount'), state: 'problem', message: `${source}: ${message}`, fix }];
  });
}

const SOCKETS = /(^|\/)(docker|podman|containerd|crio|buildkitd)[^/]*\.sock$|^\/\/[.?]\/pipe\/|^\\\\[.?]\\pipe\\/i;
const SYSTEM_FOLDERS = [
  '/etc',
  '/proc',
  '/sys',
  '/dev',
  '/boot',
  '/root/.ssh',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/kubelet',
];
const SOCKET_PLACES = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/containerd/containerd.sock',
];
const KEY_FOLDERS = [
  '.ssh',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.gnupg',
  '.config/gcloud',
  '.netrc',
  '.git-credentials',
  '.password-store',
];

function riskOf(path: string, homeFolder: string | undefined): string | undefined {
  if (SOCKETS.test(path)) return t('whoever reaches the engine’s socket is root on its machine.');
  if (path === '/' || /^[A-Za-z]:\\?$/.test(path)) return t('this is the whole disk.');
  if (SOCKET_PLACES.some((socket) => isInside(socket, path)))
    return t('the engine’s socket is in it, and whoever reaches that is root on its machine.');
  if (SYSTEM_FOLDERS.some((folder) => isInside(path, folder) || isInside(folder, path)))
    return t('this is a folder of the system.');
  if (homeFolder === undefined) return undefined;
  const home = hostPath(homeFolder, homeFolder);
  if (isInside(home, path)) return t('your whole home folder is in it, with keys and passwords.');
  const keys = KEY_FOLDERS.find((name) => isInside(path, hostPath(name, home)));
  return keys === undefined ? undefined : t('keys and passwords are in it.');
}

function bindsOf({ mounts }: ContainerPlan): readonly BindPlan[] {
  return mounts.filter((mount): mount is BindPlan => mount.kind === 'bind');
}
