import { join } from 'node:path';

declare const importModule: (path: string) => Promise<any>;

interface ProviderOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  /** Host in its URLs. Default 127.0.0.1. */
  readonly host?: string;
  /** Whether the user presses a button on a page of the provider. Default false, for tests without a browser. */
  readonly hasPage?: boolean;
}

export interface OpenidProvider {
  readonly issuer: string;
  /** The claims of each person, by subject. */
  readonly people: Record<string, { email?: string; email_verified?: boolean }>;
  /** The subject that signs in. Null: signing in is canceled. */
  person: string | null;
  stop(): Promise<void>;
}

/** Starts a real provider in this process. */
export async function startOpenidProvider(options: ProviderOptions): Promise<OpenidProvider> {
  const { startOpenidProvider: start } = await importModule(join(__dirname, 'certified-provider.mjs'));
  return start(options);
}
