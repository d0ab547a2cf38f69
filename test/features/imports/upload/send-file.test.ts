import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTestApp } from '../../../support/apps/app';
import { startImport, uploadStatus, uploadUrl } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';
import { waitFor } from '../../../support/wait-for';

type SendFile = (uploadUrl: string, file: Blob) => Promise<void>;

/** The function of docs/imports.md, word for word, but a hundred times as fast. */
function readSendFile(fetchOnce: typeof fetch): SendFile {
  const page = readFileSync(join(__dirname, '../../../../docs/imports.md'), 'utf8');
  const [, code] = /^```js\nexport (async function sendFile[\s\S]*?)^```$/m.exec(page)!;
  return (new Function('fetch', `return ${code!.replace('1000', '10')}`) as (once: typeof fetch) => SendFile)(
    fetchOnce,
  );
}

eachEngine('the function of docs/imports.md', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('sends a file, and continues after the connection breaks', async () => {
    const { owner } = await app.organization();
    const { id } = await startImport(owner);
    const url = await uploadUrl(owner, id);
    const offsets: (string | null)[] = [];
    const sendFile = readSendFile((address, init) => {
      if (init?.method !== 'PUT') return fetch(address, init);
      offsets.push(new Headers(init.headers).get('upload-offset'));
      if (offsets.length > 1) return fetch(address, init);
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from('first,'));
          await waitFor('six bytes to arrive', async () => (await uploadStatus(url)).offset === '6');
          controller.error(new Error('The connection is broken.'));
        },
      });
      return fetch(address, { ...init, body, duplex: 'half' });
    });
    await sendFile(url, new Blob(['first,second']));
    expect(offsets).toEqual([null, '6']);
    const { import: row } = await owner.data(
      'query ($id: ID!) { import(id: $id) { state files { source { sha256 } } } }',
      {
        id,
      },
    );
    expect(row.files.source.sha256).toBe(createHash('sha256').update('first,second').digest('hex'));
  });

  it('reports why a file is refused', async () => {
    const { owner } = await app.organization();
    const url = await uploadUrl(owner, (await startImport(owner)).id);
    await expect(readSendFile(fetch)(`${url}x`, new Blob(['a']))).rejects.toThrow('upload link');
  });
});
