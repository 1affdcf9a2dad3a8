/**
 * MIG profiles by GPU. Sources: NVIDIA MIG User Guide, Supported MIG Profiles; what it does not list (GB200, B300, GB300) is from the default configuration of
 * NVIDIA's mig-parted. Media, graphics and other variants have an ending (`.me` in the name of a resource).
 */
const PROFILES_OF: Readonly<Record<string, string>> = {
  'A30 24 GB': '1g.6gb 2g.12gb 4g.24gb',
  'A100 40 GB': '1g.5gb 1g.10gb 2g.10gb 3g.20gb 4g.20gb 7g.40gb',
  'A100, H100 80 GB': '1g.10gb 1g.20gb 2g.20gb 3g.40gb 4g.40gb 7g.80gb',
  'H100 94 GB': '1g.12gb 1g.24gb 2g.24gb 3g.47gb 4g.47gb 7g.94gb',
  'H100, GH200, H20 96 GB': '1g.12gb 1g.24gb 2g.24gb 3g.48gb 4g.48gb 7g.96gb',
  'H200 141 GB': '1g.18gb 1g.35gb 2g.35gb 3g.71gb 4g.71gb 7g.141gb',
  'GH200 144 GB': '1g.18gb 1g.36gb 2g.36gb 3g.72gb 4g.72gb 7g.144gb',
  'B200 180 GB': '1g.23gb 1g.45gb 2g.45gb 3g.90gb 4g.90gb 7g.180gb',
  'GB200 186 GB': '1g.23gb 1g.24gb 1g.47gb 2g.47gb 3g.93gb 3g.95gb 4g.93gb 4g.95gb 7g.186gb 7g.189gb',
  'B300 270 GB': '1g.34gb 1g.67gb 2g.67gb 3g.135gb 4g.135gb 7g.269gb',
  'GB300 279 GB': '1g.35gb 1g.70gb 2g.70gb 3g.139gb 4g.139gb 7g.278gb',
  'RTX PRO 5000, 6000': '1g.12gb 2g.24gb 4g.48gb 1g.24gb 2g.48gb 4g.96gb',
};

const KNOWN: ReadonlySet<string> = new Set(Object.values(PROFILES_OF).flatMap((line) => line.split(' ')));
const FORM = /^([1-7])g\.(\d+)gb(?:\.[\w.-]+)?$/;
/** GPUs with more memory than the GB300 may come after this table: nothing is said of what could be theirs. Its own profiles give 245 and less a seventh. */
const MOST_GIGABYTES = 245;

/** Whether a GPU may have the profile; the form of larger GPUs than those known is enough. */
export function isMigProfile(profile: string): boolean {
  const [, slices = '', gigabytes = ''] = FORM.exec(profile) ?? [];
  if (slices === '') return false;
  return KNOWN.has(`${slices}g.${gigabytes}gb`) || (Number(gigabytes) * 7) / Number(slices) > MOST_GIGABYTES;
}

/** Profiles with as many slices, the nearest memory first. */
export function migProfilesLike(profile: string): readonly string[] {
  const [, slices = '1', gigabytes = '0'] = /^(\d+)g\.(\d+)/.exec(profile) ?? [];
  const distance = (other: string): number => Math.abs(Number(/\.(\d+)/.exec(other)?.[1]) - Number(gigabytes));
  return Array.from(KNOWN)
    .filter((other) => other.startsWith(`${slices}g.`))
    .toSorted((a, b) => distance(a) - distance(b));
}
