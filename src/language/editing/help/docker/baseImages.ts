import { t } from '../../../../domain/base/text.ts';
import type { ImageRef } from '../../../../domain/images/imageRef.ts';
import { cudaOf, repositoryOf } from '../../../rules/docker/cudaImage.ts';

/** An image that people train and serve in. */
export interface BaseImage {
  /** As it is offered, with a tag that exists; newer ones do as well. */
  readonly reference: string;
  /** `registry/repository`, with the defaults of Docker Hub filled in. */
  readonly repository: string;
  readonly holds: string;
  /** Tags that this is said of; all without it. */
  readonly tags?: RegExp;
}

/** Images that ML projects start from. Source: the pages of the images at Docker Hub, NGC, Quay and GitHub. */
export function baseImages(): readonly BaseImage[] {
  return [
    image(
      'python:3.12-slim',
      t('Python and pip on Debian, without compilers. Wheels of PyTorch bring the CUDA libraries that they need.'),
      /-slim/,
    ),
    image('python:3.12', t('Python and pip on Debian, with compilers and headers.'), /^(?!.*alpine)/),
    image(
      'pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime',
      t('Python, PyTorch, CUDA libraries and cuDNN. `-devel` has the CUDA compiler too.'),
    ),
    image(
      'nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04',
      t(
        'CUDA on Ubuntu, without Python. `base` is the runtime alone, `runtime` adds the libraries, `devel` compilers and headers, `cudnn` cuDNN.',
      ),
    ),
    image(
      'tensorflow/tensorflow:2.17.0-gpu',
      t('Python, TensorFlow and, with `-gpu`, CUDA libraries and cuDNN. `-jupyter` adds Jupyter.'),
    ),
    image(
      'nvcr.io/nvidia/pytorch:24.10-py3',
      t(
        'NVIDIA’s build of PyTorch with CUDA, cuDNN, NCCL, Apex, Transformer Engine and compilers; more than 20 GB unpacked.',
      ),
    ),
    image('nvcr.io/nvidia/tritonserver:24.10-py3', t('Triton Inference Server with its backends.')),
    image('vllm/vllm-openai:v0.6.4', t('vLLM, whose entry point serves a model with the API of OpenAI at port 8000.')),
    image(
      'ghcr.io/huggingface/text-generation-inference:2.4.0',
      t('Text Generation Inference, which serves a model at port 80.'),
    ),
    image('huggingface/transformers-pytorch-gpu:4.41.2', t('Transformers with PyTorch and CUDA libraries.')),
    image('rayproject/ray:2.40.0-py311-gpu', t('Ray with Python; `-gpu` brings CUDA libraries.')),
    image('quay.io/jupyter/pytorch-notebook:cuda12-2024-10-07', t('JupyterLab with PyTorch, as the user `jovyan`.')),
    image(
      'quay.io/jupyter/scipy-notebook:2024-10-07',
      t('JupyterLab with pandas, SciPy and scikit-learn, as the user `jovyan`.'),
    ),
    image('rocm/pytorch:rocm6.2.3_ubuntu22.04_py3.10_pytorch_release_2.3.0', t('PyTorch for GPUs of AMD, with ROCm.')),
    image('mambaorg/micromamba:2.0.5', t('micromamba, which installs packages of conda, without a Python.')),
    image('condaforge/miniforge3:24.9.2-0', t('conda and mamba with conda-forge as channel.')),
    image('ghcr.io/astral-sh/uv:python3.12-bookworm-slim', t('uv and Python on Debian.')),
    image('ghcr.io/mlflow/mlflow:v2.18.0', t('MLflow; database drivers and clients of object stores are not in it.')),
    image('ubuntu:24.04', t('Ubuntu without Python.')),
    image('debian:bookworm-slim', t('Debian without Python and manual pages.'), /-slim/),
  ];
}

function image(reference: string, holds: string, tags?: RegExp): BaseImage {
  const repository = fullName(reference.slice(0, reference.lastIndexOf(':')));
  return { reference, repository, holds, ...(tags ? { tags } : {}) };
}

function fullName(name: string): string {
  const [first = ''] = name.split('/');
  if (first.includes('.') && name.includes('/')) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** What an image holds, as far as its name says so; undefined for images that are not known. */
export function imageText(found: ImageRef): string | undefined {
  const repository = repositoryOf(found);
  const { tag = '' } = found;
  const known = baseImages().find((one) => one.repository === repository && one.tags?.test(tag) !== false)?.holds;
  const cuda = cudaOf(found);
  const parts = [known ?? [], cuda ? t('CUDA {0}, by its tag.', cuda.text) : [], variant(found)].flat();
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

/** What its variant means. */
function variant({ tag = '' }: ImageRef): string | readonly [] {
  if (/(?:^|-)devel(?:-|$)/.test(tag))
    return t('With compilers and headers: large; a later stage can take the runtime variant.');
  // Its C library is musl.
  return /(?:^|-)alpine/.test(tag) ? t('On Alpine, for which PyTorch and many other packages have no wheels.') : [];
}
