/** What imports are called that undo others. */
export const importTitles = {
  undo: (fileName: string) => `Undo of ${fileName}`,
  redo: (fileName: string) => `Redo of ${fileName}`,
};
