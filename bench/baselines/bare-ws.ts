import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/**
 * A separate process: a plain ws server that sends each text from its parent to all connected clients. It answers the
 * first two messages of a client as the protocol requires, so that the same clients work with it. Prints its URL.
 */
const server = createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
});
let present = '';
sockets.on('connection', (socket) => {
  socket.on('message', (data) =>
    socket.send(String(data).includes('connection_init') ? '{"type":"connection_ack"}' : present),
  );
});
process.on('message', (text: string) => {
  present = text;
  for (const socket of sockets.clients) socket.send(text);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
