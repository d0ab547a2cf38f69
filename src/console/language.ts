const key = 'tallyport.language';

/** The languages of the console. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const isLanguage = (text: string | null): text is Language => languages.some((known) => known === text);

/** The language that the user has chosen in this browser. Null: the one of the browser. */
export const chosenLanguage = (): Language | null => {
  const chosen = localStorage.getItem(key);
  return isLanguage(chosen) ? chosen : null;
};

/** Loads the page again, because its texts are read when it is loaded. */
export function chooseLanguage(chosen: Language | null): void {
  if (chosen === null) localStorage.removeItem(key);
  else localStorage.setItem(key, chosen);
  location.reload();
}

/** The chosen language, or the first one of the browser that the console has, or else English. The server chooses in the same way. */
export const language: Language =
  chosenLanguage() ?? navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

/** In which numbers and dates are written: as the browser does, unless it speaks another language than the chosen one. */
export const locale: string =
  chosenLanguage() === null
    ? navigator.language
    : (navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language) ?? language);
