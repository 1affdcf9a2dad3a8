import type { BuildEvent } from '../domain/images/buildProgress.ts';
import {
  type Check,
  isArrayOf,
  isBoolean,
  isCount,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from './checks.ts';
import type { SurfaceChecks } from './rpc.ts';

/** A build as the panel shows it above its steps. Times are milliseconds since the epoch. */
export interface BuildHead {
  readonly id: string;
  readonly title: string;
  readonly engine: string;
  readonly state: 'running' | 'ok' | 'failed' | 'cancelled';
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly failure?: string;
  readonly nextStep?: string;
  /** Where the failure is; the page shows it as a link and knows no path. */
  readonly place?: { readonly name: string; readonly line: number };
  /** Tags of the image that was built. */
  readonly tags: readonly string[];
  /** The steps of a build of an earlier window are gone. */
  readonly hasSteps: boolean;
}

type StepState = Extract<BuildEvent, { kind: 'step' }>['state'];

/** A BuildEvent without dates, which do not survive the way. */
export type WireEvent =
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly name: string;
      readonly state: StepState;
      readonly startedAt?: number;
      readonly finishedAt?: number;
      readonly error?: string;
    }
  | Exclude<BuildEvent, { kind: 'step' }>;

/** Both sides only tell; nothing waits for an answer. */
type NoRequests = Readonly<Record<string, never>>;

/** What the page may ask of the extension. */
export interface BuildHost {
  readonly requests: NoRequests;
  readonly events: {
    readonly ready: boolean;
    readonly openPlace: boolean;
    readonly cancel: boolean;
    readonly rebuild: { readonly useCache: boolean };
  };
}

/** What the extension tells the page. `reset` comes first, and again with another build. */
export interface BuildPage {
  readonly requests: NoRequests;
  readonly events: {
    readonly reset: BuildHead;
    readonly head: BuildHead;
    readonly happened: readonly WireEvent[];
  };
}

const isHead: Check<BuildHead> = isShape<BuildHead>({
  id: isString,
  title: isString,
  engine: isString,
  state: isOneOf('running', 'ok', 'failed', 'cancelled'),
  startedAt: isNumber,
  finishedAt: isOptional(isNumber),
  failure: isOptional(isString),
  nextStep: isOptional(isString),
  place: isOptional(isShape<{ readonly name: string; readonly line: number }>({ name: isString, line: isCount })),
  tags: isArrayOf(isString),
  hasSteps: isBoolean,
});

type Of<K extends WireEvent['kind']> = Extract<WireEvent, { kind: K }>;

const isStep = isShape<Of<'step'>>({
  kind: isOneOf('step'),
  id: isString,
  name: isString,
  state: isOneOf('waiting', 'running', 'cached', 'done', 'failed', 'cancelled'),
  startedAt: isOptional(isNumber),
  finishedAt: isOptional(isNumber),
  error: isOptional(isString),
});
const isLog = isShape<Of<'log'>>({
  kind: isOneOf('log'),
  stepId: isString,
  text: isString,
  stream: isOneOf('stdout', 'stderr'),
});
const isTransfer = isShape<Of<'transfer'>>({
  kind: isOneOf('transfer'),
  stepId: isString,
  label: isString,
  doneBytes: isNumber,
  totalBytes: isOptional(isNumber),
});
const isWarning = isShape<Of<'warning'>>({ kind: isOneOf('warning'), text: isString, line: isOptional(isNumber) });
const isBuilder = isShape<Of<'builder'>>({ kind: isOneOf('builder'), text: isString });

const isWireEvent: Check<WireEvent> = (value): value is WireEvent =>
  isStep(value) || isLog(value) || isTransfer(value) || isWarning(value) || isBuilder(value);

export const BUILD_HOST: SurfaceChecks<BuildHost> = {
  requests: {},
  events: {
    ready: isBoolean,
    openPlace: isBoolean,
    cancel: isBoolean,
    rebuild: isShape<{ readonly useCache: boolean }>({ useCache: isBoolean }),
  },
};

export const BUILD_PAGE: SurfaceChecks<BuildPage> = {
  requests: {},
  events: { reset: isHead, head: isHead, happened: isArrayOf(isWireEvent) },
};

export function toWire(event: BuildEvent): WireEvent {
  if (event.kind !== 'step') return event;
  const { startedAt, finishedAt, ...rest } = event;
  return {
    ...rest,
    ...(startedAt ? { startedAt: startedAt.getTime() } : {}),
    ...(finishedAt ? { finishedAt: finishedAt.getTime() } : {}),
  };
}

export function fromWire(event: WireEvent): BuildEvent {
  if (event.kind !== 'step') return event;
  const { startedAt, finishedAt, ...rest } = event;
  return {
    ...rest,
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
  };
}
