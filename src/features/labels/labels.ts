import type { Language } from '../../platform/text/language';
import { columnDescriptions as germanColumnDescriptions } from './de/column-descriptions';
import { columnGroups, columns } from './de/columns';
import { enums as germanEnums } from './de/enums';
import { importTitles as germanImportTitles } from './de/import-titles';
import { noticeMail as germanNoticeMail } from './de/notice-mail';
import { addressMail as germanAddressMail, pages as germanPages, signInMail as germanSignInMail } from './de/pages';
import { templates as germanTemplates } from './de/templates';
import { columnDescriptions } from './en/column-descriptions';
import { enums } from './en/enums';
import { importTitles } from './en/import-titles';
import { noticeMail } from './en/notice-mail';
import { addressMail, pages, signInMail } from './en/pages';
import { templates } from './en/templates';
import type {
  AddressMailTexts,
  ColumnDescriptions,
  ImportTitles,
  NoticeMailTexts,
  PageTexts,
  SignInMailTexts,
} from './label-tables';

interface Labels {
  /** By the name of the enum and its value. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By the name of the system template. */
  readonly templates: Readonly<Record<string, string>>;
  /** By the key of the column. Other columns have the label of the catalogue. */
  readonly columns: Readonly<Record<string, string>>;
  /** By the group of the catalogue. Other groups have its name. */
  readonly columnGroups: Readonly<Record<string, string>>;
  readonly columnDescriptions: ColumnDescriptions;
  readonly importTitles: ImportTitles;
  readonly pages: PageTexts;
  readonly signInMail: SignInMailTexts;
  readonly addressMail: AddressMailTexts;
  readonly noticeMail: NoticeMailTexts;
}

export const labels: Readonly<Record<Language, Labels>> = {
  en: {
    enums,
    templates,
    columns: {},
    columnGroups: {},
    columnDescriptions,
    importTitles,
    pages,
    signInMail,
    addressMail,
    noticeMail,
  },
  de: {
    enums: germanEnums,
    templates: germanTemplates,
    columns,
    columnGroups,
    columnDescriptions: germanColumnDescriptions,
    importTitles: germanImportTitles,
    pages: germanPages,
    signInMail: germanSignInMail,
    addressMail: germanAddressMail,
    noticeMail: germanNoticeMail,
  },
};

/** The label of a system template. */
export const templateLabel = (name: string, language: Language): string => labels[language].templates[name] ?? name;

/** The label of a column, whose key may start with the name of a file. Custom properties keep the name that they have. */
export const columnLabel = (
  { key, label }: { readonly key: string; readonly label: string },
  language: Language,
): string => (isCustom(key) ? label : (labels[language].columns[key.slice(key.lastIndexOf('.') + 1)] ?? label));

export const columnGroupLabel = (group: string, language: Language): string =>
  labels[language].columnGroups[group] ?? group;

/** The key of a column that has a description in each language. The compiler refuses any other. */
export type DescribedKey<Table extends keyof ColumnDescriptions> = keyof ColumnDescriptions[Table] & string;

/** What the cells of a column contain, in each language. */
export function columnDescription<Table extends keyof ColumnDescriptions>(
  table: Table,
  key: DescribedKey<Table>,
): Readonly<Record<Language, string>> {
  const textIn = (language: Language): string =>
    (labels[language].columnDescriptions[table] as Readonly<Record<string, string>>)[key]!;
  return { en: textIn('en'), de: textIn('de') };
}

/** A custom property may have the key of a fixed column. */
const isCustom = (key: string): boolean => /(^|\.)custom\./.test(key);
