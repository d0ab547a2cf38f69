import type { ColumnDescriptions } from '../label-tables';
import { enums } from './enums';
import { alternatives } from './phrases';

/** The values of an enum as files have them, each with its label. */
const values = (labels: Readonly<Record<string, string>>): string =>
  alternatives(Object.entries(labels).map(([value, label]) => `\`${value}\` (${label})`));

export const columnDescriptions: ColumnDescriptions = {
  users: {
    lastName: 'Nachname des Benutzers; kann leer sein.',
    firstName: 'Vorname des Benutzers; kann leer sein.',
    email: 'E-Mail-Adresse des Benutzers; kann leer sein.',
    title: 'Titel vor dem Namen, etwa `Dr`; kann leer sein.',
    profession: 'Beruf des Benutzers; kann leer sein.',
    bio: 'Was der Benutzer über sich selbst schreibt; kann mehrere Zeilen haben und leer sein.',
    skills: 'Liste der Fähigkeiten, getrennt durch `|`; leer, wenn es keine gibt.',
    company: 'Name der Firma des Benutzers; kann leer sein.',
    phone: 'Telefonnummer, wie sie eingegeben wurde; kann leer sein.',
    city: 'Ort des Benutzers; kann leer sein.',
    country: 'Land des Benutzers, wie es eingegeben wurde; kann leer sein.',
    skype: 'Skype-Name; kann leer sein.',
    linkedInProfile: 'Adresse des LinkedIn-Profils; kann leer sein.',
    facebookProfile: 'Adresse des Facebook-Profils; kann leer sein.',
    googleProfile: 'Adresse des Google-Profils; kann leer sein.',
    status: `Status des Kontos: ${values(enums.UserStatus)}. Nur mit einem aktiven Konto kann man sich anmelden.`,
    accountType: 'Art des Kontos, in den Worten der Organisation; kann leer sein.',
    source: 'Woher das Konto kommt, etwa `Website`; kann leer sein.',
    dateCreated: 'Tag, an dem das Konto erstellt wurde, in der Zeitzone der Organisation.',
    plans: 'Namen der Tarife, getrennt durch `|`; leer, wenn es keine gibt.',
    team: 'Name des Teams; leer, wenn es keines gibt.',
    primaryLocation: 'Name des Hauptstandorts, als Liste mit höchstens einem Wert; leer, wenn es keinen gibt.',
    externalPrimaryLocations:
      'Namen der Hauptstandorte in anderen Systemen der Organisation, getrennt durch `|`; leer, wenn es keine gibt.',
    hasPaymentMethod: 'Ob ein Zahlungsmittel hinterlegt ist.',
    hasBooked: 'Ob der Benutzer mindestens eine Buchung hat. Es zählen nur bestätigte Buchungen.',
    autopaymentsEnabled: 'Ob Rechnungen automatisch bezahlt werden.',
    additionalNotificationEmail: 'Zweite E-Mail-Adresse für Benachrichtigungen; kann leer sein.',
    billingName: 'Name auf Rechnungen; kann leer sein.',
    billingStreetAddress: 'Straße und Hausnummer auf Rechnungen; kann leer sein.',
    billingCity: 'Ort auf Rechnungen; kann leer sein.',
    billingPostalCode: 'Postleitzahl auf Rechnungen; kann leer sein.',
    billingCountry: 'Land auf Rechnungen; kann leer sein.',
    taxNumber: 'Steuernummer auf Rechnungen; kann leer sein.',
    appVersion: 'Version der mobilen App, die der Benutzer zuletzt verwendet hat; leer, wenn er sie nie verwendet hat.',
    locationServicesOn:
      'Ob die mobile App den Ort des Geräts abfragen darf; leer, wenn der Benutzer die App nie verwendet hat.',
    bluetoothOn:
      'Ob Bluetooth eingeschaltet war, als die App zuletzt verwendet wurde; leer, wenn der Benutzer sie nie verwendet hat.',
    deviceModel:
      'Modell des Geräts, auf dem die mobile App zuletzt lief; leer, wenn der Benutzer sie nie verwendet hat.',
    bookingsThisMonthBooked:
      'Anzahl der Buchungen, die im Monat des Stichtags beginnen, auch an späteren Tagen dieses Monats, in der Zeitzone der Organisation. Es zählen nur bestätigte Buchungen.',
    bookingsThisMonthCreated:
      'Anzahl der Buchungen, die im Monat des Stichtags erstellt wurden, in der Zeitzone der Organisation. Es zählen nur bestätigte Buchungen.',
    bookingsLastMonthBooked:
      'Anzahl der Buchungen, die im Vormonat des Stichtags beginnen, in der Zeitzone der Organisation. Es zählen nur bestätigte Buchungen.',
    bookingsLastMonthCreated:
      'Anzahl der Buchungen, die im Vormonat des Stichtags erstellt wurden, in der Zeitzone der Organisation. Es zählen nur bestätigte Buchungen.',
    firstBookingDateBooked:
      'Tag, an dem die früheste Buchung beginnt, in der Zeitzone der Organisation; leer, wenn es keine gibt. Es zählen nur bestätigte Buchungen.',
    firstBookingDateCreated:
      'Tag, an dem die erste Buchung des Benutzers erstellt wurde, in der Zeitzone der Organisation; leer, wenn es keine gibt. Es zählen nur bestätigte Buchungen.',
    lastBookingDateBooked:
      'Tag, an dem die späteste Buchung beginnt, auch in der Zukunft, in der Zeitzone der Organisation; leer, wenn es keine gibt. Es zählen nur bestätigte Buchungen.',
    lastBookingDateCreated:
      'Tag, an dem die letzte Buchung des Benutzers erstellt wurde, in der Zeitzone der Organisation; leer, wenn es keine gibt. Es zählen nur bestätigte Buchungen.',
    invoicedThisMonth:
      'Summe der Rechnungen aus dem Monat des Stichtags, in der Zeitzone der Organisation und in deren Währung (etwa Euro statt Cent). Stornierte Rechnungen zählen nicht.',
    invoicedLastMonth:
      'Summe der Rechnungen aus dem Vormonat des Stichtags, in der Zeitzone der Organisation und in deren Währung (etwa Euro statt Cent). Stornierte Rechnungen zählen nicht.',
    invoicedAllTime:
      'Summe aller Rechnungen, in der Währung der Organisation (etwa Euro statt Cent). Stornierte Rechnungen zählen nicht.',
    termsVersion:
      'Version der eigenen Nutzungsbedingungen der Organisation, denen der Benutzer zugestimmt hat; leer, wenn er nicht zugestimmt hat.',
    termsAgreedDate:
      'Tag, an dem der Benutzer den eigenen Nutzungsbedingungen der Organisation zugestimmt hat, in deren Zeitzone; leer, wenn er nicht zugestimmt hat.',
    id: 'Kennung des Benutzers in der API.',
    username:
      'In der Organisation eindeutig. Ein Import findet den Benutzer über diesen Namen und ändert den Namen nie.',
    displayName: 'Vor- und Nachname, oder der Benutzername, wenn beide leer sind.',
    role: `Rolle in der Organisation: ${values(enums.Role)}.`,
    tags: 'Schlagwörter der Organisation für den Benutzer, getrennt durch `|`; leer, wenn es keine gibt.',
    profile: 'Profil des Kontos, in den Worten der Organisation; kann leer sein.',
    sponsor: 'Name des Sponsors des Benutzers; kann leer sein.',
    validityPeriod: 'Zeitraum, in dem das Konto gültig ist, als Text der Organisation; kann leer sein.',
    lastLogin:
      'Wann sich der Benutzer zuletzt angemeldet hat, in der Zeitzone der Organisation; leer, wenn er sich nie angemeldet hat.',
    permissions:
      'Erteilte Berechtigungen, getrennt durch `|`; leer, wenn es keine gibt. Der Inhaber hat alle Berechtigungen.',
    createdAt: 'Wann das Konto erstellt wurde, in der Zeitzone der Organisation.',
    termsAgreedAt:
      'Wann der Benutzer den eigenen Nutzungsbedingungen der Organisation zugestimmt hat, in deren Zeitzone; leer, wenn er nicht zugestimmt hat.',
    primaryLocationId: 'Kennung des Hauptstandorts in locations.csv; leer, wenn es keinen gibt.',
    teamId: 'Kennung des Teams in teams.csv; leer, wenn es keines gibt.',
    planIds: 'Kennungen der Tarife in plans.csv, getrennt durch `|`; leer, wenn es keine gibt.',
  },
  usersOfRecords: {
    username: 'Benutzername des Benutzers. Ein Import findet darüber den Benutzer eines neuen Datensatzes.',
  },
  customColumns: {
    value: 'Der Wert, den der Benutzer in diesem eigenen Feld der Organisation hat; kann leer sein.',
  },
  bookings: {
    reference: 'In der Organisation eindeutig. Ein Import findet die Buchung über diese Nummer.',
    location: 'Name des Standorts.',
    resource: 'Der gebuchte Raum, Arbeitsplatz oder Gegenstand; kann leer sein.',
    startsAt:
      'Beginn, in der Zeitzone der Organisation. Bestimmt den Monat in Kennzahlen, die nach dem Beginn von Buchungen zählen.',
    endsAt: 'Ende, in der Zeitzone der Organisation.',
    durationMinutes:
      'Zeit vom Beginn bis zum Ende in ganzen Minuten, abgerundet. Zum Zusammenzählen eignet sich die Spalte *Dauer (ms)*.',
    status: `Status: ${values(enums.BookingStatus)}. In Kennzahlen zählen nur bestätigte Buchungen.`,
    dateCreated:
      'Wann die Buchung erstellt wurde, in der Zeitzone der Organisation. Bestimmt den Monat in Kennzahlen, die nach dem Buchungsdatum zählen.',
    durationMs:
      'Genaue Zeit vom Beginn bis zum Ende in Millisekunden. Zusammengezählt ergibt sie dasselbe wie die Statistik.',
    id: 'Kennung der Buchung in der API.',
    userId: 'Kennung des Benutzers in users.csv.',
    locationId: 'Kennung des Standorts in locations.csv.',
  },
  invoices: {
    number: 'In der Organisation eindeutig. Ein Import findet die Rechnung über diese Nummer.',
    issuedAt:
      'Wann die Rechnung ausgestellt wurde, in der Zeitzone der Organisation. Bestimmt den Monat in Kennzahlen.',
    total: 'Betrag in der Währung der Organisation (etwa Euro statt Cent).',
    currency: 'Währung des Betrags als Code nach ISO 4217, etwa `EUR`.',
    status: `Status: ${values(enums.InvoiceStatus)}. Stornierte Rechnungen zählen in Kennzahlen nicht.`,
    location: 'Name des Standorts; leer, wenn keiner angegeben ist.',
    booking: 'Nummer der Buchung, die der gleiche Benutzer hat; leer, wenn keine angegeben ist.',
    id: 'Kennung der Rechnung in der API.',
    userId: 'Kennung des Benutzers in users.csv.',
    locationId: 'Kennung des Standorts in locations.csv; leer, wenn keiner angegeben ist.',
    bookingId: 'Kennung der Buchung in bookings.csv; leer, wenn keine angegeben ist.',
  },
  locations: {
    id: 'Kennung des Standorts in der API.',
    name: 'Name des Standorts, in der Organisation eindeutig.',
    archivedAt:
      'Wann der Standort archiviert wurde, in der Zeitzone der Organisation; leer, wenn er nicht archiviert ist.',
  },
  teams: {
    id: 'Kennung des Teams in der API.',
    name: 'Name des Teams, in der Organisation eindeutig.',
    archivedAt: 'Wann das Team archiviert wurde, in der Zeitzone der Organisation; leer, wenn es nicht archiviert ist.',
  },
  plans: {
    id: 'Kennung des Tarifs in der API.',
    name: 'Name des Tarifs, in der Organisation eindeutig.',
    archivedAt:
      'Wann der Tarif archiviert wurde, in der Zeitzone der Organisation; leer, wenn er nicht archiviert ist.',
  },
  customProperties: {
    id: 'Kennung des eigenen Felds in der API.',
    key: 'Schlüssel des eigenen Felds. Seine Spalte in users.csv hat den Schlüssel `custom.KEY`.',
    name: 'Name des eigenen Felds, in der Organisation eindeutig.',
    position: 'Stelle in Listen eigener Felder: Die kleinste Zahl kommt zuerst.',
    archivedAt:
      'Wann das eigene Feld archiviert wurde, in der Zeitzone der Organisation; leer, wenn es nicht archiviert ist.',
  },
};
