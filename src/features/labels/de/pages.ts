import type { AddressMailTexts, PageTexts, SignInMailTexts } from '../label-tables';

export const pages: PageTexts = {
  signIn: 'Anmelden',
  address: 'E-Mail-Adresse',
  continue: 'Weiter',
  orEnterAddress: 'Oder geben Sie Ihre E-Mail-Adresse ein.',
  chooseWay: 'Wählen Sie, wie Sie sich anmelden.',
  sendLink: 'Anmeldelink per E-Mail senden',
  checkMail: 'Sehen Sie in Ihrem Postfach nach',
  mailSent: (address) => `Wenn ein Konto die Adresse ${address} hat, ist eine E-Mail mit einem Link dorthin unterwegs.`,
  linkLives: (minutes) => `Der Link gilt einmal, ${minutes} Minuten lang.`,
  providerRequired: 'Eine Organisation kann statt Anmeldelinks ihren eigenen Anmeldedienst verlangen.',
  pressButton: 'Klicken Sie auf die Schaltfläche, um sich anzumelden.',
  chooseAccount: 'Zu Ihrer Adresse gehören mehrere Konten. Wählen Sie eines.',
  signInAs: (organization, user) => `Bei ${organization} als ${user} anmelden`,
  signInWith: (organization, provider) => `Bei ${organization} mit ${provider} anmelden`,
  goTo: (provider) => `Weiter zu ${provider}`,
  signedIn: 'Sie sind angemeldet',
  signInFailed: 'Die Anmeldung hat nicht funktioniert',
  requestFailed: 'Das hat nicht funktioniert',
  back: 'Zurück zu Tallyport',
  failures: {
    NOT_FOUND: 'Diese Seite gibt es nicht. Prüfen Sie, ob Sie die ganze Adresse kopiert haben.',
    EXPIRED:
      'Dieser Link ist abgelaufen, oder seine Datei wurde gelöscht. Öffnen Sie den Export oder den Import, um einen neuen ' +
      'Link zu bekommen. Wenn die Datei eines Exports gelöscht ist, starten Sie ihn noch einmal.',
    SESSION_ENDED:
      'Die Sitzung, zu der dieser Link gehört, ist beendet, oder ihr Konto ist nicht aktiv. ' +
      'Melden Sie sich noch einmal an, und öffnen Sie den Export oder den Import, um einen neuen Link zu bekommen.',
    TOKEN_ENDED:
      'Das Zugriffstoken, zu dem dieser Link gehört, ist abgelaufen oder widerrufen, oder sein Konto ist nicht aktiv. ' +
      'Melden Sie sich noch einmal an, und öffnen Sie den Export oder den Import, um einen neuen Link zu bekommen.',
    FORBIDDEN: 'Die Person, die diesen Link erstellt hat, darf die Datei nicht mehr herunterladen.',
    SERVICE_UNAVAILABLE:
      'Der Server erreicht seine Datenbank gerade nicht. Versuchen Sie es in einigen Sekunden noch einmal.',
    BAD_USER_INPUT:
      'So lässt sich diese Adresse nicht öffnen. Gehen Sie zurück, und versuchen Sie es von dort noch einmal.',
  },
};

export const signInMail: SignInMailTexts = {
  greeting: 'Guten Tag,',
  subject: 'Ihr Anmeldelink für Tallyport',
  unnamed: 'Ihrer Organisation',
  link: (organization, minutes) =>
    `mit diesem Link melden Sie sich bei Ihrem Konto in ${organization} an. Er funktioniert nur einmal, bis ${minutes} Minuten nach dem Versand dieser E-Mail.`,
  warning: 'Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail. Geben Sie den Link an niemanden weiter.',
  button: 'Anmelden',
};

export const addressMail: AddressMailTexts = {
  greeting: (name) => (name ? `Guten Tag ${name},` : 'Guten Tag,'),
  subject: 'Ihre E-Mail-Adresse zur Anmeldung wurde geändert',
  unnamed: 'Ihrer Organisation',
  changed: (organization, address, by) =>
    `Ihre E-Mail-Adresse zur Anmeldung bei ${organization} wurde ${by} in ${address} geändert.`,
  removed: (organization, by) => `Ihre E-Mail-Adresse zur Anmeldung bei ${organization} wurde ${by} entfernt.`,
  bySelf: 'von Ihrem eigenen Konto aus',
  byOperator: 'vom Betreiber dieses Servers',
  byUser: (name) => `von ${name}`,
  byUnnamed: 'von einem anderen Benutzer',
  warning:
    'Anmeldelinks kommen nicht mehr an diese Adresse. Wenn Sie das nicht erwartet haben, wenden Sie sich sofort an ' +
    'den Inhaber Ihrer Organisation. Wenn Sie selbst der Inhaber sind, wenden Sie sich an den Betreiber dieses Servers.',
  button: 'Tallyport öffnen',
  limit: {
    subject: 'Viele E-Mail-Adressen zur Anmeldung wurden geändert',
    reached: (organization) =>
      `Bei ${organization} wurden innerhalb einer Stunde mehr E-Mail-Adressen zur Anmeldung geändert, als E-Mails darüber verschickt werden. Weitere Änderungen werden ohne E-Mail an die bisherige Adresse gespeichert.`,
    warning:
      'Wenn Sie das nicht erwartet haben, beenden Sie die Sitzungen und Zugriffstokens des Benutzers, der sie ändert, und sperren Sie sein Konto. ' +
      'Das Protokoll zeigt alle Änderungen.',
  },
};
