import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** One answer of a list that comes in pages. */
export interface TokenPage<T> {
  readonly items: readonly T[];
  /** Asks for the next page; '' or absent: there is none. */
  readonly next?: string;
}

/** More pages than any list has that is meant: an experiment of 10,000,000 runs in pages of 1000. */
const MOST_PAGES = 10_000;

/**
 * Pages until the last one, or a failure. The next one is asked for as soon as its token is known, so that it travels while the one before is
 * worked on; `isEnough` says, before that, that no more are wanted.
 */
export async function* tokenPages<T>(
  ask: (token: string | undefined) => Promise<Result<TokenPage<T>>>,
  { where, isEnough = () => false }: { readonly where: string; readonly isEnough?: (page: TokenPage<T>) => boolean },
): AsyncGenerator<Result<readonly T[]>> {
  const seen = new Set<string>();
  let coming = ask(undefined);
  for (let count = 1; ; count++) {
    const page = await coming;
    if (!page.ok) {
      yield page;
      return;
    }
    const { items, next = '' } = page.value;
    const isLast = next === '' || isEnough(page.value);
    const isCircle = !isLast && (seen.has(next) || count >= MOST_PAGES);
    if (!isLast && !isCircle) {
      seen.add(next);
      coming = ask(next);
    }
    yield ok(items);
    if (isCircle) yield fail(circle(where));
    if (isLast || isCircle) return;
  }
}

/** All pages in one list. */
export async function allPages<T>(
  ask: (token: string | undefined) => Promise<Result<TokenPage<T>>>,
  where: string,
): Promise<Result<readonly T[]>> {
  const all: T[] = [];
  for await (const page of tokenPages(ask, { where })) {
    if (!page.ok) return page;
    for (const item of page.value) all.push(item);
  }
  return ok(all);
}

/** The first `limit` of a list; no page is asked for behind them. */
export async function firstPages<T>(
  ask: (token: string | undefined) => Promise<Result<TokenPage<T>>>,
  limit: number,
  where: string,
): Promise<Result<readonly T[]>> {
  const first: T[] = [];
  let count = 0;
  const isEnough = ({ items }: TokenPage<T>): boolean => {
    count += items.length;
    return count >= limit;
  };
  for await (const page of tokenPages(ask, { where, isEnough })) {
    if (!page.ok) return page;
    first.push(...page.value);
  }
  return ok(first.slice(0, limit));
}

function circle(where: string): Failure {
  return {
    code: 'rejected',
    message: t('The list of {0} does not end: it leads back to a page that was there before', where),
    nextStep: t('What was read so far is shown; a proxy or an old server in between may mix up answers.'),
  };
}
