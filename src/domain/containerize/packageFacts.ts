import type { Requirement } from './requirement.ts';

/** Where the CUDA libraries of a package come from on Linux x86-64. */
export type CudaSource =
  /** Its wheels bring CUDA along, or depend on wheels that do. */
  | 'bundled'
  /** Only with an extra; without it the CPU alone is used. */
  | 'extra'
  /** It loads CUDA libraries of the system. */
  | 'runtime'
  /** It compiles CUDA code, at installation or at run time, so it needs nvcc. */
  | 'devel';

interface PackageFact {
  /** As people write it; only frameworks have one. */
  readonly framework?: string;
  readonly cuda?: CudaSource;
  /** The extra that brings CUDA, for `cuda: 'extra'`. */
  readonly cudaExtra?: string;
  /** Debian packages that must be there at run time. */
  readonly system?: readonly string[];
  /** Debian packages that its installation needs, because there is no wheel. */
  readonly build?: readonly string[];
  /** It is built on PyTorch, so it uses DataLoader workers and their shared memory. */
  readonly usesTorch?: boolean;
  /** Its installation imports PyTorch. */
  readonly torchFirst?: boolean;
}

const COMPILER = ['build-essential'];

/**
 * What is known of packages beyond their metadata. Sources: the installation pages of each package; the shared libraries that the wheels
 * of opencv-python, lightgbm, soundfile and the like do not contain (`auditwheel show`).
 */
const FACTS: ReadonlyMap<string, PackageFact> = new Map<string, PackageFact>([
  ['torch', { framework: 'PyTorch', cuda: 'bundled', usesTorch: true }],
  ['torchvision', { cuda: 'bundled', usesTorch: true }],
  ['lightning', { framework: 'Lightning', cuda: 'bundled', usesTorch: true }],
  ['pytorch-lightning', { framework: 'Lightning', cuda: 'bundled', usesTorch: true }],
  ['accelerate', { framework: 'Accelerate', cuda: 'bundled', usesTorch: true }],
  ['transformers', { framework: 'Transformers' }],
  ['sentence-transformers', { framework: 'Sentence Transformers', cuda: 'bundled', usesTorch: true }],
  ['diffusers', { framework: 'Diffusers' }],
  ['ultralytics', { framework: 'Ultralytics', cuda: 'bundled', usesTorch: true, system: ['libgl1', 'libglib2.0-0'] }],
  ['timm', { cuda: 'bundled', usesTorch: true }],
  ['fastai', { framework: 'fastai', cuda: 'bundled', usesTorch: true }],
  ['vllm', { framework: 'vLLM', cuda: 'bundled', usesTorch: true }],
  ['deepspeed', { framework: 'DeepSpeed', cuda: 'devel', usesTorch: true }],
  ['flash-attn', { cuda: 'devel', usesTorch: true, torchFirst: true }],
  ['mamba-ssm', { cuda: 'devel', usesTorch: true, torchFirst: true }],
  ['causal-conv1d', { cuda: 'devel', usesTorch: true, torchFirst: true }],
  ['detectron2', { framework: 'Detectron2', cuda: 'devel', usesTorch: true, torchFirst: true }],
  ['pycuda', { cuda: 'devel' }],
  ['horovod', { framework: 'Horovod', cuda: 'devel', build: ['build-essential', 'cmake'] }],
  ['tensorflow', { framework: 'TensorFlow', cuda: 'extra', cudaExtra: 'and-cuda' }],
  ['keras', { framework: 'Keras' }],
  ['jax', { framework: 'JAX', cuda: 'extra', cudaExtra: 'cuda12' }],
  ['flax', { framework: 'Flax' }],
  ['paddlepaddle-gpu', { framework: 'PaddlePaddle', cuda: 'bundled' }],
  ['cupy-cuda11x', { cuda: 'runtime' }],
  ['cupy-cuda12x', { cuda: 'runtime' }],
  ['cupy-cuda13x', { cuda: 'runtime' }],
  ['onnxruntime-gpu', { framework: 'ONNX Runtime', cuda: 'runtime' }],
  ['ctranslate2', { cuda: 'runtime' }],
  ['faster-whisper', { framework: 'faster-whisper', cuda: 'runtime' }],
  ['onnxruntime', { framework: 'ONNX Runtime' }],
  ['scikit-learn', { framework: 'scikit-learn' }],
  ['xgboost', { framework: 'XGBoost', cuda: 'bundled' }],
  ['lightgbm', { framework: 'LightGBM', system: ['libgomp1'] }],
  ['catboost', { framework: 'CatBoost', cuda: 'bundled' }],
  ['stable-baselines3', { framework: 'Stable-Baselines3', cuda: 'bundled', usesTorch: true }],
  ['opencv-python', { system: ['libgl1', 'libglib2.0-0'] }],
  ['opencv-contrib-python', { system: ['libgl1', 'libglib2.0-0'] }],
  ['opencv-python-headless', { system: ['libglib2.0-0'] }],
  ['opencv-contrib-python-headless', { system: ['libglib2.0-0'] }],
  ['soundfile', { system: ['libsndfile1'] }],
  ['librosa', { system: ['libsndfile1', 'ffmpeg'] }],
  ['torchaudio', { cuda: 'bundled', usesTorch: true, system: ['ffmpeg'] }],
  ['openai-whisper', { framework: 'Whisper', cuda: 'bundled', usesTorch: true, system: ['ffmpeg'] }],
  ['ffmpeg-python', { system: ['ffmpeg'] }],
  ['pydub', { system: ['ffmpeg'] }],
  ['moviepy', { system: ['ffmpeg'] }],
  ['pytesseract', { system: ['tesseract-ocr'] }],
  ['pdf2image', { system: ['poppler-utils'] }],
  ['graphviz', { system: ['graphviz'] }],
  ['pyaudio', { system: ['libportaudio2'], build: ['build-essential', 'portaudio19-dev'] }],
  ['psycopg2', { system: ['libpq5'], build: ['build-essential', 'libpq-dev'] }],
  ['mysqlclient', { system: ['libmariadb3'], build: ['build-essential', 'libmariadb-dev', 'pkg-config'] }],
  ['python-ldap', { system: ['libldap-common'], build: ['build-essential', 'libldap2-dev', 'libsasl2-dev'] }],
  ['pygraphviz', { system: ['graphviz'], build: ['build-essential', 'libgraphviz-dev'] }],
  ['box2d-py', { build: ['build-essential', 'swig'] }],
  ['mpi4py', { system: ['libopenmpi3'], build: ['build-essential', 'libopenmpi-dev'] }],
  ['llama-cpp-python', { framework: 'llama.cpp', build: ['build-essential', 'cmake'], system: ['libgomp1'] }],
  ['annoy', { build: COMPILER }],
  ['fasttext', { build: COMPILER }],
  ['gitpython', { system: ['git'] }],
]);

export interface Framework {
  readonly name: string;
  readonly packageName: string;
}

/** What the packages of a project need beyond pip. */
export interface PackageNeeds {
  readonly frameworks: readonly Framework[];
  readonly cuda: 'none' | CudaSource;
  /** The package that decided on `cuda`, and the extra it would take. */
  readonly cudaPackage?: string;
  readonly cudaExtra?: string;
  readonly system: readonly SystemPackage[];
  readonly build: readonly SystemPackage[];
  readonly usesTorch: boolean;
  readonly torchFirst: boolean;
}

/** A Debian package and the Python package that wants it. */
export interface SystemPackage {
  readonly name: string;
  readonly wantedBy: string;
}

const STRENGTH: readonly PackageNeeds['cuda'][] = ['none', 'extra', 'bundled', 'runtime', 'devel'];

export function packageNeeds(requirements: readonly Requirement[]): PackageNeeds {
  const known = requirements.flatMap((requirement) => {
    const fact = FACTS.get(requirement.name);
    return fact ? [{ requirement, fact }] : [];
  });
  const cuda = known
    .map(({ requirement, fact }) => ({ requirement, fact, source: cudaOf(requirement, fact) }))
    .sort((a, b) => STRENGTH.indexOf(b.source) - STRENGTH.indexOf(a.source))[0];
  const git = requirements.filter(({ isGit }) => isGit).map(({ name }) => ({ name: 'git', wantedBy: name }));
  return {
    frameworks: known.flatMap(({ requirement, fact }) =>
      fact.framework === undefined ? [] : [{ name: fact.framework, packageName: requirement.name }],
    ),
    cuda: cuda?.source ?? 'none',
    ...(cuda && cuda.source !== 'none' ? { cudaPackage: cuda.requirement.name } : {}),
    ...(cuda?.source === 'extra' && cuda.fact.cudaExtra !== undefined ? { cudaExtra: cuda.fact.cudaExtra } : {}),
    system: unique(known.flatMap(({ requirement, fact }) => wanted(fact.system, requirement))),
    build: unique([...git, ...known.flatMap(({ requirement, fact }) => wanted(fact.build, requirement))]),
    usesTorch: known.some(({ fact }) => fact.usesTorch === true),
    torchFirst: known.some(({ fact }) => fact.torchFirst === true),
  };
}

function cudaOf({ extras }: Requirement, fact: PackageFact): PackageNeeds['cuda'] {
  if (fact.cuda !== 'extra') return fact.cuda ?? 'none';
  return extras.some((extra) => extra === fact.cudaExtra || extra.startsWith('cuda')) ? 'bundled' : 'extra';
}

function wanted(names: readonly string[] | undefined, requirement: Requirement): readonly SystemPackage[] {
  return (names ?? []).map((name) => ({ name, wantedBy: requirement.name }));
}

function unique(packages: readonly SystemPackage[]): readonly SystemPackage[] {
  const byName = new Map<string, SystemPackage>();
  for (const one of packages) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
