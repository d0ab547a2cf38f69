import type { NoticeMailTexts } from '../label-tables';
import { enums } from './enums';
import { labelIn } from './phrases';

const hours = (n: number, one: string): string => (n === 1 ? `${one} Stunde` : `${n} Stunden`);

export const noticeMail: NoticeMailTexts = {
  contents: {
    dataset: (dataset, detail) => `${labelIn(enums.ExportDataset, dataset)}${detail === null ? '' : ` (${detail})`}`,
    oneUser: (format) => `ein Benutzer (${format})`,
    organization: 'die gesamte Organisation',
  },
  greeting: (name) => (name ? `Guten Tag ${name},` : 'Guten Tag,'),
  someone: 'Ein Benutzer',
  unnamed: 'Ihrer Organisation',
  reasonOnPage: 'Der Grund steht auf der Seite.',
  buttons: { export: 'Export öffnen', import: 'Import öffnen', request: 'Exportanfrage öffnen' },
  EXPORT_REQUESTED: ({ what, who, organization }) => ({
    subject: `Export gestartet: ${what}`,
    sentences: [
      `${who} hat einen Export aus ${organization} gestartet: ${what}.`,
      'Sie erhalten eine weitere E-Mail, sobald er fertig ist. Wenn Sie diesen Export nicht wollen, können Sie ihn auf seiner Seite abbrechen.',
    ],
  }),
  EXPORT_COMPLETED: ({ what, organization, keptHours }) => ({
    subject: `Ihr Export ist fertig: ${what}`,
    sentences: [
      `Der Export aus ${organization} ist fertig: ${what}.`,
      'Melden Sie sich an, und laden Sie die Datei auf seiner Seite herunter.' +
        (keptHours ? ` Sie ist ${hours(keptHours, 'eine')} lang verfügbar.` : ''),
    ],
  }),
  EXPORT_FAILED: ({ what, organization, reason }) => ({
    subject: `Ihr Export ist fehlgeschlagen: ${what}`,
    sentences: [
      `Der Export aus ${organization} ist fehlgeschlagen: ${what}. ${reason}`.trim(),
      'Es gibt keine Datei. Benutzer mit den nötigen Berechtigungen können ihn auf seiner Seite noch einmal starten.',
    ],
  }),
  IMPORT_COMPLETED: ({ what, organization, result, keptHours }) => ({
    subject: `Ihr Import ist abgeschlossen: ${what}`,
    sentences: [
      `Der Import in ${organization} ist abgeschlossen: ${what}.${result ? ` Ergebnis: ${result}.` : ''}`,
      `Auf seiner Seite sehen Sie die Zeilen und können ihn${keptHours ? ` innerhalb von ${hours(keptHours, 'einer')}` : ''} rückgängig machen.`,
    ],
  }),
  IMPORT_FAILED: ({ what, organization, reason, result }) => ({
    subject: `Ihr Import ist fehlgeschlagen: ${what}`,
    sentences: [
      `Der Import in ${organization} konnte leider nicht abgeschlossen werden: ${what}. ${reason}`.trim(),
      result
        ? `Vorher wurde er teilweise übernommen: ${result}. Diese Änderungen bleiben.`
        : 'Kein Datensatz wurde geändert.',
    ],
  }),
  REQUEST_OPENED: ({ what, who, organization, reason, hasHiddenReason }) => ({
    subject: `${who} fragt einen Export an: ${what}`,
    sentences: [
      `${who} fragt bei Ihnen einen Export aus ${organization} an: ${what}.`,
      ...(hasHiddenReason ? [noticeMail.reasonOnPage] : reason ? [`Grund: ${reason}`] : []),
      'Nichts wird exportiert, solange Sie es nicht genehmigen.',
    ],
  }),
  REQUEST_APPROVED: ({ what, who, organization }) => ({
    subject: `Ihre Exportanfrage wurde genehmigt: ${what}`,
    sentences: [
      `${who} hat Ihre Exportanfrage genehmigt und den Export aus ${organization} gestartet: ${what}.`,
      'Wer genehmigt hat, erhält die Datei und kann sie Ihnen weitergeben.',
    ],
  }),
  REQUEST_DECLINED: ({ what, who, organization, reason, hasHiddenReason }) => ({
    subject: `Ihre Exportanfrage wurde abgelehnt: ${what}`,
    sentences: [
      `${who} hat Ihre Exportanfrage für einen Export aus ${organization} abgelehnt: ${what}.`,
      ...(hasHiddenReason ? [noticeMail.reasonOnPage] : reason ? [`Grund: ${reason}`] : []),
    ],
  }),
};
