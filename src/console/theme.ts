import { createTheme } from '@mantine/core';

/** One accent color, the fonts of the system, 14 px, figures of the same width. */
export const theme = createTheme({
  primaryColor: 'indigo',
  // The neutral grays of the frame, which are a little blue.
  colors: {
    dark: [
      '#e4e8f0',
      '#c5ccd9',
      '#9aa4b8',
      '#7b869c',
      '#465066',
      '#353c4c',
      '#252b39',
      '#1d222e',
      '#14171f',
      '#0f1218',
    ],
  },
  primaryShade: { light: 7, dark: 8 }, // white text on it has enough contrast
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 120 } } },
    Button: { defaultProps: { size: 'sm' } },
  },
});
