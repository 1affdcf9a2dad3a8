// @ts-check
// Where schemas come from: Go modules of Kubernetes and of the operators, fixed by their sums. `npm run schemas` after a change.

/** @import { GoModule } from './goModule.mjs' */

/** Kubernetes by minor version: the last patch of each that could be had. */
export const kubernetes = [
  kubernetesModule(
    'v1.28.15',
    'h1:d91N2Znk+E8REIJZlrD6za2JtIwvEypa0DB1IoU4fJ0=',
    'h1:chlmcCDBnOA/y+572cw8dO0Rci1wiA8bm5+zhPdFLCk=',
  ),
  kubernetesModule(
    'v1.29.14',
    'h1:mbk5M/WaJr/AX7p3p2/7eJjrtI+I3AKu7IEjI8+Ny/U=',
    'h1:L6/pfKQZ6Tv2O8gyT4OxhGZp+nNsjV54xtNodRoup9k=',
  ),
  kubernetesModule(
    'v1.30.14',
    'h1:MrlKXh9uhLIJpyxOeXhcndzRVSvwiV9iJ8NgH8nqPsg=',
    'h1:DGWYRXHx5NhImLiR9FvIVBsOKxwKZOX6bPF/YP7TqHY=',
  ),
  kubernetesModule(
    'v1.31.14',
    'h1:UtjLfqvXLuSVDdJ4+NpQCIfFkKkLnAAVmxAEMsnkhjk=',
    'h1:9xmT2buyTYj8TRKwRae7FcuY8k5+xlxv7VivvO0KKfs=',
  ),
  kubernetesModule(
    'v1.32.9',
    'h1:w4Zv/2dVwQKUqCZOSBnMzjMYZQ33TNuSZvbkJ9HEaGE=',
    'h1:REY0Gok66BTTrbGyZaFMNKO9JhxvgBDW9B7aksWRFoY=',
  ),
  kubernetesModule(
    'v1.33.5',
    'h1:uf0/5VVQodYf61FudCbwtWjg5ApQcKKA7mwanTLjxyw=',
    'h1:nrt8sldmckKz2fCZhgRX3SKfS2e+CzXATPv6ITNkU00=',
  ),
  kubernetesModule(
    'v1.34.4',
    'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=',
    'h1:m6pZk6a179pRo2wsTiCPORJ86iOEQmfIzUvtyEF8BwA=',
  ),
  kubernetesModule(
    'v1.35.0',
    'h1:PUOojD8c8E3csMP5NX+nLLne6SGqZjrYCscptyBfWMY=',
    'h1:Tzk9Y9W/XUFFFgTUVg+BAowoFe+Pc7koGLuaiLHdcFg=',
  ),
  kubernetesModule(
    'v1.36.0',
    'h1:JKaAkgSzI4+ZvNWrNJg56jAkUaOiqgBaJstmi6ycyoU=',
    'h1:MLdeJ3qw2CWH9BFml5GvptxQVQckz54fJOZ/WuixpFE=',
  ),
];

/** Files of Kubernetes that are read. Enums are in the Go source alone. */
export const kubernetesFiles = {
  swagger: 'api/openapi-spec/swagger.json',
  openapi: 'pkg/generated/openapi/zz_generated.openapi.go',
};

/**
 * @typedef {object} CrdSource
 * @property {string} name For people.
 * @property {GoModule} module
 * @property {readonly string[]} crds Files and folders of CRDs in it.
 * @property {readonly string[]} samples Folders of manifests that it publishes for people; tests read them.
 */

/** @type {readonly CrdSource[]} */
export const operators = [
  {
    name: 'Kubeflow Trainer',
    module: {
      path: 'github.com/kubeflow/trainer/v2',
      version: 'v2.3.0',
      sum: 'h1:Je+e7zvTLzB4qW09J1fB7pZrqvPtWuGng2NqdN5p5QU=',
      modSum: 'h1:7R2Eib9BHAbPniXQR11CuMAF72/847Ogznj7od5q6DY=',
    },
    crds: ['manifests/base/crds'],
    samples: ['examples', 'manifests/base/runtimes'],
  },
  {
    name: 'Kubeflow Training Operator',
    module: {
      path: 'github.com/kubeflow/training-operator',
      version: 'v1.9.4',
      sum: 'h1:MjYXzeaHGBmF47BlhCo6+Mb7ypHrVfO6vsys1ZHF56A=',
      modSum: 'h1:QgFyEsXvZgziilaZW7OnOJI3rrsK7UuVLEEWTCXN6FM=',
    },
    crds: ['manifests/base/crds'],
    samples: ['examples'],
  },
  {
    name: 'Kubeflow MPI Operator',
    module: {
      path: 'github.com/kubeflow/mpi-operator',
      version: 'v0.8.2',
      sum: 'h1:7PVtV31iX3LSVW0BqRQ64w/NYNfAgP86Bmua2OEi5lg=',
      modSum: 'h1:bQrsQ1PNkj5WFkx/IwqfvWxAS22f/LgH1owoDH9DpuE=',
    },
    crds: ['manifests/base/kubeflow.org_mpijobs.yaml'],
    samples: ['examples'],
  },
  {
    name: 'JobSet',
    module: {
      path: 'sigs.k8s.io/jobset',
      version: 'v0.12.0',
      sum: 'h1:YYPuV0px8Ongq/RXmJg6V0w2UC67aiR+rCMD06vhQQQ=',
      modSum: 'h1:JpUzWItLGW1ysjbENDk/tRz0rvAwVPFHgHnMv/W2HVY=',
    },
    crds: ['config/components/crd/bases'],
    samples: ['config/samples'],
  },
  {
    name: 'KServe',
    module: {
      path: 'github.com/kserve/kserve',
      version: 'v0.20.0',
      sum: 'h1:Bs7HxmGV4KFqqptDcWseKv+mwD4YOYHJWcuVgPG2Gug=',
      modSum: 'h1:2W0MRhiJ6c25C0jQABJnJ9OlCnAfzxFHZ+oTI7xLipI=',
    },
    crds: ['config/crd/full'],
    samples: ['docs/samples', 'config/runtimes', 'config/llmisvcconfig'],
  },
  {
    name: 'KubeRay',
    module: {
      path: 'github.com/ray-project/kuberay/ray-operator',
      version: 'v1.6.2',
      sum: 'h1:XUckRswLMyk71D00L62d2Vanh0fVkNqu56+IF/rr+O0=',
      modSum: 'h1:7vBLj6LNKuqbgERKugX3tsYm7uYRFwoE5BpQBUADeK0=',
    },
    crds: ['config/crd/bases'],
    samples: ['config/samples'],
  },
  {
    name: 'Kueue',
    module: {
      path: 'sigs.k8s.io/kueue',
      version: 'v0.19.2',
      sum: 'h1:mPNzr37u0nwI7ikST5QQl5gg6EgtYOAvC9ZbTgywdN8=',
      modSum: 'h1:yNrMJHCCCq0wiFj3aseqJJUEXquHh+GVC56GlD8GrPQ=',
    },
    crds: ['config/components/crd/bases'],
    samples: ['cmd/kueueviz/examples'],
  },
  {
    name: 'Volcano',
    module: {
      path: 'volcano.sh/volcano',
      version: 'v1.15.0',
      sum: 'h1:dW8hW/FPDqwcJ1GxGfpR/9qToH1t3+ySn+oaiEMfpm4=',
      modSum: 'h1:haaMOSyhV5lxe6ypr1DqvSsGhJdvTqSSovxoaUBVAw0=',
    },
    crds: ['config/crd/volcano/bases', 'config/crd/jobflow/bases'],
    samples: ['example'],
  },
  {
    name: 'Argo Workflows',
    module: {
      path: 'github.com/argoproj/argo-workflows/v3',
      version: 'v3.7.4',
      sum: 'h1:oA/DxaSsjb6fMYaygf7JVQgnsF+ZzlfUPy5kIfLsCic=',
      modSum: 'h1:magZx49kuH3RHLpkKf3HUCtUDVjFIEHV/cUn5G6D1QE=',
    },
    crds: ['manifests/base/crds/full'],
    samples: ['examples'],
  },
  {
    name: 'Kubeflow Notebooks',
    module: {
      path: 'github.com/kubeflow/kubeflow/components/notebook-controller',
      version: 'v0.0.0-20220728153354-fc09bd1eefb8',
      sum: 'h1:IPD3fr1CTTtpT5Z7udPfQgawCyHsWK9vytFHaBLjIUI=',
      modSum: 'h1:ROs2it0U7gdZQGoUNHG5XfhfBmkb5FV2uaJD2Sr8E+Y=',
    },
    crds: ['config/crd/bases'],
    samples: ['config/samples'],
  },
];

/** Katib's CRDs are open: its structure is in its own OpenAPI file. */
export const katib = {
  name: 'Kubeflow Katib',
  module: {
    path: 'github.com/kubeflow/katib',
    version: 'v0.19.0',
    sum: 'h1:uexj303nRkGtTFtTkY4McCt6J0TCtnerX3i3E7TRA5M=',
    modSum: 'h1:DajQuzItqb4RbihF8mzBAdY4QNBrE8WrzMSSPNrD2tk=',
  },
  swagger: 'pkg/apis/v1beta1/swagger.json',
  samples: ['examples'],
};

/** From the Python package registry, where its CRDs are in the wheel. */
export const dask = {
  name: 'Dask Kubernetes operator',
  package: 'dask-kubernetes',
  version: '2026.3.0',
  sha256: '5cf138e03cb1851063b82b74e9fd4679251238e3867fcae1e3682aada6410728',
  crds: 'dask_kubernetes/operator/deployment/helm/dask-kubernetes-operator/crds',
  licence: 'BSD-3-Clause',
};

/** The schema of Compose files, as `docker compose` checks them. */
export const compose = {
  module: {
    path: 'github.com/compose-spec/compose-go/v2',
    version: 'v2.16.2',
    sum: 'h1:pTp1DqQwJzFd85GzlWsSszKA1ABrV/ySqsClujIcWA8=',
    modSum: 'h1:Q1+qtN4vhzEjGrnqRtzx1xa8raDZQlMUe3WJxndYNiQ=',
  },
  file: 'schema/compose-spec.json',
};

/** The schema of workflows, from GitHub's own parser of them in the npm registry. */
export const workflow = {
  package: '@actions/workflow-parser',
  version: '0.3.61',
  integrity: 'sha512-NBjJrbwwrEN3LSN0NAISLpCWQLcPSBjmAIkLXHgjGX8Yql4PiD33ifSAvr9sIMU9uIs8wZiGUnvo9yPIMIfKdg==',
  file: 'dist/workflow-v1.0.min.json',
  root: 'workflow-root-strict',
};

/**
 * @param {string} version
 * @param {string} sum
 * @param {string} modSum
 */
function kubernetesModule(version, sum, modSum) {
  return { minor: Number(version.split('.')[1]), module: { path: 'k8s.io/kubernetes', version, sum, modSum } };
}
