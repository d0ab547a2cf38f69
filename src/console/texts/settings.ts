import { type Language, language } from '../language.js';
import { settings as de } from './de/settings.js';
import { settings as en, type SettingsTexts } from './en/settings.js';

const texts: Readonly<Record<Language, SettingsTexts>> = { en, de };

/** Apart from `t`, because they are loaded only with the settings. */
export const settings: SettingsTexts = texts[language];
