import { FirstTables1763769600000 } from './1-first-tables';
import { DayFigures1764633600000 } from './2-day-figures';
import { ExportColumns1764720000000 } from './3-export-columns';
import { RequestsAndMails1764806400000 } from './4-requests-and-mails';
import { ExportSlots1764892800000 } from './5-export-slots';
import { ActiveAccounts1764979200000 } from './6-active-accounts';
import { MergedAuditEvents1765065600000 } from './7-merged-audit-events';
import { RecentExports1765152000000 } from './8-recent-exports';
import { FoldedTexts1765324800000 } from './9-folded-texts';
import { ArchivedParts1765497600000 } from './10-archived-parts';
import { DatabaseId1765670400000 } from './11-database-id';
import { Imports1765756800000 } from './12-imports';
import { ImportPreviews1765843200000 } from './13-import-previews';
import { SignIn1765929600000 } from './14-sign-in';
import { SingleSignOn1766016000000 } from './15-single-sign-on';
import { UploadBytes1766188800000 } from './17-upload-bytes';
import { RequestedExports1766275200000 } from './18-requested-exports';
import { LiveRequests1766361600000 } from './19-live-requests';
import { ImportScreens1766448000000 } from './20-import-screens';
import { CredentialOrigins1766534400000 } from './21-credential-origins';
import { ProvedDomains1766620800000 } from './22-proved-domains';
import { LimitLocks1766707200000 } from './23-limit-locks';
import { ReturnPaths1766793600000 } from './24-return-paths';
import { ErrorGroups1766880000000 } from './25-error-groups';
import { TranslatedReasons1766966400000 } from './26-translated-reasons';
import { MailLanguage1767052800000 } from './27-mail-language';
import { DateOrder1767139200000 } from './28-date-order';
import { WarnedChanges1767225600000 } from './29-warned-changes';
import { ItemPositions1767312000000 } from './30-item-positions';
import { ImportSheets1767398400000 } from './31-import-sheets';
import { ImportCredentials1767484800000 } from './32-import-credentials';
import { ProviderSessions1767571200000 } from './33-provider-sessions';
import { UndoLevels1767657600000 } from './34-undo-levels';
import { UnconfirmedAddresses1767744000000 } from './35-unconfirmed-addresses';
import { AuditDetails1767916800000 } from './36-audit-details';
import { InvoicePlaces1768003200000 } from './37-invoice-places';
import { ImportNeeds1768089600000 } from './38-import-needs';
import { RevokedCredentials1768176000000 } from './39-revoked-credentials';
import { UsersLanguage1768262400000 } from './40-users-language';
import { TranslatedDetails1768348800000 } from './41-translated-details';

export const migrations = [
  FirstTables1763769600000,
  DayFigures1764633600000,
  ExportColumns1764720000000,
  RequestsAndMails1764806400000,
  ExportSlots1764892800000,
  ActiveAccounts1764979200000,
  MergedAuditEvents1765065600000,
  RecentExports1765152000000,
  FoldedTexts1765324800000,
  ArchivedParts1765497600000,
  DatabaseId1765670400000,
  Imports1765756800000,
  ImportPreviews1765843200000,
  SignIn1765929600000,
  SingleSignOn1766016000000,
  UploadBytes1766188800000,
  RequestedExports1766275200000,
  LiveRequests1766361600000,
  ImportScreens1766448000000,
  CredentialOrigins1766534400000,
  ProvedDomains1766620800000,
  LimitLocks1766707200000,
  ReturnPaths1766793600000,
  ErrorGroups1766880000000,
  TranslatedReasons1766966400000,
  MailLanguage1767052800000,
  DateOrder1767139200000,
  WarnedChanges1767225600000,
  ItemPositions1767312000000,
  ImportSheets1767398400000,
  ImportCredentials1767484800000,
  ProviderSessions1767571200000,
  UndoLevels1767657600000,
  UnconfirmedAddresses1767744000000,
  AuditDetails1767916800000,
  InvoicePlaces1768003200000,
  ImportNeeds1768089600000,
  RevokedCredentials1768176000000,
  UsersLanguage1768262400000,
  TranslatedDetails1768348800000,
];
