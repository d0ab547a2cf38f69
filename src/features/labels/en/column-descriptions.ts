/** What the cells of each column contain, by the kind of its record and its key. */
export const columnDescriptions = {
  users: {
    lastName: "The user's last name; may be empty.",
    firstName: "The user's first name; may be empty.",
    email: "The user's email address; may be empty.",
    title: 'The title before the name, such as `Dr`; may be empty.',
    profession: "The user's profession; may be empty.",
    bio: "The user's description of themselves; may have several lines, may be empty.",
    skills: 'List of skills, separated by `|`; empty if there are none.',
    company: "Name of the user's company; may be empty.",
    phone: 'Phone number as entered; may be empty.',
    city: "The user's city; may be empty.",
    country: "The user's country as entered; may be empty.",
    skype: 'Skype name; may be empty.',
    linkedInProfile: 'URL of the LinkedIn profile; may be empty.',
    facebookProfile: 'URL of the Facebook profile; may be empty.',
    googleProfile: 'URL of the Google profile; may be empty.',
    status: 'Status of the account: ACTIVE, INACTIVE or PENDING. Only ACTIVE accounts can sign in.',
    accountType: 'Type of account, in words that the operator chooses; may be empty.',
    source: 'Where the account came from, such as `Website`; may be empty.',
    dateCreated: 'Date when the account was created, in the venue time zone.',
    plans: 'Names of the plans, separated by `|`; empty if there are none.',
    team: 'Name of the team; empty if there is none.',
    primaryLocation: 'Name of the primary location, as a list of at most one value; empty if there is none.',
    externalPrimaryLocations:
      "Names of primary locations in the operator's other systems, separated by `|`; empty if there are none.",
    hasPaymentMethod: 'Whether a payment method is on file.',
    hasBooked: 'Whether the user has at least one booking. Only CONFIRMED bookings count.',
    autopaymentsEnabled: 'Whether invoices are paid automatically.',
    additionalNotificationEmail: 'Second email address for notifications; may be empty.',
    billingName: 'Name on invoices; may be empty.',
    billingStreetAddress: 'Street address on invoices; may be empty.',
    billingCity: 'City on invoices; may be empty.',
    billingPostalCode: 'Postal code on invoices; may be empty.',
    billingCountry: 'Country on invoices; may be empty.',
    taxNumber: 'Tax number on invoices; may be empty.',
    appVersion: 'Version of the mobile app that the user last used; empty if they never used it.',
    locationServicesOn: 'Whether the mobile app may use the location; empty if the user never used the app.',
    bluetoothOn: 'Whether Bluetooth was on when the app was last used; empty if the user never used the app.',
    deviceModel: 'Model of the device that last ran the mobile app; empty if the user never used it.',
    bookingsThisMonthBooked:
      'Number of bookings that start in the month of asOf, in the venue time zone, later days of the month included. ' +
      'Only CONFIRMED bookings count.',
    bookingsThisMonthCreated:
      'Number of bookings that were created in the month of asOf, in the venue time zone. Only CONFIRMED bookings count.',
    bookingsLastMonthBooked:
      'Number of bookings that start in the month before the month of asOf, in the venue time zone. ' +
      'Only CONFIRMED bookings count.',
    bookingsLastMonthCreated:
      'Number of bookings that were created in the month before the month of asOf, in the venue time zone. ' +
      'Only CONFIRMED bookings count.',
    firstBookingDateBooked:
      'Date of the earliest start of a booking, in the venue time zone; empty if there is none. ' +
      'Only CONFIRMED bookings count.',
    firstBookingDateCreated:
      "Date when the user's first booking was created, in the venue time zone; empty if there is none. " +
      'Only CONFIRMED bookings count.',
    lastBookingDateBooked:
      'Date of the latest start of a booking, in the venue time zone; may be in the future; empty if there is none. ' +
      'Only CONFIRMED bookings count.',
    lastBookingDateCreated:
      "Date when the user's last booking was created, in the venue time zone; empty if there is none. " +
      'Only CONFIRMED bookings count.',
    invoicedThisMonth:
      "Total of the invoices issued in the month of asOf, in the venue time zone, in major units of the organization's " +
      'currency. VOID invoices do not count.',
    invoicedLastMonth:
      'Total of the invoices issued in the month before the month of asOf, in the venue time zone, ' +
      "in major units of the organization's currency. VOID invoices do not count.",
    invoicedAllTime:
      "Total of all invoices, in major units of the organization's currency. VOID invoices do not count.",
    termsVersion: "Version of the organization's own terms that the user agreed to; empty if they have not agreed.",
    termsAgreedDate:
      "Date when the user agreed to the organization's own terms, in the venue time zone; empty if they have not agreed.",
    id: 'Id of the user in the API.',
    username: 'Unique in the organization. An import finds the user by it and never changes it.',
    displayName: 'First and last name, or the username if both are empty.',
    role: 'Role in the organization: OWNER, ADMIN or MEMBER.',
    tags: "The operator's tags for the user, separated by `|`; empty if there are none.",
    profile: 'Profile of the account, in words that the operator chooses; may be empty.',
    sponsor: 'Name of the person who sponsors the user; may be empty.',
    validityPeriod: 'Period in which the account is valid, as text that the operator writes; may be empty.',
    lastLogin: 'When the user last signed in, in the venue time zone; empty if they never did.',
    permissions: 'Granted permissions, separated by `|`; empty if there are none. The owner has all permissions.',
    createdAt: 'When the account was created, in the venue time zone.',
    termsAgreedAt:
      "When the user agreed to the organization's own terms, in the venue time zone; empty if they have not agreed.",
    primaryLocationId: 'Id of the primary location in locations.csv; empty if there is none.',
    teamId: 'Id of the team in teams.csv; empty if there is none.',
    planIds: 'Ids of the plans in plans.csv, separated by `|`; empty if there are none.',
  },
  /** The user of a booking or invoice, where it differs from the column of users. */
  usersOfRecords: {
    username: 'Username of the user. An import finds the user of a new record by it.',
  },
  /** The column of any custom property. */
  customColumns: {
    value: "The user's value of one of the organization's custom properties; may be empty.",
  },
  bookings: {
    reference: 'Unique in the organization. An import finds the booking by it.',
    location: 'Name of the location.',
    resource: 'The booked room, desk or other resource; may be empty.',
    startsAt: 'Start, in the venue time zone. Determines the month in *booked* figures.',
    endsAt: 'End, in the venue time zone.',
    durationMinutes: 'Time from start to end in whole minutes, rounded down. To add up durations, use *Duration (ms)*.',
    status: 'Status: PENDING, CONFIRMED or CANCELLED. Figures count only CONFIRMED bookings.',
    dateCreated: 'When the booking was created, in the venue time zone. Determines the month in *created* figures.',
    durationMs: 'Exact time from start to end in milliseconds. Its sums equal the totals of the statistics.',
    id: 'Id of the booking in the API.',
    userId: 'Id of the user in users.csv.',
    locationId: 'Id of the location in locations.csv.',
  },
  invoices: {
    number: 'Unique in the organization. An import finds the invoice by it.',
    issuedAt: 'When the invoice was issued, in the venue time zone. Determines the month in figures.',
    total: "Total in major units of the organization's currency.",
    currency: 'ISO 4217 code of the currency of the total.',
    status: 'Status: OPEN, PAID or VOID. Figures do not count VOID invoices.',
    location: 'Name of the location; empty if none was set.',
    booking: 'Reference of the invoiced booking, which is of the same user; empty if none was set.',
    id: 'Id of the invoice in the API.',
    userId: 'Id of the user in users.csv.',
    locationId: 'Id of the location in locations.csv; empty if none was set.',
    bookingId: 'Id of the booking in bookings.csv; empty if none was set.',
  },
  locations: {
    id: 'Id of the location in the API.',
    name: 'Name of the location, unique in the organization.',
    archivedAt: 'When the location was archived, in the venue time zone; empty if it is not archived.',
  },
  teams: {
    id: 'Id of the team in the API.',
    name: 'Name of the team, unique in the organization.',
    archivedAt: 'When the team was archived, in the venue time zone; empty if it is not archived.',
  },
  plans: {
    id: 'Id of the plan in the API.',
    name: 'Name of the plan, unique in the organization.',
    archivedAt: 'When the plan was archived, in the venue time zone; empty if it is not archived.',
  },
  customProperties: {
    id: 'Id of the custom property in the API.',
    key: 'Key of the custom property. Its column of users.csv has the key `custom.KEY`.',
    name: 'Name of the custom property, unique in the organization.',
    position: 'Sort key in lists of custom properties: lower comes first.',
    archivedAt: 'When the custom property was archived, in the venue time zone; empty if it is not archived.',
  },
} as const;
