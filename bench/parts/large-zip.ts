import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startZip, type Zip } from '../../src/features/exports/formats/zip';
import { tookMs } from '../pairs';
import { cacheFolder } from '../paths';
import { note, type Report, seconds } from '../report';

/** Checks with another program an entry of more than 4 GB and the entry after it, which are too large for a test. */
export async function largeZip(report: Report): Promise<void> {
  const file = path.join(cacheFolder, 'large.zip');
  const chunk = Buffer.from('0123456789,abcdefghij,"some text"\r\n'.repeat(8000));
  const times = Math.ceil(2 ** 32 / chunk.length) + 1;
  try {
    const ms = await tookMs(async () => {
      const sink = createWriteStream(file);
      const zip = startZip(sink, new AbortController().signal);
      await writeAll(zip, 'large.csv', chunk, times);
      await writeAll(zip, 'small.csv', Buffer.from('a,b\r\n'), 1);
      await zip.finish();
      sink.end();
      await once(sink, 'close');
    });
    const read = spawnSync(
      '/usr/bin/python3',
      [
        '-c',
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print([(i.filename, i.file_size) for i in z.infolist()], z.read("small.csv"))',
        file,
      ],
      { encoding: 'utf8' },
    );
    if (read.error) return note('/usr/bin/python3 is not installed: the ZIP of more than 4 GB is skipped');
    const met = read.stdout.trim() === `[('large.csv', ${times * chunk.length}), ('small.csv', 5)] b'a,b\\r\\n'`;
    report({
      part: 'zip',
      what: 'an entry of more than 4 GB, followed by another',
      measured: `${met ? 'correct' : `wrong: ${read.stdout} ${read.stderr}`} in Python, written in ${seconds(ms)}`,
      target: 'right',
      met,
    });
  } finally {
    await rm(file, { force: true });
  }
}

async function writeAll(zip: Zip, name: string, chunk: Buffer, times: number): Promise<void> {
  const entry = zip.entry(name);
  for (let time = 0; time < times; time++) if (!entry.stream.write(chunk)) await once(entry.stream, 'drain');
  await entry.end();
}
