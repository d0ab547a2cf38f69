/** The languages of labels and of texts for people. The first one is the default. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
