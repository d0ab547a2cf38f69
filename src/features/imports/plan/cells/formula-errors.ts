/**
 * What spreadsheets show for an error of a formula, by the language of the program. Excel, LibreOffice and Google Sheets
 * translate these words, and save them as texts.
 */
const errorWords = {
  en: '#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #BUSY! #UNKNOWN! #EXTERNAL! #PYTHON! #TIMEOUT! #ERROR!',
  de: '#NULL! #DIV/0! #WERT! #BEZUG! #NAME? #ZAHL! #NV #DATEN_ABRUFEN #ÜBERLAUF! #KALK! #FELD!',
  fr: '#NUL! #DIV/0! #VALEUR! #REF! #NOM? #NOMBRE! #N/A #CHARGEMENT_DONNEES #OBTENTION_DONNEES #PROPAGATION! #CALC! #CHAMP!',
  es: '#NULO! #DIV/0! #VALOR! #REF! #NOMBRE? #NUM! #N/A #N/D #OBTENIENDO_DATOS #DESBORDAMIENTO! #CALC! #CAMPO!',
  it: '#NULLO! #DIV/0! #VALORE! #RIF! #NOME? #NUM! #N/D #ESPANSIONE! #CALC! #CAMPO!',
  nl: '#LEEG! #DEEL/0! #DELING.DOOR.0! #WAARDE! #VERW! #NAAM? #GETAL! #N/B #OVERLOOP! #VELD!',
  pt: '#NULO! #DIV/0! #VALOR! #REF! #NOME? #NÚM! #NUM! #N/D #DESPEJAR! #CALC! #CAMPO!',
  pl: '#ZERO! #DZIEL/0! #ARG! #ADR! #NAZWA? #LICZBA! #N/D #N/D! #ROZLANIE! #OBL! #POLE!',
};

const words: ReadonlySet<string> = new Set(Object.values(errorWords).flatMap((all) => all.split(' ')));

/** LibreOffice numbers errors that have no word. */
const numbered = /^(Err|Error|Fehler|Erreur|Errore|Fout|Erro|Błąd)\s?:\s?\d{3}$/;

/** Whether a text is what a spreadsheet shows for an error. Spanish adds `¡` or `¿`, and French a blank before the sign. */
export const isFormulaError = (text: string): boolean =>
  text.startsWith('#')
    ? text.length < 30 && words.has(text.replace(/^#[¡¿]/, '#').replace(/\s(?=[!?]$)/, ''))
    : numbered.test(text);
