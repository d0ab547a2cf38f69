import { type Language, language } from '../language.js';
import { de } from './de.js';
import { en, type Texts } from './en.js';

const texts: Readonly<Record<Language, Texts>> = { en, de };

export const t: Texts = texts[language];

document.documentElement.lang = language;
