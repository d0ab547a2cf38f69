/** Values that break careless exports: every kind that the formats have to deal with. */
export const oddValues: readonly string[] = [
  '=1+1', '+49 151 000', '-5', '@cmd', '\t=tab', '\r=cr', '\n=lf', '  =blanks', '\u00a0=no-break space', '\uff1dfull width', '\uff0bfull', '\uff0dfull', '\uff20full',
  "'=already guarded", "'plain quote", '=HYPERLINK("http://evil.example","click")', '=cmd|\' /C calc\'!A0',
  'comma, "quotes" and ; semicolons', 'line one\nline two', 'line one\r\nline two', 'ends with CR\r', '"', '""', ',', '\r\n',
  ' leading and trailing ', '0012345', '1e10', '1/2', '2026-11-01', 'TRUE', 'null', 'undefined', 'NaN', '__proto__', 'constructor', '{"formula":"1+1"}', '[object Object]',
  'Main\\|HQ', 'a|b|c', '\\', '\\\\', '<b>bold</b> & <script>alert(1)</script>', ']]>', '&amp;', '_x0041_', '_x000D_', '%s %d {0}', '${7*7}', "Robert'); DROP TABLE users;--",
  'naïve café', 'cafe\u0301', 'Ａ', 'ﬁ', 'İstanbul ı', 'Straße', '日本語', '한국어', '🎉 emoji 👩‍👩‍👧‍👦', '\u202eright to left', 'ﷺ', 'שלום עולם', 'Z̮̞̠͙͔ͅalgo',
  'zero\u200bwidth', '\u200b=zero width', '\ufeffbyte order mark', 'soft\u00adhyphen', 'next\u0085line', 'line\u2028separator', 'control \u0001\u0008\u000b\u001f\u007f', 'not a character \ufffe \uffff', '\u0000nul', 'x'.repeat(32_767), 'y'.repeat(32_768), '😀'.repeat(20_000),
];
