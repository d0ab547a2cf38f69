import { createTallyport, TallyportError } from 'tallyport/client';

declare const process: { argv: [string, string, url: string, token: string] };

/** A program of another project, which a test runs as an ES module and as a CommonJS module. */
async function main(): Promise<void> {
  const [, , url, token] = process.argv;
  // Node.js 20 has no WebSocket.
  const tallyport = createTallyport({ url, token, transport: 'sse' });
  const { id } = await tallyport.startExport({ dataset: 'USERS', format: 'CSV', columns: ['username'] });
  const states: string[] = [];
  for await (const { state } of tallyport.watchExport(id)) states.push(state);
  const file = await (await tallyport.fetchExport(id)).text();
  const refusal: unknown = await tallyport
    .watchExport('999999')
    .next()
    .catch((error: unknown) => error);
  await tallyport.close();
  console.log(JSON.stringify({ last: states.at(-1), file, code: refusal instanceof TallyportError && refusal.code }));
}

void main();
