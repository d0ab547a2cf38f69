import { z } from 'zod';

export interface Setting<Property extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** The name of the parsed value in `Config` or `Limits`. */
  readonly property: Property;
  readonly schema: Schema;
  readonly default: string;
  /** The description in docs/settings.md. */
  readonly about: string;
  /** Whether the value is secret: error messages do not show it. */
  readonly isSecret: boolean;
}

export const setting = <Property extends string, Schema extends z.ZodType>(
  property: Property,
  schema: Schema,
  defaultText: string,
  about: string,
): Setting<Property, Schema> => ({ property, schema, default: defaultText, about, isSecret: false });

export const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(min).max(max));

export const secondMs = 1000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A whole number of units, converted to milliseconds. */
export const duration = (unitMs: number, min: number, max: number) =>
  wholeNumber(min, max).transform((count) => count * unitMs);

/** Null for an empty text. */
export const optional = <Value>(schema: z.ZodType<Value, string>) =>
  z.union([z.literal('').transform(() => null), schema]) as z.ZodType<Value | null, string>;

/** A URL, without a trailing slash. */
export const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const originForm = 'must be a comma-separated list of origins like https://screens.example';
/** Normalizes an origin to the form that browsers send, so that `https://Screens.example/` is recognized. */
const origin = z
  .url({ protocol: /^https?$/, error: originForm })
  .transform((text) => new URL(text))
  .refine((url) => url.href === `${url.origin}/`, originForm)
  .transform((url) => url.origin);

export const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .pipe(z.array(origin));

/** The URL of a server, with a percent-encoded user name and password. */
const serverUrl = (isValid: (url: URL, text: string) => boolean, form: string) =>
  z.string().refine((text) => {
    try {
      const url = new URL(text);
      decodeURIComponent(url.username + url.password);
      return isValid(url, text);
    } catch {
      return false;
    }
  }, `must look like ${form}, with special characters of the password percent-encoded`);

export const databaseUrl = serverUrl(
  (_url, text) => /^mysql:\/\/[^/]+\/[^/?]+$/.test(text),
  'mysql://user:password@host:3306/database',
);
export const smtpUrl = serverUrl(
  ({ protocol, hostname, search }) => /^smtps?:$/.test(protocol) && hostname !== '' && search === '',
  'smtp://user:password@host:587 or smtps://…',
);

const mailAddress = /^(?:([^<>@\p{C}]*?) *<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))$/u;
export const mailSender = z
  .string()
  .regex(mailAddress, 'must look like Name <name@host.example>')
  .transform((text) => {
    const [, name = '', bracketed, bare] = mailAddress.exec(text)!;
    return { name, address: bracketed ?? bare! };
  });

export const secret = optional(z.string().min(16, 'must be at least 16 characters'));
export const encryptionKey = optional(z.string().min(32, 'must be at least 32 characters'));
