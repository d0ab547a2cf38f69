import type { auditActions } from './en/audit-actions';
import type { enums } from './en/enums';
import type { templates } from './en/templates';

/** The same keys as the English table, so that the compiler refuses a translation that lacks one. */
type Translated<Table> = { readonly [Key in keyof Table]: Table[Key] extends string ? string : Translated<Table[Key]> };

export type AuditActionLabels = Translated<typeof auditActions>;
export type EnumLabelTable = Translated<typeof enums>;
export type TemplateLabels = Translated<typeof templates>;
