import { t } from '../base/text.ts';
import type { ProjectFacts } from './facts.ts';
import type { PackageNeeds } from './packageFacts.ts';

/** The base image, and why it was taken. */
export interface BaseImage {
  readonly reference: string;
  readonly reasons: readonly string[];
  readonly kind: 'python' | 'cuda' | 'conda';
  /** Debian packages that bring Python where the base has none. */
  readonly python: readonly string[];
}

/** Last release of CUDA 12 that every package in packageFacts.ts with `runtime` or `devel` supports. */
const CUDA = '12.6.3';
const MICROMAMBA = 'mambaorg/micromamba:2.0.5';

/** Which Python an Ubuntu release has. */
const UBUNTU: ReadonlyMap<string, string> = new Map([
  ['3.10', '22.04'],
  ['3.12', '24.04'],
]);
const NEWEST_UBUNTU = { python: '3.12', release: '24.04' };

export function baseImage({ python, dependencies, needs }: ProjectFacts): BaseImage {
  if (dependencies.method.kind === 'conda') {
    const reason = t(
      '{0} names packages that only conda has; micromamba installs them without a conda of its own.',
      dependencies.method.file,
    );
    return { reference: MICROMAMBA, reasons: [reason], kind: 'conda', python: [] };
  }
  if (needs.cuda === 'runtime' || needs.cuda === 'devel') return cudaBase(python.version, python.isStated, needs);
  return {
    reference: `python:${python.version}-slim`,
    reasons: [python.reason, slimReason(needs)],
    kind: 'python',
    python: [],
  };
}

function slimReason(needs: PackageNeeds): string {
  const name = needs.cudaPackage ?? '';
  if (needs.cuda === 'bundled') {
    return t(
      'No CUDA image is needed: the wheels of {0} bring CUDA along, and the driver comes from the machine.',
      name,
    );
  }
  if (needs.cuda === 'extra') {
    const extra = `${name}[${needs.cudaExtra ?? ''}]`;
    return t(
      '{0} is written without CUDA, so it uses the CPU; ask for {1} to use GPUs. The base stays the same.',
      name,
      extra,
    );
  }
  if (needs.build.length > 0)
    return t('The slim image is enough: what must be compiled is compiled in a stage of its own.');
  return t('The slim image is enough: every package here comes as a wheel.');
}

function cudaBase(version: string, isStated: boolean, needs: PackageNeeds): BaseImage {
  const release = UBUNTU.get(version) ?? NEWEST_UBUNTU.release;
  const python = UBUNTU.has(version) ? version : NEWEST_UBUNTU.python;
  const kind = needs.cuda === 'devel' ? 'cudnn-devel' : 'cudnn-runtime';
  const why =
    needs.cuda === 'devel'
      ? t('{0} compiles CUDA code, which needs the compiler of the devel image.', needs.cudaPackage ?? '')
      : t('{0} loads CUDA libraries of the system.', needs.cudaPackage ?? '');
  const other =
    isStated && python !== version
      ? [t('Ubuntu {0} has Python {1}, not the {2} that the project names.', release, python, version)]
      : [];
  return {
    reference: `nvidia/cuda:${CUDA}-${kind}-ubuntu${release}`,
    reasons: [why, ...other],
    kind: 'cuda',
    python: needs.cuda === 'devel' ? ['python3', 'python3-dev', 'python3-venv'] : ['python3', 'python3-venv'],
  };
}
