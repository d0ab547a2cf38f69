import type { denialReasons, generalReasons } from '../../../../error-reasons';
import type { MissingThing } from '../../../../errors';
import type { Sentences } from '../../label-tables';
import { enums } from '../enums';
import {
  alternatives,
  bytes,
  counted,
  duration,
  labelIn,
  labelsIn,
  named,
  namedList,
  number,
  permissionLabels,
  sentenceOf,
  stateLabel,
} from '../phrases';

const missingThings: Readonly<Record<MissingThing, string>> = {
  page: 'Diese Seite',
  user: 'Diesen Benutzer',
  import: 'Diesen Import',
  'download link': 'Diesen Download-Link',
  'upload link': 'Diesen Upload-Link',
};

export const denials: Sentences<typeof denialReasons> = {
  OWNER_ONLY: () => 'Das darf nur der Inhaber der Organisation, und nicht mit einem eingeschränkten Zugriffstoken.',
  PERMISSIONS_REQUIRED: ({ permissions }) =>
    `Dafür brauchen Sie die ${Array.isArray(permissions) && permissions.length > 1 ? 'Berechtigungen' : 'Berechtigung'} ${permissionLabels(permissions)}.`,
  LIMITED_TOKEN: () => 'Mit einem eingeschränkten Zugriffstoken ist das nicht möglich.',
  SESSION_REQUIRED: () => 'Mit einem Zugriffstoken ist das nicht möglich. Melden Sie sich dafür an.',
  LINK_SESSION_REQUIRED: () =>
    'Das ist nicht möglich, wenn Sie mit dem Anmeldedienst angemeldet sind. Melden Sie sich dafür mit einem Anmeldelink an.',
  OWNER_NEEDS_NO_REQUEST: () => 'Als Inhaber brauchen Sie keine Exportanfrage. Starten Sie den Export direkt.',
  NOT_SUPPORTED: () => 'Das ist nicht möglich.',
};

export const general: Sentences<typeof generalReasons> = {
  VALUE_TAKEN: ({ value }) => `${named(value)} ist schon vergeben.`,
  VALUE_ARCHIVED: ({ value }) =>
    `${named(value)} ist der Name eines archivierten Eintrags. Stellen Sie ihn wieder her, oder wählen Sie einen anderen Namen.`,
  VALUE_BLANK: () => 'Der Text darf nicht leer sein.',
  UNKNOWN_ID: ({ id }) => `Es gibt keinen Eintrag mit der Kennung ${named(id)}, oder Sie dürfen ihn nicht sehen.`,
  MISSING: ({ what }) => `${labelIn(missingThings, what)} gibt es nicht.`,
  NO_LONGER_VISIBLE: () => 'Das dürfen Sie nicht mehr sehen.',
  DELETED_WITH_USER: () => 'Das wurde zusammen mit dem Benutzer gelöscht, von dem es war.',
  FILE_DELETION: () => 'Diese Datei dürfen nur der Inhaber und alle löschen, die sie herunterladen dürfen.',
  REQUESTER_ONLY: () => 'Das darf nur, wer die Anfrage gestellt hat.',
  UNKNOWN_MAPPING: ({ name }) => `Es ist keine Zuordnung mit dem Namen ${named(name)} gespeichert.`,
  PERIOD_INCOMPLETE: () => 'Geben Sie Anfang und Ende des Zeitraums an, oder wählen Sie einen vorgegebenen Zeitraum.',
  PERIOD_REVERSED: () => 'Das Ende des Zeitraums liegt vor seinem Anfang.',
  STATE: ({ state }) => `Mit dem Status ${named(stateLabel(state))} ist das nicht möglich.`,
  BOOKING_STATE: ({ status }) =>
    `Mit einer Buchung mit dem Status ${named(labelIn(enums.BookingStatus, status))} ist das nicht möglich.`,
  INVOICE_STATE: ({ status }) =>
    `Mit einer Rechnung mit dem Status ${named(labelIn(enums.InvoiceStatus, status))} ist das nicht möglich.`,
  BOOKING_OF_OTHER_USER: ({ reference }) => `Die Buchung ${named(reference)} gehört jemand anderem als die Rechnung.`,
  CHANGED_MEANWHILE: () => 'Das wurde inzwischen geändert. Laden Sie es neu, und versuchen Sie es noch einmal.',
  ACCOUNT_NOT_ACTIVE: () => 'Das betroffene Konto ist nicht aktiv.',
  ADDRESS_SHARED: ({ email }) =>
    `Ein anderer Benutzer hat dieselbe E-Mail-Adresse ${named(email)}. Ändern Sie zuerst eine der beiden Adressen.`,
  ADDRESS_UNCONFIRMED: ({ email }) =>
    `Die E-Mail-Adresse ${named(email)} wurde mit einem Zugriffstoken oder über den Anmeldedienst gesetzt. Prüfen Sie die Adresse. Der Inhaber bestätigt sie, indem er sie noch einmal speichert.`,
  COUNT_LIMIT: ({ max }) => `Davon sind höchstens ${number(max)} erlaubt. Entfernen Sie zuerst einige.`,
  RATE_LIMIT: ({ max, retryAfter }) =>
    `Das ist in so kurzer Zeit höchstens ${counted(max, 'Mal', 'Mal')} möglich. Versuchen Sie es in ${duration(retryAfter)} noch einmal.`,
  AT_ONCE_LIMIT: ({ max }) =>
    `Sie können höchstens ${counted(max, 'Datei', 'Dateien')} gleichzeitig übertragen. Warten Sie, bis eine fertig ist.`,
  CONNECTIONS_OF_USER: ({ max }) =>
    `Sie können höchstens ${counted(max, 'Verbindung', 'Verbindungen')} gleichzeitig offen haben. Schließen Sie zuerst ein Fenster.`,
  CONNECTIONS_OF_ADDRESS: ({ max }) =>
    `Von einer Netzwerkadresse sind höchstens ${counted(max, 'Verbindung', 'Verbindungen')} gleichzeitig erlaubt. Schließen Sie zuerst einige.`,
  SERVER_FULL: () =>
    'Mit diesem Server sind gerade zu viele Programme verbunden. Versuchen Sie es in einigen Sekunden noch einmal.',
  LIVE_OPERATIONS: ({ max }) =>
    `Über eine Verbindung können höchstens ${counted(max, 'Abfrage', 'Abfragen')} gleichzeitig laufen. Beenden Sie zuerst einige.`,
  ORGANIZATION_BUSY: () =>
    'Für Sie oder Ihre Organisation laufen gerade zu viele Abfragen. Versuchen Sie es in einigen Sekunden noch einmal.',
  STORAGE_QUOTA: ({ maxBytes }) =>
    `Die Dateien der Organisation haben den Speicherplatz von ${bytes(maxBytes)} aufgebraucht. Löschen Sie Dateien von Exporten, oder warten Sie, bis einige ablaufen.`,
  LINK_EXPIRED: () => 'Der Link ist abgelaufen oder wurde schon verwendet.',
  FILE_REFUSED: () =>
    'Die Person, von der dieser Link oder dieser Import ist, darf die Datei nicht herunterladen oder nicht senden.',
  FILE_DELETED: () => 'Die Datei wurde gelöscht oder ist verloren gegangen.',
  NOTHING_TO_APPLY: ({ failed }) =>
    `Der Plan dieses Imports ändert nichts. ${
      Number(failed) > 0
        ? 'Seine Zeilen haben Fehler: Laden Sie die Fehlerdatei herunter, korrigieren Sie die Zeilen, und importieren Sie sie.'
        : 'Brechen Sie ihn ab, und importieren Sie eine Datei mit Änderungen.'
    }`,
  STEP_EXPIRED: () =>
    'Die Zeit für den nächsten Schritt dieses Imports ist abgelaufen. Importieren Sie die Datei noch einmal.',
  UNDO_OF_OTHER: () => 'Eine andere Person macht diesen Import bereits rückgängig.',
  UNDO_EXPIRED: () =>
    'Die Änderungen dieses Imports sind nicht mehr gespeichert. Er kann deshalb nicht rückgängig gemacht werden.',
  NO_SINGLE_SIGN_ON: () => 'Diese Organisation gibt es nicht, oder sie hat keinen Anmeldedienst.',
  SIGN_IN_NOT_STARTED: () =>
    'Diese Anmeldung wurde nicht in diesem Browser gestartet, wurde schon verwendet oder ist abgelaufen. Fangen Sie noch einmal an.',
  PROVIDER_UNREACHABLE: ({ provider }) =>
    `Der Anmeldedienst ${String(provider)} antwortet gerade nicht. Versuchen Sie es in einigen Minuten noch einmal.`,
  PROVIDER_REFUSED: ({ provider }) =>
    `Die Anmeldung bei ${String(provider)} wurde abgebrochen oder dort abgelehnt. Versuchen Sie es noch einmal.`,
  PROVIDER_UNPROVED: ({ provider }) =>
    `Die Antwort von ${String(provider)} beweist nicht, wer Sie sind. Versuchen Sie es noch einmal. Wenn das so bleibt, wenden Sie sich an den Inhaber Ihrer Organisation.`,
  NO_ACCOUNT: ({ provider, organization }) =>
    `${String(provider)} hat Sie angemeldet, aber Sie haben kein aktives Konto bei ${String(organization)}. Wenden Sie sich an den Inhaber der Organisation: Er sieht den Grund im Protokoll.`,
  FOREIGN_FORM: () =>
    'Dieses Formular kam nicht von einer Seite dieses Servers. Öffnen Sie die Seite noch einmal, und senden Sie es von dort.',
  FOREIGN_PAGE: () =>
    'Die Seite, von der diese Anfrage kommt, darf nicht auf diesen Server zugreifen. Der Betreiber des Servers kann sie in CORS_ORIGINS erlauben.',
  HEADERS_TOO_LARGE: () =>
    'Die Adresse dieser Anfrage oder ihre Cookies sind zu lang. Löschen Sie die Cookies dieser Seite, und versuchen Sie es noch einmal.',
  BODY_TOO_LARGE: () => 'Das sind zu viele Daten für eine Anfrage.',
  SIGN_IN_REQUIRED: () => 'Melden Sie sich an. Ihre Sitzung oder Ihr Zugriffstoken gilt nicht mehr.',
  SESSION_ENDED: () =>
    'Die Sitzung ist beendet, oder ihr Konto ist nicht aktiv. Melden Sie sich noch einmal an, auch für neue Links.',
  TOKEN_ENDED: () =>
    'Das Zugriffstoken oder sein Konto gilt nicht mehr. Melden Sie sich noch einmal an, auch für neue Links.',
  VIEWER_CHANGED: () =>
    'In diesem Browser hat sich jemand anderes angemeldet. Nichts wurde geändert. Laden Sie die Seite neu.',
  SERVER_AWAY: () => 'Der Server steht gerade nicht zur Verfügung. Versuchen Sie es in einigen Sekunden noch einmal.',
  SERVER_BUSY: () => 'Gerade warten zu viele Anfragen. Versuchen Sie es in einigen Sekunden noch einmal.',
  REQUEST_TOO_SLOW: () =>
    'Die Übertragung hat zu lange gedauert. Prüfen Sie Ihre Verbindung, und versuchen Sie es noch einmal.',
  DATABASE_AWAY: () =>
    'Die Datenbank antwortet gerade nicht. Prüfen Sie, ob Ihre Änderung gespeichert wurde, bevor Sie es noch einmal versuchen.',
  INTERNAL_ERROR: ({ requestId }) =>
    `Ein interner Fehler ist aufgetreten. Nennen Sie dem Betreiber des Servers die Kennung ${String(requestId)}.`,
  VALUE_REPEATED: ({ value }) => `${named(value)} kommt mehrmals vor.`,
  TEXT_TOO_LONG: ({ max }) => `Der Text darf nicht länger als ${number(max)} Zeichen sein.`,
  INVISIBLE_CHARACTER: ({ character }) =>
    `Der Text enthält das unsichtbare Zeichen ${String(character)}. Entfernen Sie es.`,
  NOT_AN_ADDRESS: () => 'Das ist keine E-Mail-Adresse wie ana@example.com.',
  TOO_MANY_VALUES: ({ max }) => `Es sind höchstens ${number(max)} Werte erlaubt.`,
  LISTED_LENGTH: ({ max }) => `Jeder Wert der Liste muss 1 bis ${number(max)} Zeichen haben.`,
  FILE_NAME: () =>
    'Diesen Dateinamen erlauben nicht alle Betriebssysteme, oder er enthält die Endung, die von selbst ergänzt wird.',
  NAME_LENGTH: ({ max }) => `Der Name muss 1 bis ${number(max)} Zeichen haben und darf nicht leer sein.`,
  PROPERTY_KEY: ({ max }) =>
    `Der Schlüssel muss aus 1 bis ${number(max)} Buchstaben von a bis z, Ziffern oder Unterstrichen bestehen.`,
  POSITION_RANGE: ({ max }) => `Die Position muss zwischen 0 und ${number(max)} liegen.`,
  TIME_ZONE: ({ value }) => `${named(value)} ist keine Zeitzone wie Europe/Berlin.`,
  DOMAIN: ({ value }) => `${named(value)} ist keine Domain wie venue.example.`,
  DOMAIN_MISSING: () => 'Geben Sie mindestens eine Domain an.',
  ISSUER: ({ value }) =>
    `${named(value)} ist keine Adresse eines Anmeldedienstes. Sie beginnt mit https:// und hat weder Parameter noch Benutzer.`,
  ISSUER_UNREADABLE: ({ value }) =>
    `Die Konfiguration des Anmeldedienstes ${named(value)} konnte nicht gelesen werden.`,
  NAME_SERVERS_AWAY: ({ domains }) =>
    `Die Nameserver von ${namedList(domains)} antworten gerade nicht. Versuchen Sie es in einigen Minuten noch einmal.`,
  SECRET_CHARACTERS: () => 'Das Client-Secret darf nur aus sichtbaren ASCII-Zeichen bestehen.',
  SECRET_REQUIRED: () => 'Geben Sie das Client-Secret für diesen Anmeldedienst an.',
  SECRETS_NOT_STORED: () =>
    'Dieser Server kann keine Client-Secrets speichern. Verwenden Sie einen öffentlichen Client, oder wenden Sie sich an den Betreiber des Servers.',
  ALREADY_OWNER: () => 'Diese Person ist bereits der Inhaber.',
  OWNER_ROLE: () => 'Die Rolle des Inhabers ändert sich nur, wenn die Inhaberschaft übertragen wird.',
  OWNER_STAYS_ACTIVE: () => 'Das Konto des Inhabers muss aktiv bleiben. Übertragen Sie zuerst die Inhaberschaft.',
  OWN_ACCOUNT: () => 'Sie können Ihr eigenes Konto nicht aktivieren.',
  EXPIRY_PAST: () => 'Das Ende muss in der Zukunft liegen.',
  EXPIRY_TOO_LATE: ({ days }) => `Das Ende muss in den nächsten ${counted(days, 'Tag', 'Tagen')} liegen.`,
  EXPIRY_AFTER_PARENT: ({ end }) =>
    `Das Ende darf nicht nach ${String(end)} liegen: Dann endet das Zugriffstoken dieser Anfrage.`,
  AMOUNT_RANGE: () => 'Der Betrag ist zu groß.',
  END_BEFORE_START: () => 'Das Ende muss nach dem Beginn liegen.',
  BOOKING_TOO_LONG: ({ days }) => `Das Ende darf höchstens ${counted(days, 'Tag', 'Tage')} nach dem Beginn liegen.`,
  ALREADY_ARCHIVED: ({ value }) => `${named(value)} ist bereits archiviert.`,
  NOT_ARCHIVED: ({ value }) => `${named(value)} ist nicht archiviert.`,
  UPLOAD_OFFSET: ({ offset }) => `Von der Datei sind ${bytes(offset)} angekommen. Setzen Sie das Hochladen dort fort.`,
  FILE_TOO_LARGE: ({ maxBytes }) => `Die Datei ist größer als ${bytes(maxBytes)}. Teilen Sie sie auf.`,
  FILE_NOT_STORED: () => 'Der Server kann die Datei gerade nicht speichern. Versuchen Sie es später noch einmal.',
  UPLOAD_CLOSED: () => 'Dieser Import nimmt keine Datei mehr an. Starten Sie einen neuen.',
  OTHER_IMPORT_DATASET: ({ dataset }) =>
    `Der Import, der korrigiert wird, betrifft ${labelIn(enums.ExportDataset, dataset)}. Wählen Sie dasselbe.`,
  MAPPING_OF_OTHER: ({ name }) =>
    `Die Zuordnung ${named(name)} gehört einer anderen Person. Ihr Plan muss deshalb bestätigt werden.`,
  HEADERS_NOT_READ: () =>
    'Die Überschriften der Datei sind noch nicht gelesen. Wählen Sie zuerst, wie die Datei gelesen wird.',
  NO_COLUMNS: () => 'Wählen Sie mindestens eine Spalte.',
  UNKNOWN_COLUMN: ({ column }) => `Die Spalte ${named(column)} gibt es nicht.`,
  COLUMN_UNAVAILABLE: ({ column }) => `Die Spalte ${named(column)} ist in dieser Organisation nicht verfügbar.`,
  UNKNOWN_TEMPLATE: ({ template }) => `Die Vorlage ${named(template)} gibt es nicht mehr.`,
  TEMPLATE_EMPTY: () => 'Die Spalten dieser Vorlage gibt es nicht mehr.',
  NOT_REPEATABLE({ cause, ...parameters }) {
    const why = sentenceOf(general, cause, parameters);
    return `Dieser Export ist nicht mehr möglich. ${why}`.trim();
  },
  ZIP_ONLY: () => 'Einen Export aller Daten gibt es nur als ZIP-Archiv.',
  ZIP_FULL_ONLY: () => 'Ein ZIP-Archiv gibt es nur von einem Export aller Daten.',
  NOT_IMPORTABLE: () =>
    'Ein Export aller Daten kann nicht als Ganzes importiert werden. Importieren Sie seine Dateien einzeln.',
  NOT_LISTED: ({ value, values }) => `${named(value)} ist nicht möglich. Möglich sind ${alternatives(values)}.`,
  NO_GROUPS: () => 'Wählen Sie zuerst, wonach gruppiert wird.',
  NUMBER_RANGE: ({ min, max }) => `Geben Sie eine ganze Zahl zwischen ${number(min)} und ${number(max)} ein.`,
  DIMENSION_REPEATED: () => 'Jede Gruppierung darf nur einmal vorkommen.',
  NEGATIVE: () => 'Die Zahl darf nicht negativ sein.',
  RANGE_EMPTY: () => 'Geben Sie mindestens eine Grenze des Bereichs an.',
  RANGE_OVERDETERMINED: () => 'Geben Sie entweder einen genauen Wert oder Grenzen an.',
  RANGE_REVERSED: () => 'Die obere Grenze ist kleiner als die untere.',
  PERIOD_OVERDETERMINED: () => 'Wählen Sie entweder einen vorgegebenen Zeitraum, oder geben Sie Anfang und Ende an.',
  PERIOD_BASIS: ({ dataset, bases }) =>
    `Der Zeitraum für ${labelIn(enums.ExportDataset, dataset)} richtet sich nach ${labelsIn(enums.PeriodBasis, bases)}.`,
  TOO_MANY_MONTHS: ({ max }) => `Es sind höchstens ${counted(max, 'Monat', 'Monate')} auf einmal möglich.`,
  TOO_MANY_PERIODS: ({ max }) => `Es sind höchstens ${counted(max, 'Abschnitt', 'Abschnitte')} auf einmal möglich.`,
  OPERATION_COST: ({ cost, max }) =>
    `Diese Abfrage kostet ${number(cost)} Punkte, höchstens ${number(max)} sind möglich. Fragen Sie weniger Felder, Einträge, Monate oder Gruppen ab.`,
  TOO_MANY_RESULTS: ({ rows, max }) =>
    `Das Ergebnis hätte ${number(rows)} Zeilen, höchstens ${number(max)} sind möglich. Wählen Sie weniger Abschnitte oder Gruppierungen.`,
  TOO_MANY_DIFFERENT: ({ max }) => `Dieses Feld hat mehr als ${number(max)} verschiedene Werte.`,
  CLOCK_BEFORE_1970: () => 'Nach Wochentag oder Stunde lässt sich erst ab dem Jahr 1970 gruppieren.',
  DATE_RANGE: () => 'Der Zeitraum läge vor dem Jahr 1 oder nach dem Jahr 9999.',
  STATUS_NOT_COUNTED: () => 'Datensätze mit diesem Status zählen hier nie. Entfernen Sie den Status aus dem Filter.',
  SEPARATORS_EQUAL: () =>
    'Trennzeichen und Dezimaltrennzeichen dürfen nicht beide ein Komma sein. Wählen Sie Semikolon oder Tabulator als Trennzeichen.',
  CSV_OPTIONS: ({ formats }) =>
    `Diese Einstellungen gibt es nur in den Formaten ${labelsIn(enums.ExportFormat, formats)}.`,
  FILTER_OF_OTHER_DATASET: ({ dataset }) => `Diesen Filter gibt es nur für ${labelIn(enums.ExportDataset, dataset)}.`,
  OPTION_OF_FULL_EXPORT: () => 'Das ist nur bei einem Export aller Daten möglich.',
  OPTION_OF_ROW_EXPORT: () => 'Das ist bei einem Export aller Daten nicht möglich: Er enthält immer alles.',
  COLUMNS_AND_TEMPLATE: () => 'Wählen Sie entweder einzelne Spalten oder eine Vorlage.',
  EXCLUSION_NEEDS_FILTER: () =>
    'Ausnahmen sind nur bei einem Filter möglich, nicht bei einzeln ausgewählten Einträgen.',
  TEMPLATE_OF_OTHER_DATASET: ({ template, dataset }) =>
    `Die Vorlage ${named(template)} ist für ${labelIn(enums.ExportDataset, dataset)}.`,
  FULL_EXPORT_TEMPLATE: () => 'Ein Export aller Daten hat immer alle Spalten, und deshalb keine Vorlagen.',
  RECORD_COUNT: ({ max }) =>
    `Ändern Sie mindestens einen und höchstens ${counted(max, 'Datensatz', 'Datensätze')} auf einmal.`,
  PROPERTIES_OF_USERS: () => 'Nur ein Import von Benutzern kann eigene Felder anlegen.',
  MAPPING_TOO_LARGE: ({ maxBytes }) =>
    `Die Zuordnung ist größer als ${bytes(maxBytes)}. Kürzen Sie die Überschriften der Datei, oder entfernen Sie Spalten, die nicht gebraucht werden.`,
  UNDO_WITHOUT_FILE: () => 'Dieser Import macht einen anderen rückgängig. Er hat keine Datei und keine Überschriften.',
  UPLOAD_ALTERED: () => 'Die Datei ist verändert angekommen. Senden Sie sie noch einmal.',
};
