import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const folder = path.join(__dirname, '../../src/console');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

/** The buttons of a file with an attribute that disables them. */
function disabledButtons(file: string): string[] {
  const source = readFileSync(path.join(folder, file), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const names = node.attributes.properties.map((property) => property.name?.getText());
      if (/(Button|ActionIcon)$/i.test(node.tagName.getText()) && names.includes('disabled'))
        found.push(`${file}: ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the buttons of the console', () => {
  // ActionButton says why it is disabled. A disabled button that says nothing leaves people without help.
  it('are disabled by ActionButton alone', () => {
    const found = files.flatMap(disabledButtons);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^parts\/action-button\.tsx: /);
  });
});
