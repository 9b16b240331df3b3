import type { AuthenticationProtocol, CredentialRetrieval, ProfileSettings, ServerType, TlsMode } from '@postbode/domain';
import { bigInteger, instant, tableOf } from './columns.js';

/** One profile as it is now. Deleted ones keep their row: it remembers the revision of the stream. */
export interface ProfileRow extends ProfileSettings {
  readonly id: string;
  readonly serverType: ServerType;
  readonly status: 'Active' | 'Inactive' | 'Deleted';
  readonly name: string;
  readonly description: string;
  readonly incomingServerLocation: string;
  readonly outgoingServerLocation: string;
  readonly incomingPortNumber: number;
  readonly outgoingPortNumber: number;
  readonly incomingUseSsl: boolean;
  readonly outgoingUseSsl: boolean;
  readonly incomingTlsMode: TlsMode;
  readonly outgoingTlsMode: TlsMode;
  readonly incomingCredentialRetrieval: CredentialRetrieval;
  readonly outgoingCredentialRetrieval: CredentialRetrieval;
  readonly useSameSettingsForOutgoingConnections: boolean;
  readonly incomingAuthenticationProtocol: AuthenticationProtocol;
  readonly outgoingAuthenticationProtocol: AuthenticationProtocol;
  readonly processEmailsReceivedAfter: string | null;
  readonly maxConcurrentConnections: number;
  readonly minPollingIntervalInMinutes: number;
  readonly revision: number;
  readonly position: bigint;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const ProfileRow = tableOf<ProfileRow>('profile', {
  id: { type: 'uuid', primary: true },
  serverType: { type: 'text' },
  status: { type: 'text' },
  name: { type: 'text' },
  description: { type: 'text' },
  incomingServerLocation: { type: 'text' },
  outgoingServerLocation: { type: 'text' },
  incomingPortNumber: { type: 'int' },
  outgoingPortNumber: { type: 'int' },
  incomingUseSsl: { type: 'boolean' },
  outgoingUseSsl: { type: 'boolean' },
  incomingTlsMode: { type: 'text' },
  outgoingTlsMode: { type: 'text' },
  incomingCredentialRetrieval: { type: 'text' },
  outgoingCredentialRetrieval: { type: 'text' },
  useSameSettingsForOutgoingConnections: { type: 'boolean' },
  incomingAuthenticationProtocol: { type: 'text' },
  outgoingAuthenticationProtocol: { type: 'text' },
  processEmailsReceivedAfter: { type: 'timestamptz', transformer: instant },
  maxConcurrentConnections: { type: 'int' },
  minPollingIntervalInMinutes: { type: 'int' },
  revision: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
  createdAt: { type: 'timestamptz', transformer: instant },
  updatedAt: { type: 'timestamptz', transformer: instant },
});
