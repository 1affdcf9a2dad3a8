// @ts-check
// The pictures of the walkthrough and of the documents, from the screens of the last tour and of the last UI tests:
//   npm start -- --exit && npm test -- --only ui && node scripts/screenshots.mjs
// They are cut and made small by a browser, because that needs no further package.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { openBrowser } from '../test/harness/browser.mjs';

const root = resolve(import.meta.dirname, '..');

/**
 * @typedef {object} Picture
 * @property {string} file Where it goes, from the root.
 * @property {RegExp} screen The newest screen whose path matches.
 * @property {number} width In pixels; the height follows.
 * @property {{x: number, y: number, width: number, height: number}} [cut] In parts of the screen, 0 to 1.
 */

/** The walkthrough shows its pictures about 800 pixels wide. */
const width = 800;
/** Together they must leave room for the code in a package of 3 MB. */
const maxBytes = 700 * 1024;

/** @type {readonly Picture[]} */
const pictures = [
  {
    file: 'media/walkthrough/engine.png',
    screen: /tour\/\d+-engine-seen/,
    width,
    cut: { x: 0, y: 0, width: 0.5, height: 1 },
  },
  { file: 'media/walkthrough/containerize.png', screen: /ui\/containerize\.png$/, width },
  { file: 'media/walkthrough/build.png', screen: /tour\/\d+-image-built/, width },
  { file: 'media/walkthrough/run.png', screen: /ui\/job-form\.png$/, width },
  { file: 'media/walkthrough/watch.png', screen: /tour\/\d+-metrics-seen/, width },
  { file: 'media/walkthrough/serve.png', screen: /tour\/\d+-outputs-there/, width },
  { file: 'docs/images/main-job.png', screen: /tour\/\d+-(?:run-finished|metrics-seen)/, width: 1200 },
  { file: 'docs/images/containerize-diff.png', screen: /ui\/containerize-diff\.png$/, width: 1000 },
  { file: 'docs/images/cluster-run.png', screen: /ui\/cluster-run\.png$/, width: 1000 },
  { file: 'docs/images/manifests.png', screen: /ui\/manifests\.png$/, width: 1000 },
  { file: 'docs/images/experiments.png', screen: /ui\/experiments-plots\.png$/, width: 1000 },
  { file: 'docs/images/cluster-helm.png', screen: /ui\/helm-upgrade\.png$/, width: 1000 },
];

const screens = ['tour', 'ui']
  .map((folder) => join(root, 'out', folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

/** @param {RegExp} pattern */
function newestScreen(pattern) {
  const found = screens.filter((path) => pattern.test(relative(root, path).replaceAll('\\', '/')));
  return found.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/**
 * Runs in the browser: draws the part and gives it back as PNG.
 * @param {{source: string, width: number, cut: {x: number, y: number, width: number, height: number}}} order
 */
async function draw({ source, width, cut }) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const part = {
    x: cut.x * image.width,
    y: cut.y * image.height,
    width: cut.width * image.width,
    height: cut.height * image.height,
  };
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(width, Math.round(part.width));
  canvas.height = Math.round((part.height * canvas.width) / part.width);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

const browser = await openBrowser();
let packaged = 0;
let isMissing = false;
for (const { file, screen, width: wanted, cut = { x: 0, y: 0, width: 1, height: 1 } } of pictures) {
  const path = newestScreen(screen);
  if (path === undefined) {
    console.error(`not made: ${file}, because out/ has no screen ${screen.source}`);
    isMissing = true;
    continue;
  }
  const source = `data:image/png;base64,${readFileSync(path, 'base64')}`;
  const drawn = await browser.page.evaluate(draw, { source, width: wanted, cut });
  const bytes = Buffer.from(drawn.slice(drawn.indexOf(',') + 1), 'base64');
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), bytes);
  if (file.startsWith('media/')) packaged += bytes.length;
  console.log(`${file}: ${Math.round(bytes.length / 1024)} KiB from ${relative(root, path)}`);
}
await browser.close();
if (packaged > maxBytes) {
  console.error(
    `the pictures in the package have ${Math.round(packaged / 1024)} KiB, at most ${maxBytes / 1024} are wanted`,
  );
  isMissing = true;
}
process.exitCode = isMissing ? 1 : 0;
