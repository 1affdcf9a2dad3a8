import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { parseImageRef } from '../../domain/images/imageRef.ts';
import type { RegistryTags, TagReader } from '../../domain/images/registryTags.ts';
import { asRecord, stringsOf } from '../http/json.ts';
import { credentialsFor, type CredentialSources, hasLogin } from './credentials.ts';
import { RegistryQuestion } from './registryQuestion.ts';
import { parsedBody, type RegistryResponse } from './registryRequest.ts';

/** Milliseconds for all pages: somebody looks at an empty list meanwhile. */
const LIMIT_MS = 4_000;
/** Tags of one page; the most that ECR takes. Registries that give fewer say where the next page is. */
const PAGE = 1000;
/** Of the largest public images; beyond it nobody chooses from a list. */
const MOST_TAGS = 20_000;
const TAG = /^\w[\w.-]{0,127}$/;

/** Asks registries for tags over the API that engines pull by (OCI distribution, “Listing Tags”). */
export function createTagReader(sources: CredentialSources = {}): TagReader {
  return {
    hasLogin: async (registry) => await hasLogin(registry, sources),
    list: async (name, signal) => {
      const ref = parseImageRef(name);
      if (!ref) return fail({ code: 'invalid', message: t('{0} is not a valid image name.', name) });
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const credentials = await credentialsFor(ref.registry, sources, limited);
      if (!credentials.ok) return credentials;
      const asker = { credentials: credentials.value, environment: sources.env };
      const found = await allPages(new RegistryQuestion(ref, asker, limited));
      return signal.aborted ? fail(CANCELLED) : found;
    },
  };
}

async function allPages(question: RegistryQuestion): Promise<Result<RegistryTags>> {
  const tags = new Set<string>();
  let query: string | undefined = `?n=${PAGE}`;
  while (query !== undefined) {
    const answer = await question.get(`/tags/list${query}`, 'application/json');
    if (!answer.ok) return tags.size > 0 ? ok({ tags: [...tags], isComplete: false }) : answer;
    const page = asRecord(parsedBody(answer.value));
    if (!page) return fail(question.strange);
    const before = tags.size;
    for (const tag of stringsOf(page, 'tags')) if (TAG.test(tag)) tags.add(tag);
    query = nextQuery(answer.value);
    // A registry that repeats itself would go on for ever.
    if (query !== undefined && (tags.size === before || tags.size >= MOST_TAGS))
      return ok({ tags: [...tags], isComplete: false });
  }
  return ok({ tags: [...tags], isComplete: true });
}

/** What stands behind the question mark of `Link: </v2/…/tags/list?…>; rel="next"`. The place itself is known, and a login goes nowhere else. */
function nextQuery({ headers }: RegistryResponse): string | undefined {
  const said = [headers['link'] ?? []].flat().join(', ');
  return /<[^>?]*(\?[^>]*)>\s*;[^,]*\brel="?next\b/i.exec(said)?.[1];
}
