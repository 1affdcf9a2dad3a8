import type { Container } from '../manifest/container.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { Pod } from '../manifest/pod.ts';
import type { Rule } from './rule.ts';

/** A check of Kubernetes manifests. What it is called with is in `on`. */
export type ManifestRule =
  | ({ readonly on: 'document' } & Rule<ManifestDocument>)
  | ({
      readonly on: 'object';
      /** `apps/Deployment`, `/Service`; without it, objects of every kind. */
      readonly groupKinds?: readonly string[];
    } & Rule<ManifestObject>)
  | ({ readonly on: 'pod' } & Rule<Pod>)
  | ({ readonly on: 'container' } & Rule<Container>);
