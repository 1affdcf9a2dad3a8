// @ts-check
// Compiles Kubernetes and what belongs to it from Go modules, once for each state of a module's files.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGo, goVersion } from '../compileGo.mjs';
import { findGo } from '../findGo.mjs';
import { installPackages } from '../installPackages.mjs';
import { cacheRoot, shortHash } from '../paths.mjs';
import { runCommand } from '../runCommand.mjs';
import { withLock } from '../withLock.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'go');

/** Others work on this machine while minutes of compiling go by. */
const niceness = 15;

/**
 * @typedef {object} ClusterProgram
 * @property {string} module Folder below go/.
 * @property {string} package
 * @property {string} [ldflags]
 * @property {true} [isOptional] Built only when it is asked for.
 * @property {{of: string, folder: string}} [manifests] A folder of a module that is kept beside the program.
 */

/** @satisfies {Record<string, ClusterProgram>} */
const programs = {
  'trainyard-kube': { module: 'kube', package: '.', ldflags: versionFlags() },
  coredns: { module: 'coredns', package: '.' },
  'metrics-server': { module: 'metrics-server', package: 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  helm: { module: 'helm', package: 'helm.sh/helm/v3/cmd/helm', ldflags: helmFlags() },
  pause: { module: 'standins', package: './pause' },
  'nvidia-smi': { module: 'standins', package: './nvidia-smi' },
  'webhook-pki': { module: 'webhook-pki', package: '.', isOptional: true },
  jobset: {
    module: 'operators',
    package: 'sigs.k8s.io/jobset',
    isOptional: true,
    manifests: { of: 'sigs.k8s.io/jobset', folder: 'config' },
  },
  trainer: {
    module: 'operators',
    package: 'github.com/kubeflow/trainer/v2/cmd/trainer-controller-manager',
    isOptional: true,
    manifests: { of: 'github.com/kubeflow/trainer/v2', folder: 'manifests' },
  },
  'training-operator': {
    module: 'operators',
    package: 'github.com/kubeflow/training-operator/cmd/training-operator.v1',
    isOptional: true,
    manifests: { of: 'github.com/kubeflow/training-operator', folder: 'manifests' },
  },
  kueue: {
    module: 'operators',
    package: 'sigs.k8s.io/kueue/cmd/kueue',
    isOptional: true,
    manifests: { of: 'sigs.k8s.io/kueue', folder: 'config' },
  },
  katib: {
    module: 'katib',
    package: 'github.com/kubeflow/katib/cmd/katib-controller/v1beta1',
    isOptional: true,
    manifests: { of: 'github.com/kubeflow/katib', folder: 'manifests' },
  },
  kserve: {
    module: 'kserve',
    package: 'github.com/kserve/kserve/cmd/manager',
    isOptional: true,
    manifests: { of: 'github.com/kserve/kserve', folder: 'config' },
  },
  'volcano-admission': {
    module: 'volcano',
    package: 'volcano.sh/volcano/cmd/webhook-manager',
    isOptional: true,
    manifests: { of: 'volcano.sh/volcano', folder: 'installer' },
  },
  'volcano-controllers': { module: 'volcano', package: 'volcano.sh/volcano/cmd/controller-manager', isOptional: true },
  'volcano-scheduler': { module: 'volcano', package: 'volcano.sh/volcano/cmd/scheduler', isOptional: true },
};

/** @typedef {keyof typeof programs} ClusterProgramName */

const names = /** @type {ClusterProgramName[]} */ (Object.keys(programs));

/** @type {(name: ClusterProgramName) => ClusterProgram} */
const recipeOf = (name) => programs[name];

/** What fake nodes and pods do; kwok has no stages of its own from 0.8 on, but its module carries them. */
const kwokStages = ['node/fast/node-initialize', 'pod/fast/pod-ready', 'pod/fast/pod-complete', 'pod/fast/pod-delete'];

/**
 * Makes sure that the programs are there; those that are cost nothing, and need no Go.
 * @param {{log?: (line: string) => void, only?: readonly ClusterProgramName[]}} [options] The default is what a cluster needs.
 */
export async function buildClusterPrograms({
  log = () => undefined,
  only = names.filter((name) => !recipeOf(name).isOptional),
} = {}) {
  const isMissing = (/** @type {ClusterProgramName} */ name) => !existsSync(clusterProgram(name));
  if (!only.some(isMissing)) return;
  await withLock(join(cacheRoot(), 'programs-kubernetes.lock'), async () => {
    const left = only.filter(isMissing);
    if (left.length > 0) await buildAll(left, log);
  });
}

/**
 * @param {ClusterProgramName} name
 * @returns {string} The program's file; {@link buildClusterPrograms} makes it.
 */
export function clusterProgram(name) {
  return join(programDirectory(name), name);
}

/**
 * @param {ClusterProgramName} name
 * @returns {string} The folder of manifests that belongs to a program, made together with it.
 */
export function programManifests(name) {
  return join(programDirectory(name), `${name}-manifests`);
}

/** @returns {string} The file with kwok's stages, made together with the program. */
export function kwokStagesFile() {
  return join(programDirectory('kwok'), 'stages.yaml');
}

/**
 * All with one Go, whose cache is gone afterwards when it is not the machine's own: what the programs share is compiled once.
 * @param {readonly ClusterProgramName[]} missing
 * @param {(line: string) => void} log
 */
async function buildAll(missing, log) {
  // The packages hold pip, for a machine without a new enough Go.
  await installPackages({ log, only: ['go-build'] });
  const versions = missing.map((name) => goVersion(folderOf(name)));
  const wanted = versions.reduce((one, other) => (one.localeCompare(other, 'en', { numeric: true }) < 0 ? other : one));
  const go = await findGo({ wanted, log });
  for (const name of missing) {
    mkdirSync(programDirectory(name), { recursive: true });
    if (name === 'kwok') await writeStages(folderOf(name), go);
    const { package: path, ldflags = '', manifests } = recipeOf(name);
    if (manifests) await keepManifests(name, manifests, go);
    const what = { folder: folderOf(name), package: path, output: clusterProgram(name), ldflags };
    await compileGo({ ...what, cgo: '0', niceness, go, log });
  }
  go.cleanUp();
}

/** @param {ClusterProgramName} name */
const folderOf = (name) => join(modules, programs[name].module);

/**
 * @param {string} folder
 * @param {import('../findGo.mjs').Go} go
 */
async function writeStages(folder, go) {
  const upstream = await downloaded(folder, 'sigs.k8s.io/kwok', go);
  const texts = kwokStages.map((name) => readFileSync(join(upstream, 'kustomize', 'stage', `${name}.yaml`), 'utf8'));
  writeFileSync(kwokStagesFile(), texts.join('---\n'));
}

/**
 * @param {ClusterProgramName} name
 * @param {{of: string, folder: string}} manifests
 * @param {import('../findGo.mjs').Go} go
 */
async function keepManifests(name, { of, folder }, go) {
  const upstream = await downloaded(folderOf(name), of, go);
  cpSync(join(upstream, folder), programManifests(name), { recursive: true, force: true });
}

/**
 * @param {string} folder
 * @param {string} required A module that it requires.
 * @param {import('../findGo.mjs').Go} go
 * @returns {Promise<string>} Where its files are.
 */
async function downloaded(folder, required, go) {
  const args = ['mod', 'download', '-json', `${required}@${requiredVersion(folder, required)}`];
  const answer = await runCommand(go.command, args, { cwd: folder, env: { ...process.env, ...go.env } });
  return JSON.parse(answer).Dir;
}

/**
 * @param {ClusterProgramName} name
 * @returns {string} One directory for each state of the module and of this recipe.
 */
function programDirectory(name) {
  const { module } = programs[name];
  const content = moduleFiles(folderOf(name)).map((file) => readFileSync(file, 'utf8'));
  return join(
    cacheRoot(),
    `programs-${module}-${process.arch}-${shortHash(JSON.stringify(programs[name]) + content.join(''))}`,
  );
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function moduleFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.go$|^go\.(mod|sum)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @returns {string} Flags that make the components say which Kubernetes they are. */
function versionFlags() {
  const version = requiredVersion(join(modules, 'kube'), 'k8s.io/kubernetes');
  const [major, minor] = version.slice(1).split('.');
  const facts = [`gitVersion=${version}`, `gitMajor=${major}`, `gitMinor=${minor}`];
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((name) => facts.map((fact) => `-X ${name}.${fact}`))
    .join(' ');
}

/** @returns {string} Flags that make helm say which one it is, as in its own releases. */
function helmFlags() {
  const version = requiredVersion(join(modules, 'helm'), 'helm.sh/helm/v3');
  return `-X helm.sh/helm/v3/internal/version.version=${version}`;
}

/**
 * @param {string} folder
 * @param {string} name Of a module that it requires.
 * @returns {string} Such as v1.34.4.
 */
function requiredVersion(folder, name) {
  const text = readFileSync(join(folder, 'go.mod'), 'utf8');
  const version = text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require /, '')
        .split(' '),
    )
    .find(([first]) => first === name)?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod does not require ${name}`);
  return version;
}
