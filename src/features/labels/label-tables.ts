import type { Meanings, ParametersOf } from '../../sentences';
import type { auditActions } from './en/audit-actions';
import type { columnDescriptions } from './en/column-descriptions';
import type { enums } from './en/enums';
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
export type PageTexts = Translated<typeof pages>;
export type SignInMailTexts = Translated<typeof signInMail>;
export type AddressMailTexts = Translated<typeof addressMail>;

/** A sentence for each code. The compiler refuses a missing code, and a parameter that the code does not have. */
export type Sentences<Codes extends Meanings> = {
  readonly [Code in keyof Codes]: (parameters: ParametersOf<Codes, Code>) => string;
};
