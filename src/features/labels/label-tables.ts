import type { Meanings, ParametersOf } from '../../sentences';
import type { auditActions } from './en/audit-actions';
import type { columnDescriptions } from './en/column-descriptions';
import type { enums } from './en/enums';
import type { importTitles } from './en/import-titles';
import type { addressMail, pages, signInMail } from './en/pages';
import type { templates } from './en/templates';

/** The same keys as the English table, so that the compiler refuses a translation that lacks one. */
type Translated<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends string
    ? string
    : Table[Key] extends (...parameters: infer Parameters) => string
      ? (...parameters: Parameters) => string
      : Translated<Table[Key]>;
};

export type AuditActionLabels = Translated<typeof auditActions>;
export type ColumnDescriptions = Translated<typeof columnDescriptions>;
export type EnumLabelTable = Translated<typeof enums>;
export type TemplateLabels = Translated<typeof templates>;
export type ImportTitles = Translated<typeof importTitles>;
export type PageTexts = Translated<typeof pages>;
export type SignInMailTexts = Translated<typeof signInMail>;
export type AddressMailTexts = Translated<typeof addressMail>;

/** What the sentences of a mail are made of. */
interface MailFacts {
  /** Content of the export or import. */
  readonly what: string;
  /** Name of the user who caused the event. */
  readonly who: string;
  readonly organization: string;
  /** Empty if there is none. */
  readonly reason: string;
  /** Whether there is a reason that must not be in a mail. */
  readonly hasHiddenReason: boolean;
  readonly result: string;
  readonly keptHours: number | undefined;
}

type NoticeMailText = (facts: MailFacts) => { readonly subject: string; readonly sentences: readonly string[] };

/** The mails about exports, imports and requests. */
export type NoticeMailTexts = Readonly<
  Record<
    | 'EXPORT_REQUESTED'
    | 'EXPORT_COMPLETED'
    | 'EXPORT_FAILED'
    | 'IMPORT_COMPLETED'
    | 'IMPORT_FAILED'
    | 'REQUEST_OPENED'
    | 'REQUEST_APPROVED'
    | 'REQUEST_DECLINED',
    NoticeMailText
  >
> & {
  readonly contents: {
    /** The detail is a format, or the name of a file. Null: the mail must not contain the name. */
    readonly dataset: (dataset: string, detail: string | null) => string;
    readonly oneUser: (format: string) => string;
    readonly organization: string;
  };
  readonly greeting: (name: string) => string;
  /** For a user or an organization whose name must not be in a mail. */
  readonly someone: string;
  readonly unnamed: string;
  /** For a reason that must not be in a mail. */
  readonly reasonOnPage: string;
  readonly buttons: Readonly<Record<'export' | 'import' | 'request', string>>;
};

/** A sentence for each code. The compiler refuses a missing code, and a parameter that the code does not have. */
export type Sentences<Codes extends Meanings> = {
  readonly [Code in keyof Codes]: (parameters: ParametersOf<Codes, Code>) => string;
};
