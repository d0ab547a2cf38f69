/** Texts that engines compare in different ways where they are let: by case, accents, blanks, wildcards, escapes, and code points. */
export const oddTexts: readonly string[] = [
  'vip', 'VIP', 'Vip', 'émile', 'Émile', 'EMILE', 'e\u0301mile', 'straße', 'STRASSE', 'ΣΑΣ', 'σας', 'σασ', 'İ', 'i', 'ı', 'I', 'Ａ', 'a', 'A', 'ñ', 'n', 'ß', 'ss',
  'a ', 'a  ', ' a', 'a\u00a0', 'a\t', 'a\u200b', 'a%b', 'a_b', 'aXb', '%', '_', '%%', 'a!b', '!', 'a\\b', 'a\\\\b', '\\', '\\\\', "o'neill", "'", '"', '"q"', 'a"vip"b', '`', '?', ':value0', '$1',
  ',', 'a,', ',b', '[', ']', '[]', 'a[', ']b', '","', 'x",', ']y', '["', '"]', '{}', 'null', 'true', '1', '11', '-1', '1e3', '😀', '😀a', '\ue000', '\uffee', '\ufffd', '日本', 'я', 'Я', '\u007f', 'line\nbreak', 'a\r\nb',
];

/** Lists of such texts whose JSON looks as if they held others. */
export const oddLists: readonly (readonly string[])[] = [
  [], ['a,', ',b'], ['a[', ']b'], ['x",', ']y'], [',', ']x'], [',', 'z'], ['z', ','], ['z', ',', 'z'], [','], [',', ','], ['[', ']'], ['","'], ['"', '"'], ['x\\', 'y'], ['x\\",\\"y'], ['a"vip"b'], ['vip,', ',vip'], ['"vip"'], ['vip '],
];
