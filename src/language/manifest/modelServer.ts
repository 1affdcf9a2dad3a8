import type { Container } from './container.ts';

/** Parts of image names, and the program they hold. */
const BY_IMAGE: readonly (readonly [part: string, name: string])[] = [
  ['vllm', 'vLLM'],
  ['sglang', 'SGLang'],
  ['text-generation-inference', 'TGI'],
  ['text-embeddings-inference', 'TEI'],
  ['tritonserver', 'Triton'],
  ['tensorflow/serving', 'TensorFlow Serving'],
  ['torchserve', 'TorchServe'],
  ['nvidia/nim', 'NIM'],
  ['nim/', 'NIM'],
  ['huggingfaceserver', 'KServe Hugging Face server'],
  ['ollama', 'Ollama'],
];
const BY_COMMAND =
  /\bvllm(?:\.entrypoints|\s+serve|$)|\bsglang\.launch_server|\btritonserver\b|\btensorflow_model_server\b|\btext-generation-launcher\b/;

/** The program that serves models in a container, known by its image or its command. */
export function modelServer(container: Container): string | undefined {
  const repository = container.image?.repository;
  if (repository !== undefined) {
    for (const [part, name] of BY_IMAGE) if (repository.includes(part)) return name;
  }
  return container.words.some((word) => BY_COMMAND.test(word)) ? 'model server' : undefined;
}
