import type { Stage } from '../../dockerfile/stage.ts';
import { repositoryOf } from './cudaImage.ts';

/** Images that are known to set no user and no folder. */
const BARE =
  /^docker\.io\/library\/(?:python|ubuntu|debian|alpine|fedora|rockylinux|almalinux|centos|busybox|node|rust|amazonlinux)$|^(?:docker\.io|nvcr\.io)\/nvidia\/cuda$/;
const BARE_USER =
  /^docker\.io\/(?:pytorch\/pytorch|tensorflow\/tensorflow|continuumio\/\w+|library\/golang|library\/r-base)$|^nvcr\.io\/nvidia\/(?:pytorch|tensorflow|tritonserver)$/;

/** Whether it is known what the base image of a stage sets by USER or WORKDIR: nothing. Of other images it is not known. */
export function baseSetsNo(stage: Stage, keyword: 'USER' | 'WORKDIR'): boolean {
  const { root } = stage;
  if (root.base === 'scratch') return true;
  const name = root.image && repositoryOf(root.image);
  return name !== undefined && (BARE.test(name) || (keyword === 'USER' && BARE_USER.test(name)));
}
