import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../package.json';
import { useOrganization, useTestApp } from '../support/apps/app';
import { engines } from '../support/databases/engines';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');
const modules = join(root, 'node_modules');
/** Without the settings of the npm that runs the tests. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

describe('the package, installed from its file in an empty folder', () => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tallyport-package-'));
    const npm = (cwd: string, ...words: string[]) => run('npm', words, { cwd, env });
    await npm(root, 'run', 'client:pack', '--', '--pack-destination', folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const cache = ['--offline', '--cache', join(folder, 'cache'), '--ignore-scripts', '--no-audit', '--install-links'];
    const dependencies = ['graphql', 'graphql-ws'].map((name) => join(modules, name));
    await npm(folder, 'install', ...cache, `./tallyport-${version}.tgz`, ...dependencies);
    copyFileSync(join(root, 'docs', 'export-screen.tsx'), join(folder, 'screen.tsx'));
    for (const name of ['program.mts', 'program.cts'])
      copyFileSync(join(root, 'test', 'pages', 'program.ts'), join(folder, name));
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // `npm run check` uses the types of React 19.
  it('has the types that the screen of the documents needs, also with React 18', async () => {
    const types = join(folder, 'node_modules', '@types');
    mkdirSync(types);
    symlinkSync(join(modules, 'react-18-types'), join(types, 'react'));
    const options = [
      ...['--strict', '--exactOptionalPropertyTypes', '--skipDefaultLibCheck', '--types', 'react'],
      ...['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', '--jsx', 'react-jsx'],
    ];
    const compiler = join(modules, 'typescript', 'bin', 'tsc');
    const words = [compiler, ...options, 'screen.tsx', 'program.mts', 'program.cts'];
    const { stdout } = await run('node', words, { cwd: folder, env }).catch((error) => error);
    expect(stdout).toBe('');
  }, 120_000);

  it.each(['program.mjs', 'program.cjs'])('exports users by %s, which the compiler made', async (program) => {
    const words = [join(folder, program), `${app.url}/graphql`, organization.owner.token!];
    const { stdout } = await run('node', words, { env });
    expect(JSON.parse(stdout)).toEqual({
      last: 'COMPLETED',
      file: expect.stringContaining('Username\r\nowner\r\nadmin\r\nmember\r\n'),
      code: 'NOT_FOUND',
    });
  });
});
