import type { Event } from './event.ts';
import type { Failure } from './failure.ts';
import type { Disposable } from './lifecycle.ts';

/** What is known now about something that is watched. `staleSince` is set from the moment the source is not heard any more. */
export type Snapshot<T> =
  /** `partial` is what has come so far, for sources that are large: good to look at, never to be counted or taken as all there is. */
  | { readonly state: 'loading'; readonly partial?: T }
  | { readonly state: 'ready'; readonly value: T; readonly staleSince?: Date; readonly staleReason?: Failure }
  | { readonly state: 'failed'; readonly failure: Failure };

/** A live value. The last `dispose` of all holders ends the watch behind it; it never throws and never gives up. */
export interface Watched<T> extends Disposable {
  readonly current: Snapshot<T>;
  readonly onDidChange: Event<Snapshot<T>>;
  /** Asks the source again now, for example after a click on Retry. */
  refresh(): void;
}
