const padding = 16;
const softHyphen = '\u00ad';

/** The width in pixels that a head needs to break only between words and at hyphens. */
export function headWidth(title: string): number {
  const canvas = document.createElement('canvas').getContext('2d')!;
  canvas.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  const parts = title.replaceAll(softHyphen, '-').match(/[^\s-]+-?/g) ?? [];
  return Math.ceil(Math.max(0, ...parts.map((part) => canvas.measureText(part).width))) + padding;
}

/** The title where it is no head: soft hyphens would be found by no search. */
export const titleWithoutHyphens = (title: string): string => title.replaceAll(softHyphen, '');
