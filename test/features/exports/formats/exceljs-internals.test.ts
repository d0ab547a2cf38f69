import { PassThrough } from 'node:stream';
import { stream } from 'exceljs';
import { version } from 'exceljs/package.json';
import { ColumnType } from '../../../../src/features/columns/column';
import { DatedWorkbookWriter, sheetStream, stylesOf } from '../../../../src/features/exports/formats/exceljs-internals';

describe('the private parts of exceljs', () => {
  const workbook = new DatedWorkbookWriter({ stream: new PassThrough().resume(), useStyles: false });

  it('were last reviewed for this version', () => {
    expect(version).toBe('4.4.0');
  });

  it('include the ZIP and the themes of the writer', () => {
    expect((workbook as unknown as { zip: { append: unknown } }).zip.append).toBeInstanceOf(Function);
    expect(Object.hasOwn(stream.xlsx.WorkbookWriter.prototype, 'addThemes')).toBe(true);
  });

  it('include the style table', () => {
    const { styles } = workbook as unknown as { styles: { dateStyleId: unknown; model: object } };
    expect(styles.model).toMatchObject({ styles: expect.any(Array), numFmts: expect.any(Array) });
    const types = [ColumnType.DATE, ColumnType.INSTANT, ColumnType.MONEY];
    expect(Object.values(stylesOf(workbook, types, 2)).every((style) => style > 0)).toBe(true);
  });

  it('include the stream of a worksheet with its ZIP entry', () => {
    const worksheet = workbook.addWorksheet('A');
    worksheet.addRow(['a']).commit();
    const { pipes, write } = sheetStream(worksheet);
    expect(write).toBeInstanceOf(Function);
    expect(pipes).toHaveLength(1);
    expect(pipes[0]!._writableState).toMatchObject({ needDrain: expect.any(Boolean) });
  });
});
