import { z } from 'zod';
import { isoInstant, port, printable } from '../field-schemas.js';

/** Option sets by name; the numbers are Dataverse's, for the reference documentation (specification 1.1). */
export const serverTypes = { ExchangeServer: 0, Pop3Smtp: 1, ExchangeServerHybrid: 2, ExchangeOnlineHybrid: 3, ImapSmtp: 4 } as const;
export const credentialRetrievals = {
  UserOrQueue: 0,
  EmailServerProfile: 1,
  ServerToServer: 2,
  WindowsIntegrated: 3,
  WithoutCredentials: 4,
  GmailOAuth: 5,
  ExchangeHybridModernAuth: 6,
  AzureAdOAuth: 7,
} as const;
export const authenticationProtocols = { AutoDetect: 0, Negotiate: 1, Ntlm: 2, Basic: 3, OAuth: 4 } as const;

const keysOf = <T extends Record<string, number>>(options: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(options) as [keyof T & string, ...(keyof T & string)[]];

export const serverType = z.enum(keysOf(serverTypes));
export const credentialRetrieval = z.enum(keysOf(credentialRetrievals));
export const authenticationProtocol = z.enum(keysOf(authenticationProtocols));
export const tlsMode = z.enum(['Implicit', 'StartTls']);

export type ServerType = z.output<typeof serverType>;
export type CredentialRetrieval = z.output<typeof credentialRetrieval>;
export type AuthenticationProtocol = z.output<typeof authenticationProtocol>;
export type TlsMode = z.output<typeof tlsMode>;

/** Every field an administrator can change, complete: null means "none". Ranges are the specification's (1.1). */
export const profileSettings = z.strictObject({
  name: printable(100).min(1),
  description: z.string().max(2000),
  incomingServerLocation: z.string().max(2084),
  outgoingServerLocation: z.string().max(2084),
  incomingPortNumber: port,
  outgoingPortNumber: port,
  incomingUseSsl: z.boolean(),
  outgoingUseSsl: z.boolean(),
  /** Ours: the port alone does not tell implicit TLS from STARTTLS. Without meaning while `…UseSsl` is false. */
  incomingTlsMode: tlsMode,
  outgoingTlsMode: tlsMode,
  incomingCredentialRetrieval: credentialRetrieval,
  outgoingCredentialRetrieval: credentialRetrieval,
  useSameSettingsForOutgoingConnections: z.boolean(),
  incomingAuthenticationProtocol: authenticationProtocol,
  outgoingAuthenticationProtocol: authenticationProtocol,
  processEmailsReceivedAfter: isoInstant.nullable(),
  maxConcurrentConnections: z.int().min(1).max(300),
  minPollingIntervalInMinutes: z.int().min(0).max(1440),
});

export type ProfileSettings = z.output<typeof profileSettings>;
