// Bundles the extension, the language server and the web pages into dist/. `--watch` builds again on every change, `--only cli` and
// `--only server` build the command line or the language server alone.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { build, context } from 'esbuild';
import { thinDockerode } from './bundle/thinDockerode.mjs';

const watch = process.argv.includes('--watch');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const minify = !watch && !process.argv.includes('--no-minify');

// CommonJS packages inside an ES module bundle look for these three; long names, because the minifier does not see the banner.
const banner = {
  js: [
    "import{createRequire as __trainyardRequire}from'node:module';",
    "import{fileURLToPath as __trainyardPath}from'node:url';",
    "import{dirname as __trainyardDirname}from'node:path';",
    'const require=__trainyardRequire(import.meta.url),__filename=__trainyardPath(import.meta.url),__dirname=__trainyardDirname(__filename);',
  ].join(''),
};

const node = {
  entryPoints: {
    extension: 'src/extension.ts',
    server: 'src/server/node/main.ts',
    contextWorker: 'src/adapters/docker/contextWorker.ts',
    yamlWorker: 'src/adapters/yaml/yamlWorker.ts',
    storeWorker: 'src/adapters/mlflow/storeWorker.ts',
    guard: 'src/adapters/process/guard.ts',
  },
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  minify,
  sourcemap: watch ? 'linked' : false,
  external: ['vscode', '*.node', 'cpu-features'],
  mainFields: ['module', 'main'],
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [thinDockerode],
  banner,
  metafile: true,
  logLevel: 'info',
};

// The command line, which runs on the oldest Node that package.json allows. Its chunks are its own, so that it loads nothing of the extension.
const cli = {
  ...node,
  entryPoints: { cli: 'src/cli/main.ts', lintWorker: 'src/cli/lintWorker.ts' },
  target: 'node20',
  chunkNames: 'chunks/cli-[name]-[hash]',
};

// The language server without the rest, for those who measure it.
const server = {
  ...node,
  entryPoints: { server: 'src/server/node/main.ts' },
  chunkNames: 'chunks/server-[name]-[hash]',
};

// One page a folder in src/webview; the browser is the Chromium of engines.vscode.
const pages = existsSync('src/webview')
  ? readdirSync('src/webview', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(`src/webview/${entry.name}/main.ts`))
      .map((entry) => entry.name)
  : [];
const webview = {
  entryPoints: Object.fromEntries(pages.map((name) => [name, `src/webview/${name}/main.ts`])),
  outdir: 'dist/webview',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'chrome140',
  minify,
  sourcemap: watch ? 'linked' : false,
  metafile: true,
  logLevel: 'info',
};

// The language server for a worker of a browser, where nothing of Node is: a module of it anywhere below ends the build.
const browserServer = {
  entryPoints: { languageServer: 'src/server/browser/main.ts' },
  outdir: 'dist/web',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  // Browsers that VS Code for the Web runs in.
  target: ['chrome128', 'firefox128', 'safari17.4'],
  minify,
  sourcemap: watch ? 'linked' : false,
  metafile: true,
  logLevel: 'info',
};

/** The schemas for browsers, which inflate gzip by themselves and brotli not. */
async function writeBrowserSchemas() {
  await mkdir('dist/web', { recursive: true });
  for (const name of ['schemas.json', 'descriptions.json', 'fields.json']) {
    const text = brotliDecompressSync(await readFile(`media/schemas/${name}.br`));
    await writeFile(`dist/web/${name}.gz`, gzipSync(text, { level: 9 }));
  }
}

/**
 * The banner is for CommonJS packages; a chunk of our own code alone starts faster and smaller without it. The metafile is corrected too,
 * because budgets are read from it.
 * @param {import('esbuild').Metafile} metafile
 */
async function dropNeedlessBanners(metafile) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const text = path.endsWith('.js') ? await readFile(path, 'utf8') : '';
    if (!text.startsWith(banner.js)) continue;
    const code = text.slice(banner.js.length).replace(/^\n/, '');
    if (/\brequire\b|\b__(?:file|dir)name\b/.test(code)) continue;
    await writeFile(path, code);
    output.bytes = Buffer.byteLength(code);
  }
}

if (only === undefined) await rm('dist', { recursive: true, force: true });
if (watch) {
  for (const options of [node, cli, webview, browserServer]) await (await context(options)).watch();
  await writeBrowserSchemas();
} else if (only !== undefined) {
  const { metafile } = await build(only === 'server' ? server : cli);
  await dropNeedlessBanners(metafile);
} else {
  const all = [build(node), build(cli), build(webview), build(browserServer)];
  const [extension, commands, web] = await Promise.all(all);
  await writeBrowserSchemas();
  for (const { metafile } of [extension, commands]) await dropNeedlessBanners(metafile);
  await mkdir('out', { recursive: true });
  await writeFile(
    'out/metafile.json',
    JSON.stringify({
      extension: extension.metafile,
      cli: commands.metafile,
      webview: web.metafile,
    }),
  );
}
