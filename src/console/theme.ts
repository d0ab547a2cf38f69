import { createTheme } from '@mantine/core';

/** One accent color, the fonts of the system, 14 px, figures of the same width. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 }, // white text on it has enough contrast
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' } } },
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 120 } } },
    Button: { defaultProps: { size: 'sm' } },
  },
});
