// @ts-check
// Stands in front of an HTTP server: node front.mjs SETTINGS, as JSON of FrontSettings. Runs as a process of its own; startFront.mjs starts it.
import { readFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { dagshubAnswer, dagshubPath } from './dagshubShape.mjs';

/**
 * @typedef {object} FrontSettings
 * @property {number} port Of 127.0.0.1.
 * @property {string} target Address of the server behind.
 * @property {{key: string, cert: string} | undefined} [tls] Files of PEM.
 * @property {import('./dagshubShape.mjs').Repository | undefined} [dagshub]
 */

/** @type {FrontSettings} */
const { port, target, tls, dagshub } = JSON.parse(process.argv[2] ?? '');
const behind = new URL(target);

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(request, response) {
  const path = dagshub ? dagshubPath(dagshub, request) : request.url;
  if (path === undefined && dagshub) dagshubAnswer(dagshub, request, response);
  else pass(request, response, path ?? '/');
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} path
 */
function pass(request, response, path) {
  // MLflow judges by Host whether a request is meant for it.
  const headers = { ...request.headers, host: behind.host };
  // DagsHub's token is none of MLflow's.
  if (dagshub) delete headers.authorization;
  const passed = send(
    { hostname: behind.hostname, port: behind.port, method: request.method, path, headers },
    (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    },
  );
  passed.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end(error.message);
  });
  response.on('close', () => passed.destroy());
  request.pipe(passed);
}

const server = tls
  ? createTlsServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, answer)
  : createServer(answer);
server.listen(port, '127.0.0.1');
