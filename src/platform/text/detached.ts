/** A copy of a text. A text that was cut from a longer one keeps all of that in memory. */
export const detached = (text: string): string => Buffer.from(text).toString();
