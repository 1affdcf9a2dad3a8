import { Dockerfile } from '../../../dockerfile/dockerfile.ts';
import type { TextHelp } from '../textHelp.ts';
import { explanationInDockerfile } from './explanationInDockerfile.ts';
import { type DockerOwner, offersInDockerfile } from './offersInDockerfile.ts';

/** Completion and hover of a Dockerfile. It is read when somebody first asks. */
export function dockerHelp(text: string, owner: DockerOwner): TextHelp {
  let read: Dockerfile | undefined;
  const get = (): Dockerfile => (read ??= new Dockerfile(text));
  return {
    offers: (offset) => offersInDockerfile(get(), offset, owner),
    explanation: (offset) => explanationInDockerfile(get(), offset, owner),
  };
}
