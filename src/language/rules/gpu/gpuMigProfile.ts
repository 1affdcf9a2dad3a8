import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { isMigProfile, migProfilesLike } from './migProfiles.ts';

/** gpu-mig-profile */
export const gpuMigProfile: ManifestRule = {
  id: 'gpu-mig-profile',
  on: 'container',
  kinds: 'pods',
  severity: 'warning',
  fix: 'choice',
  check(container, report) {
    for (const { resource, value } of container.gpus) {
      const { profile, vendor } = resource;
      const { keySpan } = value;
      if (vendor !== 'nvidia' || profile === undefined || !keySpan || isMigProfile(profile)) continue;
      report.at(keySpan, t('No GPU that is known has the MIG profile “{0}”.', profile), {
        fixes: () =>
          migProfilesLike(profile)
            .slice(0, 3)
            .flatMap((like) => {
              return choiceFix(t('Use the profile “{0}”', like), renameKey(value, `nvidia.com/mig-${like}`));
            }),
      });
    }
  },
  page: () => ({
    what: 'A MIG profile that no GPU has.',
    why: 'Each model of GPU has its own list of profiles. A pod that asks for another one waits for ever.',
    source: 'NVIDIA MIG User Guide, Supported MIG Profiles.',
    bad: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/mig-1g.7gb: 1'),
    good: jobWith('image: trainer:1\nresources:\n  limits:\n    nvidia.com/mig-1g.10gb: 1'),
  }),
};
