import { createHash } from 'node:crypto';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type ImageRef, parseImageRef } from '../../domain/images/imageRef.ts';
import type { RegistryImage, RegistryLogin, RegistryReader } from '../../domain/images/registryImage.ts';
import { asRecord, type JsonRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import { type CredentialSources, credentialsFor, credentialsIn, type RegistryCredentials } from './credentials.ts';
import { RegistryQuestion } from './registryQuestion.ts';
import { parsedBody } from './registryRequest.ts';

/** Milliseconds for all questions about one image. */
const LIMIT_MS = 8_000;
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Asks registries over the API that engines and nodes pull by (OCI distribution). Logins live for one question. */
export function createRegistryReader(sources: CredentialSources = {}): RegistryReader {
  return {
    describe: async (reference, login, signal) => {
      const ref = parseImageRef(reference);
      if (!ref) return fail({ code: 'invalid', message: t('{0} is not a valid image name.', reference) });
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const credentials = await loginOf(ref.registry, { login, sources }, limited);
      if (!credentials.ok) return credentials;
      const asker = { credentials: credentials.value, environment: sources.env };
      const answer = await imageOf(ref, new RegistryQuestion(ref, asker, limited));
      return !answer.ok && signal.aborted ? fail(CANCELLED) : answer;
    },
  };
}

async function loginOf(
  registry: string,
  { login, sources }: { readonly login: RegistryLogin; readonly sources: CredentialSources },
  signal: AbortSignal,
): Promise<Result<RegistryCredentials | undefined>> {
  if (login.kind === 'nobody') return ok(undefined);
  if (login.kind === 'config') return ok(credentialsIn(Buffer.from(login.base64, 'base64').toString('utf8'), registry));
  return await credentialsFor(registry, sources, signal);
}

/** Digest and platforms of an image. */
async function imageOf(ref: ImageRef, question: RegistryQuestion): Promise<Result<RegistryImage>> {
  const answer = await question.get(`/manifests/${ref.digest ?? ref.tag ?? 'latest'}`, MANIFESTS);
  if (!answer.ok) return answer;
  const manifest = asRecord(parsedBody(answer.value));
  if (!manifest) return fail(question.strange);
  const computed = `sha256:${createHash('sha256').update(answer.value.body).digest('hex')}`;
  const digest = answer.value.headers['docker-content-digest'];
  const architectures = await architecturesOf(manifest, question);
  return ok({ digest: typeof digest === 'string' ? digest : computed, architectures });
}

/** Of an index as it says; of one image as its configuration says. Attestations are listed like images, of an unknown platform. */
async function architecturesOf(manifest: JsonRecord, question: RegistryQuestion): Promise<readonly string[]> {
  const listed = recordsOf(manifest, 'manifests').map((one) => recordOf(one, 'platform'));
  const linux = listed.filter((one) => stringOf(one, 'os') === 'linux').map((one) => stringOf(one, 'architecture'));
  if (listed.length > 0) return unique(linux);
  const config = stringOf(recordOf(manifest, 'config'), 'digest');
  if (config === undefined || !/^[a-z0-9]+:[0-9a-f]{32,128}$/.test(config)) return [];
  const answer = await question.get(`/blobs/${config}`, '*/*');
  return answer.ok ? unique([stringOf(asRecord(parsedBody(answer.value)), 'architecture')]) : [];
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  const known = values.filter((one) => one !== undefined);
  return Array.from(new Set(known)).filter((one) => one !== '' && one !== 'unknown');
}
