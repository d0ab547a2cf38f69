export interface Stroke {
  readonly color: string;
  readonly dash: string;
}

/**
 * Eight colors that differ also for people with a weak sense of color (Okabe and Ito). The dashes are for those who see
 * no colors.
 */
export const strokes: readonly Stroke[] = [
  { color: 'light-dark(#0072b2, #56b4e9)', dash: '' },
  { color: 'light-dark(#c25100, #ff8c3a)', dash: '6 3' },
  { color: 'light-dark(#00785a, #2fc79b)', dash: '2 3' },
  { color: 'light-dark(#a84a86, #e59cc8)', dash: '8 3 2 3' },
  { color: 'light-dark(#8a6500, #e69f00)', dash: '' },
  { color: 'light-dark(#2a6f97, #8fd0f5)', dash: '6 3' },
  { color: 'light-dark(#6b6300, #f0e442)', dash: '2 3' },
  { color: 'light-dark(#333b4d, #c5ccd9)', dash: '8 3 2 3' },
];
