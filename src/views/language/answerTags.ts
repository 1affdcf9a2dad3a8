import { workspace } from 'vscode';
import type { CancellationToken, LanguageClient } from 'vscode-languageclient/node';
import type { Log } from '../../adapters/vscode/log.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { type AskedRegistries, ImageTags } from '../../domain/images/imageTags.ts';
import type { TagReader } from '../../domain/images/registryTags.ts';
import { IMAGE_TAGS, isTagQuestion, type TagAnswer } from '../../protocol/imageTags.ts';

export interface TagParts {
  readonly log: Log;
  readonly loadReader: () => Promise<TagReader>;
  /** Registries that the user has named for clusters. */
  readonly named: () => readonly string[];
}

/** A list that is longer is not read; with another letter it is another. */
const MOST_OFFERED = 500;
const NONE: TagAnswer = { tags: [], isComplete: true };

/** Answers the server's questions for tags of images, with the user's own logins, in folders that the user trusts. */
export function answerTags(client: LanguageClient, { log, loadReader, named }: TagParts): Disposable {
  const store = new DisposableStore();
  const tags = store.add(
    new ImageTags({ loadReader, named, asked, clock: systemClock, onFailure: (failure) => log.failure(failure) }),
  );
  const answer = async (asking: unknown, token: CancellationToken): Promise<TagAnswer> => {
    if (!workspace.isTrusted || !isTagQuestion(asking)) return NONE;
    const { name, typed } = asking;
    const found = await tags.of(name, signalOf(token));
    const isShort = found.tags.length <= MOST_OFFERED;
    const fitting = isShort ? found.tags : found.tags.filter((tag) => tag.includes(typed));
    return {
      tags: fitting.slice(0, MOST_OFFERED),
      isComplete: found.isComplete && fitting.length <= MOST_OFFERED,
    };
  };
  store.add(client.onRequest(IMAGE_TAGS, answer));
  return store;
}

function asked(): AskedRegistries {
  const value = setting('trainyard.lint.imageTags');
  return value === 'all' || value === 'off' ? value : 'connected';
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
