/** The page with the button that starts signing in with the provider of an organization. */
export const signInPath = (slug: string): string => `/sign-in?organization=${slug}`;

/** A path for each organization, so that no provider can pass the response of another one off as its own. */
export const callbackPath = (slug: string): string => `/sign-in/${slug}/callback`;

/** Where the form with the button is sent. */
export const startPath = (slug: string): string => `/sign-in/${slug}/start`;
