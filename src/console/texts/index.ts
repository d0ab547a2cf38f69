import { de } from './de.js';
import { en, type Texts } from './en.js';

const languages: Record<string, Texts> = { en, de };

/** The first language of the browser that the console has, or else English. The server chooses in the same way. */
export const language =
  navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages) ?? 'en';

export const t: Texts = languages[language]!;

document.documentElement.lang = language;
