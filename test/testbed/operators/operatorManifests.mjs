// @ts-check
// The manifests of an operator's own release, as its process on the node needs them.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterProgram, programManifests } from '../kubernetes/buildClusterPrograms.mjs';
import { shortHash } from '../paths.mjs';
import { runCommand } from '../runCommand.mjs';

const overlays = join(dirname(fileURLToPath(import.meta.url)), 'manifests');

/** What sends requests to the operator, or is sent to its webhooks, and has to wait until it listens. */
const lateKinds =
  /^kind: (MutatingWebhookConfiguration|ValidatingWebhookConfiguration|APIService|ClusterTrainingRuntime)$/m;

/**
 * @param {import('./operatorParts.mjs').OperatorPart} part
 * @param {string} pki The directory with the certificates of webhooks.
 * @returns {Promise<{early: string, late: string}>} YAML; early: what the operator needs before it starts.
 */
export async function operatorManifests({ program, isRegisteredFirst = false }, pki) {
  // Some are a part of what another brings.
  if (!existsSync(join(overlays, program))) return { early: '', late: '' };
  const encoded = (/** @type {string} */ file) => readFileSync(join(pki, file)).toString('base64');
  const text = readFileSync(await builtManifests(program), 'utf8')
    .replaceAll('@OPERATOR@', program)
    .replaceAll('@CA_BUNDLE@', encoded('ca.crt'))
    .replaceAll('@CA_KEY@', encoded('ca.key'))
    .replaceAll('@TLS_CERT@', encoded('tls.crt'))
    .replaceAll('@TLS_KEY@', encoded('tls.key'));
  const documents = text.split('\n---\n');
  const isLate = (/** @type {string} */ each) => !isRegisteredFirst && lateKinds.test(each);
  return {
    early: documents.filter((each) => !isLate(each)).join('\n---\n'),
    late: documents.filter(isLate).join('\n---\n'),
  };
}

/**
 * kubectl's kustomize takes a second; the result is kept beside the program.
 * @param {import('./operatorParts.mjs').OperatorName} name
 * @returns {Promise<string>} A file.
 */
async function builtManifests(name) {
  const texts = ['common', name].flatMap((folder) =>
    readdirSync(join(overlays, folder)).map((file) => readFileSync(join(overlays, folder, file), 'utf8')),
  );
  const upstream = programManifests(name);
  const file = join(dirname(upstream), `${name}-${shortHash(texts.join())}.yaml`);
  if (existsSync(file)) return file;
  const work = mkdtempSync(`${file}-`);
  try {
    cpSync(overlays, work, { recursive: true });
    // kustomize takes no file from elsewhere.
    cpSync(upstream, join(work, name, 'upstream'), { recursive: true });
    const next = join(work, 'result.yaml');
    const args = ['kubectl', 'kustomize', join(work, name)];
    await runCommand(clusterProgram('trainyard-kube'), args, { outputFile: next });
    renameSync(next, file);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return file;
}
