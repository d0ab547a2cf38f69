import type { failures as failureCodes, missingColumns as missingColumnCodes } from '../en/failures';
import type { Sentences } from '../label-tables';
import { number } from './phrases';

export const failures: Sentences<typeof failureCodes> = {
  WORKER_LOST: () => 'Die Verarbeitung wurde mehrmals unterbrochen. Starten Sie sie noch einmal.',
  STORAGE_FULL: () => 'Der Speicher des Servers ist voll. Wenden Sie sich an den Betreiber des Servers.',
  STORAGE: () => 'Der Speicher des Servers ist gestört. Versuchen Sie es später noch einmal.',
  QUOTA_EXCEEDED: () =>
    'Die Dateien der Organisation haben ihren Speicherplatz aufgebraucht. Löschen Sie Dateien von Exporten, oder warten Sie, bis einige ablaufen.',
  PERMISSION_LOST: () => 'Die Person, die das gestartet hat, hat die nötigen Berechtigungen nicht mehr.',
  CREDENTIAL_REVOKED: () =>
    'Das Zugriffstoken oder die Sitzung, womit das gestartet oder fortgesetzt wurde, wurde widerrufen. Starten Sie den Vorgang noch einmal.',
  FILE_LOST: () => 'Die Datei ist verloren gegangen. Starten Sie den Vorgang noch einmal.',
  FILE_ALTERED: () => 'Die Datei wurde nachträglich verändert. Starten Sie den Vorgang noch einmal.',
  INTERNAL: () => 'Ein interner Fehler ist aufgetreten. Wenden Sie sich an den Betreiber des Servers.',
};

export const missingColumns: Sentences<typeof missingColumnCodes> = {
  COLUMN_GONE: () => 'Diese Spalte gibt es nicht mehr.',
  NO_CUSTOM_TERMS: () => 'Diese Organisation hat keine eigenen Nutzungsbedingungen.',
  SHEET_COLUMNS: ({ max }) => `Ein Tabellenblatt von Excel hat höchstens ${number(max)} Spalten.`,
};
