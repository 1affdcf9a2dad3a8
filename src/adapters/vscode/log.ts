import { type LogOutputChannel, window } from 'vscode';
import type { Failure } from '../../domain/base/failure.ts';

/** The extension's own log: local only, level set by the user. Nothing that may hold a secret is written to it. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string, error?: unknown): void;
  failure(failure: Failure): void;
  show(): void;
  dispose(): void;
}

/** The channel is made when the first line is written, because making one at activation costs time that nobody needs. */
export function createLog(): Log {
  let channel: LogOutputChannel | undefined;
  const open = () => (channel ??= window.createOutputChannel('Trainyard', { log: true }));
  return {
    info: (text) => open().info(text),
    warn: (text) => open().warn(text),
    error: (text, error) => open().error(text, ...(error === undefined ? [] : [error])),
    failure: (failure) => {
      if (failure.code === 'cancelled') return;
      const parts = [`${failure.code}: ${failure.message}`, failure.nextStep, failure.detail];
      open().warn(parts.filter((part) => part !== undefined).join('\n  '));
    },
    show: () => open().show(),
    dispose: () => channel?.dispose(),
  };
}
