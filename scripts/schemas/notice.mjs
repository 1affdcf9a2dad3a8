// @ts-check
import { dask, katib, kubernetes, operators } from './sources.mjs';

/** @returns {string} What the files in media/schemas are made of, with versions and licences. */
export function notice() {
  const lines = [
    'schemas.json.br and descriptions.json.br are made from the files below by `npm run schemas`: their schemas are simplified and merged, and',
    'their descriptions are shortened. Descriptions of some fields are replaced by our own.',
    '',
    `Kubernetes ${kubernetes.map(({ module }) => module.version).join(', ')} (k8s.io/kubernetes)`,
    '  Copyright The Kubernetes Authors. Apache License 2.0.',
  ];
  for (const { name, module } of [...operators, katib])
    lines.push(`${name} ${module.version} (${module.path})`, `  Copyright the authors of ${name}. Apache License 2.0.`);
  lines.push(
    `${dask.name} ${dask.version} (PyPI, ${dask.package})`,
    '  Copyright (c) 2023, Dask Developers, Yuvi Panda, Anaconda Inc, NVIDIA. BSD 3-Clause License:',
    ...BSD.map((line) => (line === '' ? '' : `  ${line}`)),
    '',
    'The Apache License 2.0 is in the file LICENSE of this package.',
  );
  return `${lines.join('\n')}\n`;
}

const BSD = [
  'Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:',
  '1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.',
  '2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the',
  '   documentation and/or other materials provided with the distribution.',
  '3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this',
  '   software without specific prior written permission.',
  'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO,',
  'THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR',
  'CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO,',
  'PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF',
  'LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE,',
  'EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.',
];
