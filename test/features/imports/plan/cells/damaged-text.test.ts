import { findDamage, spreadsheetChange } from '../../../../../src/features/imports/plan/cells/damaged-text';

describe('findDamage', () => {
  it.each([
    ['#NV', 'error of a formula'],
    ['#BEZUG!', 'error of a formula'],
    ['#WERT!', 'error of a formula'],
    ['#ZAHL!', 'error of a formula'],
    ['#VALEUR !', 'error of a formula'],
    ['#NOM\u00a0?', 'error of a formula'],
    ['#¿NOMBRE?', 'error of a formula'],
    ['#¡VALOR!', 'error of a formula'],
    ['#RIF!', 'error of a formula'],
    ['#DEEL/0!', 'error of a formula'],
    ['#NÚM!', 'error of a formula'],
    ['#ARG!', 'error of a formula'],
    ['Fehler:502', 'error of a formula'],
    ['########', 'too narrow'],
    ['4,9151E+12', 'rounded'],
    ['M\ufffdller', 'U+FFFD'],
  ])('finds it in %j', (text, reason) => {
    expect(findDamage(text, null)?.message).toContain(reason);
  });

  it.each([
    ['Müller', 'M?ller', '"?"'],
    ['Łódź ó', '??d? ó', '"?"'],
    ['Café 😀', 'Caf? ?', '"?"'],
    ['Café 😀', 'Caf? ??', '"?"'],
    ['ü\r\nb', '?\nb', '"?"'],
    ['Jürgen', 'JÃ¼rgen', 'as Windows-1252'],
    ['Größe – Ý', 'GrÃ¶ÃŸe â€“ Ã\x9d', 'as Windows-1252'],
    ['Jürgen', 'J√ºrgen', 'as MAC_ROMAN'],
  ])('finds what has become of %j in %j', (oldText, newText, reason) => {
    expect(findDamage(newText, oldText)?.message).toContain(reason);
  });

  it.each([
    ['#yoga', null],
    ['#WERT', null],
    ['Fehler', null],
    ['1E+5', null],
    ['Why?', 'Who?'],
    ['M?ller', null],
    ['Muller?', 'Müller'],
    ['?', 'a'],
    ['JÃ¼rgen', null],
    ['Juergen', 'Jürgen'],
  ])('accepts %j instead of %j', (newText, oldText) => {
    expect(findDamage(newText, oldText)).toBeNull();
  });
});

describe('spreadsheetChange', () => {
  it.each([
    ['002', '2', 'LEADING_ZEROS'],
    ['00', '0', 'LEADING_ZEROS'],
    ['1e10', '10000000000', 'NUMBER_NOTATION'],
    ['1.50', '1.5', 'NUMBER_NOTATION'],
    ['007,10', '7,1', 'NUMBER_NOTATION'],
    ['+4912345', '4912345', 'NUMBER_NOTATION'],
    ['+351 977533262', '351 977533262', 'NUMBER_NOTATION'],
    ['+351 977 533-262', '351977533262', 'NUMBER_NOTATION'],
    ['12345678901234567890', '12345678901234600000', 'NUMBER_NOTATION'],
    ['1/2', '01/02/2026', 'DATE_OR_TIME'],
    ['3-4', '2026-03-04', 'DATE_OR_TIME'],
    ['1.2.', '01.02.2026', 'DATE_OR_TIME'],
    ['MAR1', '1-Mar', 'DATE_OR_TIME'],
    ['1:30', '01:30:00', 'DATE_OR_TIME'],
    ['true', 'TRUE', 'TRUTH_VALUE'],
    ['x'.repeat(32_768), 'x'.repeat(32_767), 'TEXT_CUT'],
    ['a\u0007b', 'ab', 'TEXT_CUT'],
  ])('recognizes %j that became %j', (oldText, newText, reason) => {
    expect(spreadsheetChange(oldText, newText)).toBe(reason);
  });

  it.each([
    ['2', '002'],
    ['002', '3'],
    ['', '1/2'],
    ['Faro', 'FARO'],
    ['1/2', '3'],
    ['12', '13'],
    ['+351 1', '351 2'],
    ['+351 1', '+3511'],
    ['1e400', '1e401'],
    ['Suite 12', 'Porto'],
  ])('accepts that %j became %j', (oldText, newText) => {
    expect(spreadsheetChange(oldText, newText)).toBeNull();
  });
});
