/** An encoding of CSV files. Spreadsheets save CSV in UTF-8, UTF-16, or the code page of the user's country. */
export enum ImportEncoding {
  UTF_8 = 'UTF_8',
  UTF_16LE = 'UTF_16LE',
  UTF_16BE = 'UTF_16BE',
  WINDOWS_1250 = 'WINDOWS_1250',
  WINDOWS_1251 = 'WINDOWS_1251',
  WINDOWS_1252 = 'WINDOWS_1252',
  WINDOWS_1253 = 'WINDOWS_1253',
  WINDOWS_1254 = 'WINDOWS_1254',
  WINDOWS_1255 = 'WINDOWS_1255',
  WINDOWS_1256 = 'WINDOWS_1256',
  WINDOWS_1257 = 'WINDOWS_1257',
  ISO_8859_15 = 'ISO_8859_15',
  MAC_ROMAN = 'MAC_ROMAN',
  GB18030 = 'GB18030',
  BIG5 = 'BIG5',
  SHIFT_JIS = 'SHIFT_JIS',
  EUC_KR = 'EUC_KR',
}

export const encodingDescriptions: Record<ImportEncoding, string> = {
  UTF_8: 'UTF-8, with or without a byte order mark.',
  UTF_16LE: 'UTF-16, the less significant byte first. Excel calls it Unicode Text.',
  UTF_16BE: 'UTF-16, the more significant byte first.',
  WINDOWS_1250: 'Central European languages on Windows.',
  WINDOWS_1251: 'Cyrillic on Windows.',
  WINDOWS_1252: 'Western European languages on Windows.',
  WINDOWS_1253: 'Greek on Windows.',
  WINDOWS_1254: 'Turkish on Windows.',
  WINDOWS_1255: 'Hebrew on Windows.',
  WINDOWS_1256: 'Arabic on Windows.',
  WINDOWS_1257: 'Baltic languages on Windows.',
  ISO_8859_15: 'Latin-9, of Western European languages on Unix.',
  MAC_ROMAN: 'Western European languages in older programs on macOS.',
  GB18030: 'Chinese, with GBK and GB 2312.',
  BIG5: 'Traditional Chinese.',
  SHIFT_JIS: 'Japanese, with the additions of Windows.',
  EUC_KR: 'Korean, with the additions of Windows.',
};

export const isUtf16 = (encoding: ImportEncoding | undefined): boolean =>
  encoding === ImportEncoding.UTF_16LE || encoding === ImportEncoding.UTF_16BE;

/** The encoding as people write it, such as UTF-8 or Windows-1252. */
export const encodingName = (encoding: `${ImportEncoding}`): string =>
  encoding.replace('UTF_', 'UTF-').replace('WINDOWS_', 'Windows-');
