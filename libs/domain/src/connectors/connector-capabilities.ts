import type { AuthenticationProtocol, CredentialRetrieval, ServerType, TlsMode } from '../profile/profile.settings.js';

export interface LegCapabilities {
  readonly protocol: 'imap' | 'pop3' | 'smtp';
  readonly credentialRetrievals: readonly CredentialRetrieval[];
  readonly authenticationProtocols: readonly AuthenticationProtocol[];
  /** Filled in on save when the port was left blank (specification 1.1 row 12). */
  readonly defaultPorts: { readonly withTls: number; readonly withoutTls: number };
  /** Ports that mean STARTTLS by convention; `otherwise` is for every port not named. */
  readonly tlsModeByPort: { readonly ports: Readonly<Record<number, TlsMode>>; readonly otherwise: TlsMode };
}

/**
 * What a kind of e-mail server can do. Deciders ask this, never the server type's name, so that a new connector brings its
 * own rules with it.
 */
export interface ConnectorCapabilities {
  readonly serverType: ServerType;
  readonly locationFormat: 'hostname' | 'url';
  readonly autoDiscover: boolean;
  readonly impersonation: boolean;
  readonly undeliverableFolder: boolean;
  readonly incoming: LegCapabilities;
  readonly outgoing: LegCapabilities;
}

const smtp: LegCapabilities = {
  protocol: 'smtp',
  credentialRetrievals: ['UserOrQueue', 'WindowsIntegrated', 'WithoutCredentials'],
  authenticationProtocols: ['AutoDetect', 'Basic', 'Negotiate', 'Ntlm'],
  defaultPorts: { withTls: 587, withoutTls: 25 },
  tlsModeByPort: { ports: { 465: 'Implicit' }, otherwise: 'StartTls' },
};

const notExchange = { locationFormat: 'hostname', autoDiscover: false, impersonation: false, undeliverableFolder: false } as const;

const capabilities: Readonly<Partial<Record<ServerType, ConnectorCapabilities>>> = {
  ImapSmtp: {
    ...notExchange,
    serverType: 'ImapSmtp',
    incoming: {
      protocol: 'imap',
      credentialRetrievals: ['UserOrQueue'],
      authenticationProtocols: ['AutoDetect', 'Basic'],
      defaultPorts: { withTls: 993, withoutTls: 143 },
      tlsModeByPort: { ports: { 143: 'StartTls' }, otherwise: 'Implicit' },
    },
    outgoing: smtp,
  },
  Pop3Smtp: {
    ...notExchange,
    serverType: 'Pop3Smtp',
    incoming: {
      protocol: 'pop3',
      credentialRetrievals: ['UserOrQueue'],
      authenticationProtocols: ['AutoDetect', 'Basic'],
      defaultPorts: { withTls: 995, withoutTls: 110 },
      tlsModeByPort: { ports: { 110: 'StartTls' }, otherwise: 'Implicit' },
    },
    outgoing: smtp,
  },
};

/** Undefined: this deployment has no connector for the server type (yet). */
export const capabilitiesOf = (serverType: ServerType): ConnectorCapabilities | undefined => capabilities[serverType];
