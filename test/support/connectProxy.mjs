// A proxy as a process of its own: CONNECT alone, and names that end in .test lead to the address that is its argument. Writes its port, then each target, to stdout.
// @ts-check
import { createServer } from 'node:http';
import { connect } from 'node:net';

const behind = process.argv[2] ?? '127.0.0.1';
const server = createServer((_request, response) => response.writeHead(405).end());
server.on('connect', (request, socket) => {
  const target = String(request.url);
  console.log(target);
  const [host = '', port = ''] = target.split(/:(?=\d+$)/);
  const upstream = connect({ host: host.endsWith('.test') ? behind : host, port: Number(port) }, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(upstream).pipe(socket);
  });
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ]) {
    one?.on('error', () => other?.destroy());
    one?.on('close', () => other?.destroy());
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
