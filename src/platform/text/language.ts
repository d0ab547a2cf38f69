/** The languages of labels and of texts for people. The first one is the default. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** A text in each language. */
export type Localized = Readonly<Record<Language, string>>;

/** Makes a text in each language, for readers who are not known yet. */
export const inEachLanguage = (textIn: (language: Language) => string): Localized => ({
  en: textIn('en'),
  de: textIn('de'),
});
