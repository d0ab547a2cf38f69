/** Texts of the pages that the server writes itself. */
export const pages = {
  signIn: 'Sign in',
  address: 'Email address',
  continue: 'Continue',
  orEnterAddress: 'Or enter your email address.',
  chooseWay: 'Choose how to sign in.',
  sendLink: 'Send me a link by mail',
  checkMail: 'Check your mail',
  mailSent: (address: string) => `If an account has the address ${address}, a mail with a link is on its way to it.`,
  linkLives: (minutes: number) => `The link works once, for ${minutes} minutes.`,
  providerRequired: 'Organizations can require their identity provider instead of links.',
  pressButton: 'Press the button to sign in.',
  chooseAccount: 'Your address has several accounts. Choose one.',
  signInAs: (organization: string, user: string) => `Sign in to ${organization} as ${user}`,
  signInWith: (organization: string, provider: string) => `Sign in to ${organization} with ${provider}`,
  goTo: (provider: string) => `Go to ${provider}`,
  signedIn: 'You are signed in',
  signInFailed: 'Signing in failed',
  requestFailed: 'The request failed',
  back: 'Back to Tallyport',
  /** Instead of the message of an error with this reason or code. Nearly all links that users open are download links. */
  failures: {
    NOT_FOUND: 'This page does not exist. Check that you copied the whole URL.',
    EXPIRED:
      'This download link has expired, or its file has been deleted. ' +
      'Open the export or the import to get a new link. If the file of an export has been deleted, start it again.',
    SESSION_ENDED:
      'The session that this download link belongs to has ended, or its account is not active. ' +
      'Sign in again, and open the export or the import to get a new link.',
    TOKEN_ENDED:
      'The access token that this download link belongs to has expired or was revoked, or its account is not active. ' +
      'Sign in again, and open the export or the import to get a new link.',
    FORBIDDEN: 'The user who created this download link can no longer download the file.',
    SERVICE_UNAVAILABLE: 'The server cannot reach its database at the moment. Try again in a few seconds.',
    BAD_USER_INPUT: 'This address cannot be opened in this way. Go back, and try again from there.',
  },
};

/** Texts of the mail with a sign-in link. */
export const signInMail = {
  greeting: 'Hello,',
  subject: 'Your link to sign in to Tallyport',
  unnamed: 'your organization',
  link: (organization: string, minutes: number) =>
    `This link signs you in to your account in ${organization}. It works once, for ${minutes} minutes after this mail was sent.`,
  warning: 'If you did not request it, ignore this mail. Do not pass the link on to anyone.',
  button: 'Sign in',
};

/** Texts of the mail about a changed address, which goes to the former one. */
export const addressMail = {
  greeting: (name: string) => (name ? `Hello ${name},` : 'Hello,'),
  subject: 'Your sign-in address was changed',
  unnamed: 'your organization',
  changed: (organization: string, address: string, by: string) =>
    `Your sign-in address for ${organization} was changed to ${address}, ${by}.`,
  removed: (organization: string, by: string) => `Your sign-in address for ${organization} was removed, ${by}.`,
  bySelf: 'by your own account',
  byOperator: 'by the operator of this server',
  byUser: (name: string) => `by ${name}`,
  byUnnamed: 'by another user',
  warning:
    'Links to sign in no longer come to this address. If you did not expect this, contact the owner of your organization ' +
    'at once. If you are the owner, contact the operator of this server.',
  button: 'Open Tallyport',
  limit: {
    subject: 'Many sign-in addresses were changed',
    reached: (organization: string) =>
      `Within an hour, more sign-in addresses in ${organization} were changed than mails about it are sent. Further changes are made without a mail to the former address.`,
    warning:
      'If you did not expect this, end the sessions and access tokens of the user who changes them, and suspend the account. ' +
      'The audit log shows all changes.',
  },
};
