import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..');

const filesBelow = (folder: string): string[] =>
  existsSync(path.join(root, folder))
    ? readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file))
    : [];

/** German is no English. */
const isGerman = (file: string): boolean => /^src\/(features\/labels\/de\/|console\/texts\/de[./])/.test(file);

const files = [
  ...filesBelow('src').filter((file) => /\.tsx?$/.test(file) && !isGerman(file)),
  ...filesBelow('bench').filter((file) => file.endsWith('.ts')),
  ...filesBelow('test').filter((file) => file.endsWith('.test.ts')),
  ...filesBelow('docs').filter((file) => file.endsWith('.md')),
  ...readdirSync(root).filter((file) => file.endsWith('.md') && file !== 'STYLE.md'),
  'schema.graphql',
];

/** The first column of the table below a heading of STYLE.md. */
function tableBelow(heading: string): string[] {
  const style = readFileSync(path.join(root, 'STYLE.md'), 'utf8');
  const section = style.slice(style.indexOf(`## ${heading}`)).split(/\n## /)[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => /^\| (`.*?`(?:, `.*?`)*) \|/.exec(row.replace(/\\\|/g, '\0'))![1]!.replace(/\0/g, '|'));
}

const patterns = tableBelow('Words that the test refuses').map(
  (cell) => new RegExp(`(?<![\\w-])(${cell.slice(1, -1)})(?![\\w-])`, 'i'),
);
const typographicQuote = /[\u2018\u2019\u201C\u201D]/;
const parts = new Set(
  tableBelow('Parts of names that the test refuses').flatMap((cell) => cell.match(/\w+/g)!.map((part) => part)),
);

interface Text {
  readonly line: number;
  readonly text: string;
}

/** The comments and texts of a TypeScript file; and the names that it declares. */
function readSource(file: string): { prose: Text[]; names: Text[] } {
  const source = readFileSync(path.join(root, file), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1;
  const prose: Text[] = [];
  const names: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      prose.push({ line: lineOf(node.getStart()), text: node.text });
    const name = (node as ts.NamedDeclaration).name;
    if (name && ts.isIdentifier(name)) names.push({ line: lineOf(name.getStart()), text: name.text });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const [comment] of source.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g)) {
    const line = lineOf(source.indexOf(comment));
    prose.push({ line, text: comment.replace(/\s*\n\s*\*\s*/g, ' ') });
  }
  return { prose, names };
}

/** The titles of a test file. */
function readTitles(file: string): { prose: Text[]; names: Text[] } {
  const source = readFileSync(path.join(root, file), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const prose: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(describe|it|test)\b/.test(node.expression.getText())) {
      const title = node.arguments[0];
      if (title && ts.isStringLiteralLike(title))
        prose.push({ line: tree.getLineAndCharacterOfPosition(title.getStart()).line + 1, text: title.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { prose, names: [] };
}

function readDocument(file: string): { prose: Text[]; names: Text[] } {
  const text = readFileSync(path.join(root, file), 'utf8');
  // A sentence may be broken over two lines; code blocks are checked like the rest.
  const lines = text.split('\n');
  return {
    prose: lines.map((line, index) => ({ line: index + 1, text: `${line} ${lines[index + 1] ?? ''}` })),
    names: [],
  };
}

const isSql = (text: string): boolean => /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|BEGIN)\b/.test(text);

describe('the language of this project', () => {
  it('has both lists', () => {
    expect(patterns.length).toBeGreaterThan(15);
    expect(parts.size).toBeGreaterThan(15);
    expect(patterns.some((pattern) => pattern.test('It was read anew.'))).toBe(true);
  });

  it.each(files)('uses no refused word: %s', (file) => {
    const read = file.endsWith('.test.ts') ? readTitles : file.endsWith('.ts') ? readSource : readDocument;
    const { prose, names } = read(file);
    const found = [
      ...prose
        .filter(({ text }) => !isSql(text))
        .flatMap(({ line, text }) => patterns.map((pattern) => [line, pattern.exec(text)?.[0]] as const)),
      ...(file.endsWith('.md') ? [] : prose.map(({ line, text }) => [line, typographicQuote.exec(text)?.[0]] as const)),
      ...names.flatMap(({ line, text }) =>
        text
          .split(/(?=[A-Z])|_/)
          .filter((part) => parts.has(part.toLowerCase()))
          .map((part) => [line, `${text} (${part})`] as const),
      ),
    ];
    expect(found.flatMap(([line, word]) => (word ? [`${file}:${line} ${word}`] : []))).toEqual([]);
  });
});
