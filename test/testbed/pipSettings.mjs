// This machine's way to Python packages (certificate authority, index, proxy), for builds inside the local base image.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the bundle of certificates lies inside the image, as Debian has it. */
export const bundlePath = 'etc/ssl/certs/ca-certificates.crt';

/** pip's settings that say how to reach packages. Those that name places on this machine are left out. */
const networkSettings = [
  'index-url',
  'extra-index-url',
  'trusted-host',
  'find-links',
  'proxy',
  'timeout',
  'default-timeout',
  'retries',
];

/**
 * @returns {string} All certificates this machine trusts by its settings, in PEM; empty when it has none.
 */
export function certificateBundle() {
  const { env } = process;
  const files = [
    `/${bundlePath}`,
    env.SSL_CERT_FILE,
    env.PIP_CERT,
    env.REQUESTS_CA_BUNDLE,
    env.CURL_CA_BUNDLE,
    env.NODE_EXTRA_CA_CERTS,
    pipConfiguration().get('cert'),
  ];
  const certificates = new Set();
  for (const file of files) {
    if (file === undefined || !existsSync(file)) continue;
    for (const [one] of readFileSync(file, 'utf8').matchAll(
      /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g,
    ))
      certificates.add(one);
  }
  return [...certificates].map((one) => `${one}\n`).join('');
}

/** @returns {string} The text of a pip.conf for the image. */
export function pipConf() {
  const settings = pipConfiguration();
  const lines = networkSettings.flatMap((name) => {
    const value = settings.get(name);
    return value === undefined || isLocal(value) ? [] : [`${name} = ${value.split(/\s+/).join('\n    ')}`];
  });
  const cert = certificateBundle() === '' ? [] : [`cert = /${bundlePath}`];
  return ['[global]', 'disable-pip-version-check = true', 'root-user-action = ignore', ...cert, ...lines, ''].join(
    '\n',
  );
}

/** @returns {string[]} Variables of the image for pip, uv and Python programs that use the network. */
export function networkEnvironment() {
  const bundle =
    certificateBundle() === ''
      ? []
      : ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'].map((name) => `${name}=/${bundlePath}`);
  const index = process.env.UV_DEFAULT_INDEX ?? process.env.UV_INDEX_URL ?? pipConfiguration().get('index-url');
  return [...bundle, ...(index === undefined || isLocal(index) ? [] : [`UV_DEFAULT_INDEX=${index}`])];
}

/**
 * pip's settings by name, such as `index-url`. As in pip a variable wins over the user's file and that over the machine's.
 * @returns {Map<string, string>}
 */
function pipConfiguration() {
  const settings = new Map();
  const { env } = process;
  const files = [
    env.PIP_CONFIG_FILE,
    '/etc/pip.conf',
    join(homedir(), '.pip', 'pip.conf'),
    join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'pip', 'pip.conf'),
  ];
  for (const file of files) if (file !== undefined && existsSync(file)) readIni(readFileSync(file, 'utf8'), settings);
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('PIP_') && value) settings.set(name.slice(4).toLowerCase().replaceAll('_', '-'), value);
  }
  return settings;
}

/**
 * Reads the sections [global] and [install]; lines that begin with a blank continue the one before.
 * @param {string} text
 * @param {Map<string, string>} settings
 */
function readIni(text, settings) {
  let section = '';
  let name = '';
  for (const line of text.split('\n')) {
    const heading = /^\[(.+)\]\s*$/.exec(line);
    const pair = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line);
    if (heading) section = heading[1] ?? '';
    else if (section !== 'global' && section !== 'install') continue;
    else if (pair) settings.set((name = pair[1] ?? ''), (pair[2] ?? '').trim());
    else if (/^\s+\S/.test(line) && name !== '')
      settings.set(name, `${settings.get(name) ?? ''} ${line.trim()}`.trim());
  }
}

/** @param {string} value */
function isLocal(value) {
  return value.split(/\s+/).every((part) => part.startsWith('/') || part.startsWith('file:') || part.startsWith('.'));
}
