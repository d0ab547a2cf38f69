export const firstNames = [
  'Ana',
  'Björn',
  'Chloë',
  'Duarte',
  'Élodie',
  'Fatma',
  'Giulia',
  'Håkon',
  'Inês',
  'Jürgen',
  'Kateřina',
  'Li',
  'Márta',
  'Noor',
  'Søren',
  'Zoë',
];
export const lastNames = [
  "O'Neill",
  'Almeida',
  'Müller-Lüdenscheidt',
  'Nguyễn',
  'da Silva',
  'Ødegård',
  'Kowalczyk',
  'Smith',
  'van der Berg',
  'Łukasz',
  'Straße',
  'Çelik',
];

/** The mulberry32 generator: small, fast, and the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
