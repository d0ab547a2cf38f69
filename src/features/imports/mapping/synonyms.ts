/** Names of columns in other systems, by the key of our column. */
type Synonyms = Readonly<Record<string, readonly string[]>>;

const names = (list: string): readonly string[] => list.split(', ');

/**
 * Headers of other systems, by the key of our column, in English, German, French, Dutch, Spanish, Italian and
 * Portuguese. Written as `wordsOf` returns them: case, accents and punctuation do not matter.
 */
const userSynonyms: Synonyms = {
  username: names(
    'user name, user, login, login name, user login, user id, account, account name, benutzername, ' +
      'benutzer, anmeldename, nom d utilisateur, utilisateur, identifiant, gebruikersnaam, gebruiker, ' +
      'nombre de usuario, usuario, nome utente, utente, nome de usuario, nome de utilizador',
  ),
  lastName: names(
    'surname, family name, last, lastname, nachname, familienname, nom, nom de famille, achternaam, ' +
      'familienaam, apellido, apellidos, cognome, sobrenome, apelido',
  ),
  firstName: names(
    'given name, forename, first, firstname, christian name, vorname, prenom, voornaam, nombre, nome, ' +
      'primeiro nome',
  ),
  email: names(
    'e mail, mail, e mail address, email address, mail address, primary email, contact email, ' +
      'e mail adresse, mailadresse, adresse e mail, adresse mail, courriel, e mailadres, correo, ' +
      'correo electronico, indirizzo email, posta elettronica, endereco de email',
  ),
  title: names('salutation, prefix, honorific, anrede, titel, civilite, titre, aanhef, titulo, tratamiento, titolo'),
  profession: names(
    'job, job title, occupation, position, beruf, profession, metier, poste, beroep, functie, profesion, ' +
      'cargo, professione, profissao',
  ),
  bio: names(
    'biography, about, about me, description, biografie, uber mich, biographie, a propos, over mij, ' + 'biografia',
  ),
  skills: names(
    'skill, competences, expertise, fahigkeiten, kenntnisse, vaardigheden, habilidades, competenze, ' + 'competencias',
  ),
  company: names(
    'company name, organization, business, employer, firma, unternehmen, firmenname, ' +
      'entreprise, societe, bedrijf, bedrijfsnaam, empresa, azienda, societa',
  ),
  phone: names(
    'phone number, telephone, telephone number, tel, mobile, mobile phone, mobile number, cell, ' +
      'cell phone, telefon, telefonnummer, handy, mobilnummer, mobiltelefon, numero de telephone, portable, ' +
      'telefoon, telefoonnummer, mobiel, telefono, movil, cellulare, telefone, telemovel, celular',
  ),
  city: names('town, stadt, ort, wohnort, ville, stad, plaats, woonplaats, ciudad, citta, cidade'),
  country: names('land, pays, pais, paese, nation'),
  skype: names('skype name, skype id'),
  linkedInProfile: names('linkedin, linked in, linkedin url'),
  facebookProfile: names('facebook, facebook url'),
  googleProfile: names('google, google url, google plus'),
  status: names('account status, state, active, kontostatus, zustand, statut, etat, estado, stato'),
  accountType: names(
    'member type, membership type, kontotyp, mitgliedsart, type de compte, accounttype, tipo de cuenta, ' +
      'tipo di account, tipo de conta',
  ),
  source: names('lead source, origin, quelle, herkunft, origine, bron, fuente, fonte'),
  dateCreated: names(
    'created, created on, created at, creation date, date of creation, signup date, registered, ' +
      'registered on, member since, joined, erstellt am, angelegt am, mitglied seit, date de creation, ' +
      'aangemaakt op, fecha de creacion, data di creazione, data de criacao',
  ),
  plans: names(
    'plan, membership, memberships, subscription, tarif, tarife, mitgliedschaft, abonnement, abonnements, ' +
      'plan de membresia, abbonamento, planos',
  ),
  team: names('team name, group, gruppe, equipe, groupe, groep, equipo, squadra, gruppo'),
  primaryLocation: names(
    'location, venue, site, branch, home location, standort, filiale, niederlassung, lieu, emplacement, ' +
      'locatie, vestiging, ubicacion, sede, local',
  ),
  autopaymentsEnabled: names('autopay, auto pay, automatic payments, auto payment, autopayments'),
  additionalNotificationEmail: names('second email, secondary email, alternative email, other email, cc email'),
  billingName: names(
    'invoice name, rechnungsname, rechnungsempfanger, nom de facturation, factuurnaam, ' + 'nombre de facturacion',
  ),
  billingStreetAddress: names(
    'address, street, street address, billing address, billing street, strasse, adresse, rechnungsadresse, ' +
      'rue, adresse de facturation, adres, straat, factuuradres, direccion, calle, indirizzo, via, endereco, ' +
      'morada',
  ),
  billingCity: names('billing town, invoice city, rechnungsort, ville de facturation, factuurplaats'),
  billingPostalCode: names(
    'zip, zip code, postal code, postcode, post code, plz, postleitzahl, code postal, codigo postal, cap, ' + 'cep',
  ),
  billingCountry: names('invoice country, rechnungsland, pays de facturation, factuurland'),
  taxNumber: names(
    'vat, vat number, vat id, tax id, tax number, ust id, ust idnr, umsatzsteuer id, steuernummer, ' +
      'numero de tva, tva, btw nummer, btw, nif, cif, partita iva, codice fiscale',
  ),
  role: names('user role, rolle, rol, ruolo, funcao'),
  tags: names('tag, label, labels, keywords, schlagworte, etiquettes, mots cles, etiquetas, etichette'),
};

const recordSynonyms = {
  username: userSynonyms.username!,
  firstName: userSynonyms.firstName!,
  lastName: userSynonyms.lastName!,
  email: userSynonyms.email!,
};

const bookingSynonyms: Synonyms = {
  ...recordSynonyms,
  reference: names(
    'booking, booking reference, booking id, booking number, ref, reservation, reservation id, buchung, ' +
      'buchungsnummer, referenz, reservierung, numero de reservation, reservering, reserva, prenotazione',
  ),
  location: names('venue, site, branch, standort, lieu, locatie, ubicacion, sede, local'),
  resource: names('room, desk, space, raum, zimmer, platz, ressource, salle, ruimte, zaal, recurso, sala, risorsa'),
  startsAt: names(
    'start, start time, start date, starts, from, beginn, von, debut, du, begintijd, van, inicio, ' +
      'desde, inizio, da',
  ),
  endsAt: names('end, end time, end date, ends, to, until, ende, bis, fin, au, einde, tot, hasta, fine, a, fim, ate'),
  status: names('state, booking status, zustand, statut, etat, estado, stato'),
  dateCreated: names(
    'created, created on, created at, booked on, booked at, creation date, erstellt am, gebucht am, ' +
      'date de creation, aangemaakt op, fecha de creacion, data di creazione',
  ),
};

const invoiceSynonyms: Synonyms = {
  ...recordSynonyms,
  location: bookingSynonyms.location!,
  booking: names(
    'booking reference, booking number, reservation, buchung, buchungsnummer, reservierung, reserva, prenotazione',
  ),
  number: names(
    'invoice, invoice number, invoice no, no, rechnung, rechnungsnummer, nummer, numero de facture, ' +
      'facture, factuurnummer, factuur, numero de factura, factura, numero fattura, fattura, fatura',
  ),
  issuedAt: names(
    'date, invoice date, issue date, issued, issued on, datum, rechnungsdatum, ausgestellt am, ' +
      'date de facture, factuurdatum, fecha, fecha de factura, data, data fattura',
  ),
  total: names(
    'amount, sum, grand total, invoice total, betrag, summe, gesamt, gesamtbetrag, montant, bedrag, ' +
      'totaal, importe, importo, totale, valor',
  ),
  currency: names('wahrung, devise, monnaie, valuta, moneda, moeda'),
  status: names('state, invoice status, zustand, statut, etat, estado, stato'),
};

export const synonyms = {
  USERS: userSynonyms,
  BOOKINGS: bookingSynonyms,
  INVOICES: invoiceSynonyms,
} as const;
