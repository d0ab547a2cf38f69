import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../../src/platform/log';
import { timeZoneDataVersion } from '../../../src/platform/time/time-zone';
import { reportZoneData } from '../../../src/platform/time/zone-data-age';

const year = Number(timeZoneDataVersion.slice(0, 4));
const newer = `${year + 1}a`;

describe('time zone data', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tallyport-zoneinfo-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const reported = (
    node?: string,
  ): { level: string; msg: string; release: string; newer?: string; where?: string }[] => {
    const lines: string[] = [];
    reportZoneData(createLog('info', { write: (line) => void lines.push(line) }), { folder, node });
    return lines.map((line) => JSON.parse(line));
  };
  const warnings = (node?: string) => reported(node).filter(({ level }) => level === 'warn');

  it('has the name of its release', () => {
    expect(reported()).toEqual([
      expect.objectContaining({ level: 'info', msg: 'time zone data', release: timeZoneDataVersion }),
    ]);
  });

  describe.each([
    ['tzdata.zi', (release: string) => `# version ${release}\n# redo posix_only\nR A 1916 o\n`],
    ['+VERSION', (release: string) => `${release}\n`],
  ])('with a %s of the system', (name, text) => {
    it.each([newer, `${timeZoneDataVersion}a`])(
      'that is newer (%s) is warned of, and how to get it is said',
      (release) => {
        writeFileSync(join(folder, name), text(release));
        expect(warnings()).toEqual([
          expect.objectContaining({
            release: timeZoneDataVersion,
            newer: release,
            where: folder,
            msg: expect.stringContaining('update the package moment-timezone'),
          }),
        ]);
      },
    );

    it.each([
      '1999a',
      `${year}a`,
      timeZoneDataVersion,
      `${year - 1}z`,
      'unknown',
      '',
      '9',
      '9999',
      '\0\uFFFD',
      `${newer}-7-gabc`,
    ])('that is not newer, or no release (%j), is not', (release) => {
      writeFileSync(join(folder, name), text(release));
      expect(warnings()).toEqual([]);
    });
  });

  it('is compared with the data of Node, too', () => {
    expect(warnings(newer)).toEqual([expect.objectContaining({ newer, where: 'Node' })]);
    for (const node of [timeZoneDataVersion, '2025c', 'garbage', undefined]) expect(warnings(node)).toEqual([]);
  });

  it('needs no folder of the system', () => {
    rmSync(folder, { recursive: true });
    expect(warnings()).toEqual([]);
    writeFileSync(folder, 'a file');
    expect(warnings()).toEqual([]);
  });
});
