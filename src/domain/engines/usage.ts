/** What a container uses now. Bytes; CPU as a number of cores (1.5 = one and a half cores busy). */
export interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes?: number;
  readonly processes?: number;
  readonly networkReadBytes: number;
  readonly networkWrittenBytes: number;
  readonly blockReadBytes: number;
  readonly blockWrittenBytes: number;
  /** Asked by `nvidia-smi` inside the container where that exists. */
  readonly gpus?: readonly {
    readonly index: string;
    readonly utilizationPercent: number;
    readonly memoryUsedBytes: number;
    readonly memoryTotalBytes: number;
  }[];
}
