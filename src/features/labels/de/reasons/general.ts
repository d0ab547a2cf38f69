import type { denialReasons, generalReasons } from '../../../../error-reasons';
import type { Sentences } from '../../label-tables';
import { bytes, counted, duration, named, number, permissionLabels, stateLabel } from '../phrases';

export const denials: Sentences<typeof denialReasons> = {
  OWNER_ONLY: () => 'Das darf nur der Inhaber der Organisation, und nicht mit einem eingeschränkten Zugriffstoken.',
  PERMISSIONS_REQUIRED: ({ permissions }) => `Dafür brauchen Sie die Berechtigungen ${permissionLabels(permissions)}.`,
  LIMITED_TOKEN: () => 'Mit einem eingeschränkten Zugriffstoken ist das nicht möglich.',
  OWNER_NEEDS_NO_REQUEST: () => 'Als Inhaber brauchen Sie keine Anfrage. Starten Sie den Export direkt.',
  NOT_SUPPORTED: () => 'Das ist nicht möglich.',
};

export const general: Sentences<typeof generalReasons> = {
  VALUE_TAKEN: ({ value }) => `${named(value)} ist schon vergeben.`,
  VALUE_ARCHIVED: ({ value }) =>
    `${named(value)} ist der Name eines archivierten Eintrags. Stellen Sie ihn wieder her, oder wählen Sie einen anderen Namen.`,
  VALUE_BLANK: () => 'Der Text darf nicht leer sein.',
  UNKNOWN_ID: ({ id }) => `Es gibt keinen Eintrag mit der Kennung ${named(id)}, oder Sie dürfen ihn nicht sehen.`,
  UNKNOWN_MAPPING: ({ name }) => `Es ist keine Zuordnung mit dem Namen ${named(name)} gespeichert.`,
  PERIOD_INCOMPLETE: () => 'Geben Sie Anfang und Ende des Zeitraums an, oder wählen Sie einen vorgegebenen Zeitraum.',
  PERIOD_REVERSED: () => 'Das Ende des Zeitraums liegt vor seinem Anfang.',
  STATE: ({ state }) => `Im Zustand ${named(stateLabel(state))} ist das nicht möglich.`,
  CHANGED_MEANWHILE: () => 'Das wurde inzwischen geändert. Laden Sie es neu, und versuchen Sie es noch einmal.',
  ACCOUNT_NOT_ACTIVE: () => 'Das betroffene Konto ist nicht aktiv.',
  ADDRESS_SHARED: ({ email }) =>
    `Ein anderer Benutzer hat dieselbe E-Mail-Adresse ${named(email)}. Ändern Sie zuerst eine der beiden Adressen.`,
  COUNT_LIMIT: ({ max }) => `Davon sind höchstens ${number(max)} erlaubt. Entfernen Sie zuerst einige.`,
  RATE_LIMIT: ({ max, retryAfter }) =>
    `Das geht höchstens ${counted(max, 'Mal', 'Mal')} in so kurzer Zeit. Versuchen Sie es in ${duration(retryAfter)} noch einmal.`,
  AT_ONCE_LIMIT: ({ max }) =>
    `Sie können höchstens ${counted(max, 'Datei', 'Dateien')} gleichzeitig übertragen. Warten Sie, bis eine fertig ist.`,
  ORGANIZATION_BUSY: () =>
    'Für Sie oder Ihre Organisation laufen gerade zu viele Abfragen. Versuchen Sie es in einigen Sekunden noch einmal.',
  STORAGE_QUOTA: ({ maxBytes }) =>
    `Die Dateien der Organisation haben den Speicherplatz von ${bytes(maxBytes)} aufgebraucht. Löschen Sie Dateien von Exporten, oder warten Sie, bis einige ablaufen.`,
  LINK_EXPIRED: () => 'Der Link ist abgelaufen oder wurde schon verwendet.',
  FILE_DELETED: () => 'Die Datei wurde gelöscht oder ist verloren gegangen.',
  NOTHING_TO_APPLY: ({ failed }) =>
    `Der Plan dieses Imports ändert nichts. ${
      Number(failed) > 0
        ? 'Seine Zeilen haben Fehler: Laden Sie die Fehlerdatei herunter, berichtigen Sie die Zeilen, und importieren Sie sie.'
        : 'Brechen Sie ihn ab, und importieren Sie eine Datei mit Änderungen.'
    }`,
  STEP_EXPIRED: () =>
    'Die Zeit für den nächsten Schritt dieses Imports ist abgelaufen. Importieren Sie die Datei noch einmal.',
  UNDO_OF_OTHER: () => 'Eine andere Person macht diesen Import bereits rückgängig.',
  UNDO_EXPIRED: () =>
    'Die Änderungen dieses Imports sind nicht mehr gespeichert. Er kann deshalb nicht rückgängig gemacht werden.',
};
