/** `text` wants a value, `list` too and may stand several times, `boolean` may have one. */
export type FlagKind = 'text' | 'list' | 'boolean';

/** Flags of the instructions that have some; from BuildKit's instructions. */
export const INSTRUCTION_FLAGS: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  FROM: { platform: 'text' },
  RUN: { mount: 'list', network: 'text', security: 'text', device: 'list' },
  COPY: { from: 'text', chown: 'text', chmod: 'text', link: 'boolean', parents: 'boolean', exclude: 'list' },
  ADD: {
    chown: 'text',
    chmod: 'text',
    link: 'boolean',
    'keep-git-dir': 'boolean',
    checksum: 'text',
    exclude: 'list',
    unpack: 'boolean',
  },
  HEALTHCHECK: { interval: 'text', timeout: 'text', 'start-period': 'text', 'start-interval': 'text', retries: 'text' },
};

/** How many arguments an instruction wants. */
export type Arity = 'any' | 'one' | 'some' | 'two' | 'pairs' | 'from' | 'shell' | 'health';

/** Every instruction there is. */
export const ARITIES: Readonly<Record<string, Arity>> = {
  ADD: 'two',
  ARG: 'some',
  CMD: 'any',
  COPY: 'two',
  ENTRYPOINT: 'any',
  ENV: 'pairs',
  EXPOSE: 'some',
  FROM: 'from',
  HEALTHCHECK: 'health',
  LABEL: 'pairs',
  MAINTAINER: 'one',
  ONBUILD: 'some',
  RUN: 'any',
  SHELL: 'shell',
  STOPSIGNAL: 'one',
  USER: 'one',
  VOLUME: 'some',
  WORKDIR: 'one',
};

/** Signals of Linux by name; numbers up to 64 are signals too. */
export const SIGNALS: ReadonlySet<string> = new Set(
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  ),
);
