// @ts-check
import { compose, dask, katib, kubernetes, operators, workflow } from './sources.mjs';

/** @returns {string} What the files in media/schemas are made of, with versions and licences. */
export function notice() {
  const lines = [
    'schemas.json.br and descriptions.json.br are made from the files below by `npm run schemas`: their schemas are simplified and merged, and',
    'their descriptions are shortened. Descriptions of some fields are replaced by our own. fields.json.br is made so from the last two.',
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
    `Compose Specification (schema in ${compose.module.path} ${compose.module.version})`,
    '  Copyright 2020 The Compose Specification Authors. Apache License 2.0.',
    `GitHub Actions workflow parser ${workflow.version} (npm, ${workflow.package})`,
    '  Copyright GitHub. MIT License:',
    ...MIT.map((line) => (line === '' ? '' : `  ${line}`)),
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

/** Source: the file LICENSE of the package. */
const MIT = [
  'Permission is hereby granted, free of charge, to any person obtaining a copy',
  'of this software and associated documentation files (the "Software"), to deal',
  'in the Software without restriction, including without limitation the rights',
  'to use, copy, modify, merge, publish, distribute, sublicense, and/or sell',
  'copies of the Software, and to permit persons to whom the Software is',
  'furnished to do so, subject to the following conditions:',
  '',
  'The above copyright notice and this permission notice shall be included in all',
  'copies or substantial portions of the Software.',
  '',
  'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR',
  'IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,',
  'FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE',
  'AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER',
  'LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,',
  'OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE',
  'SOFTWARE.',
];
