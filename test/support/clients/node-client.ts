import path from 'node:path';
import { build } from 'esbuild';

/** What tests in this process use of the package. Its types need those of a browser. */
export interface NodeClient {
  query(document: string): Promise<unknown>;
  mutate(document: string): Promise<unknown>;
  sendImportFile(id: string, file: Blob): Promise<unknown>;
  watchExport(
    id: string,
    options?: { onConnectionChange?: (isConnected: boolean) => void },
  ): AsyncIterable<{ readonly version: number }>;
  readonly viewerChanges: number;
  onConnected(listener: () => void): () => void;
  close(): Promise<void>;
}

type Create = (url: string, transport?: 'sse' | 'websocket', token?: () => Promise<string>) => NodeClient;

/** Bundles the package for this process. By default with event streams, because Node.js 20 has no WebSocket. */
export async function loadNodeClient(): Promise<Create> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, '..', '..', '..', 'src', 'client', 'index.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'warning',
  });
  const module = { exports: {} as { createTallyport: (options: object) => NodeClient } };
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, require);
  return (url, transport = 'sse', token = async () => 'tp_test') =>
    module.exports.createTallyport({ url, token, transport });
}
