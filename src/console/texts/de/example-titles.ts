/** Titles of the examples of the explorer, by the ones in the documentation. */
export const exampleTitles: Readonly<Record<string, string>> = {
  'How many bookings does each location have, month by month?':
    'Wie viele Buchungen hat jeder Standort, Monat für Monat?',
  'How many bookings take place in a month, and how many are made in it?':
    'Wie viele Buchungen finden in einem Monat statt, und wie viele entstehen in ihm?',
  'Which twenty people book the most this month?': 'Welche zwanzig Benutzer buchen in diesem Monat am meisten?',
  'Who has been invoiced the most of all time, yet has no booking last month?':
    'Wer hat die höchste Rechnungssumme insgesamt, aber keine Buchung im Vormonat?',
  'What does each plan bring in, and how much of that is not paid yet?':
    'Was bringt jeder Tarif ein, und wie viel davon ist noch nicht bezahlt?',
  'Which weekday and which hour are the busiest?': 'An welchem Wochentag und zu welcher Stunde ist am meisten los?',
  'How far ahead do people book?': 'Wie weit im Voraus wird gebucht?',
  'What has one person booked, and been invoiced, in each of 24 months?':
    'Was hat ein Benutzer in jedem von 24 Monaten gebucht, und wie hoch war seine Rechnungssumme?',
  'Who was the most active at the end of October, and who is now?':
    'Wer war Ende Oktober am aktivsten, und wer ist es jetzt?',
  'How much do active VIPs book, in exactly which time, and what was omitted?':
    'Wie viel buchen aktive VIPs, in genau welchem Zeitraum, und was wurde ausgelassen?',
  'Which locations have more bookings than a year before?': 'Welche Standorte haben mehr Buchungen als ein Jahr zuvor?',
  'How did the last eight weeks go, and what is their total?':
    'Wie liefen die letzten acht Wochen, und was ist ihre Summe?',
  'Who are the five best customers of the year, and what do all others bring in?':
    'Wer sind die fünf besten Kunden des Jahres, und was bringen alle anderen ein?',
  'Where are bookings canceled the most?': 'Wo werden die meisten Buchungen storniert?',
  'Who has booked at least three times in the last calendar month?': 'Wer hat im Vormonat mindestens dreimal gebucht?',
  'Which five days of the last month had the most bookings?': 'An welchen fünf Tagen war zuletzt am meisten gebucht?',
  'How much is not paid yet, and how old is it?': 'Wie viel ist noch nicht bezahlt, und wie alt ist es?',
  'Do people who came early still book?': 'Buchen die Benutzer der ersten Monate noch?',
  'For which days are there records?': 'Für welche Tage gibt es Daten?',
  'Who has not come since October?': 'Wer war seit Oktober nicht mehr da?',
  'How many people signed up in each quarter, and how many of them have booked?':
    'Wie viele Benutzer kamen in jedem Quartal hinzu, und wie viele von ihnen haben gebucht?',
  'How much is invoiced at each location?': 'Wie hoch ist die Rechnungssumme an jedem Standort?',
  'Who booked in the first half of the year, but not since?':
    'Wer hat im ersten Halbjahr gebucht, aber danach nicht mehr?',
  'How many bookings are longer than two hours, or were made at the last minute?':
    'Wie viele Buchungen dauern über zwei Stunden oder wurden kurzfristig gemacht?',
  'Filter by date': 'Nach Datum filtern',
  Live: 'Live verfolgen',
};
