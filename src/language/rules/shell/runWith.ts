import { dockerfileWith } from '../../lint/examples.ts';

/** A Dockerfile on Debian, whose /bin/sh is dash, with such a RUN. */
export function runWith(command: string): string {
  return dockerfileWith(`RUN ${command}`, 'debian:12.8-slim');
}
