import type { FieldProblem } from '@postbode/kernel';
import type { ConnectorCapabilities, LegCapabilities } from '../connectors/connector-capabilities.js';
import { hostname } from '../field-schemas.js';
import { invalidSettings, nonSslForbidden } from './profile.errors.js';
import type { DeploymentSwitches, ProfileInput } from './profile.commands.js';
import type { ProfileSettings, TlsMode } from './profile.settings.js';

export interface CompletedSettings {
  readonly settings: ProfileSettings;
  readonly defaulted: readonly string[];
}

const tlsModeFor = (leg: LegCapabilities, portNumber: number): TlsMode =>
  leg.tlsModeByPort.ports[portNumber] ?? leg.tlsModeByPort.otherwise;

const portFor = (leg: LegCapabilities, useSsl: boolean): number => (useSsl ? leg.defaultPorts.withTls : leg.defaultPorts.withoutTls);

/** Outgoing copies the *credential* settings only: not server, port, TLS or protocol (specification 1.1 row 11). */
const outgoingRetrieval = (input: ProfileInput): ProfileSettings['outgoingCredentialRetrieval'] => {
  const incoming = input.incomingCredentialRetrieval ?? 'UserOrQueue';
  return (input.useSameSettingsForOutgoingConnections ?? true) ? incoming : (input.outgoingCredentialRetrieval ?? incoming);
};

/** Fills in what was left blank (ports on save, rows 12 and 13) and tells which fields those were. */
export const completeSettings = (capabilities: ConnectorCapabilities, input: ProfileInput): CompletedSettings => {
  const incomingUseSsl = input.incomingUseSsl ?? true;
  const outgoingUseSsl = input.outgoingUseSsl ?? true;
  const incomingPortNumber = input.incomingPortNumber ?? portFor(capabilities.incoming, incomingUseSsl);
  const outgoingPortNumber = input.outgoingPortNumber ?? portFor(capabilities.outgoing, outgoingUseSsl);
  const settings: ProfileSettings = {
    name: input.name ?? '',
    description: input.description ?? '',
    incomingServerLocation: input.incomingServerLocation ?? '',
    outgoingServerLocation: input.outgoingServerLocation ?? '',
    incomingPortNumber,
    outgoingPortNumber,
    incomingUseSsl,
    outgoingUseSsl,
    incomingTlsMode: input.incomingTlsMode ?? tlsModeFor(capabilities.incoming, incomingPortNumber),
    outgoingTlsMode: input.outgoingTlsMode ?? tlsModeFor(capabilities.outgoing, outgoingPortNumber),
    incomingCredentialRetrieval: input.incomingCredentialRetrieval ?? 'UserOrQueue',
    outgoingCredentialRetrieval: outgoingRetrieval(input),
    useSameSettingsForOutgoingConnections: input.useSameSettingsForOutgoingConnections ?? true,
    incomingAuthenticationProtocol: input.incomingAuthenticationProtocol ?? 'AutoDetect',
    outgoingAuthenticationProtocol: input.outgoingAuthenticationProtocol ?? 'AutoDetect',
    processEmailsReceivedAfter: input.processEmailsReceivedAfter ?? null,
    maxConcurrentConnections: input.maxConcurrentConnections ?? 10,
    minPollingIntervalInMinutes: input.minPollingIntervalInMinutes ?? 0,
  };
  return { settings, defaulted: Object.keys(settings).filter((field) => input[field as keyof ProfileInput] === undefined) };
};

const locationProblems = (settings: ProfileSettings): FieldProblem[] =>
  (['incomingServerLocation', 'outgoingServerLocation'] as const).flatMap((field) =>
    hostname.safeParse(settings[field]).success
      ? []
      : [{ pointer: `/${field}`, detail: 'must be a bare host name, without scheme, port or path' }],
  );

const legProblems = (leg: LegCapabilities, side: 'incoming' | 'outgoing', settings: ProfileSettings): FieldProblem[] => {
  const problems: FieldProblem[] = [];
  if (!leg.credentialRetrievals.includes(settings[`${side}CredentialRetrieval`]))
    problems.push({
      pointer: `/${side}CredentialRetrieval`,
      detail: `${leg.protocol.toUpperCase()} offers: ${leg.credentialRetrievals.join(', ')}`,
    });
  if (!leg.authenticationProtocols.includes(settings[`${side}AuthenticationProtocol`]))
    problems.push({
      pointer: `/${side}AuthenticationProtocol`,
      detail: `${leg.protocol.toUpperCase()} offers: ${leg.authenticationProtocols.join(', ')}`,
    });
  return problems;
};

/** Refuses what the kind of server, the authentication matrix (1.2) or the deployment (1.3) does not allow. */
export const checkSettings = (capabilities: ConnectorCapabilities, settings: ProfileSettings, deployment: DeploymentSwitches): void => {
  const problems = [
    ...(settings.name.trim() === '' ? [{ pointer: '/name', detail: 'must not be blank' }] : []),
    ...(capabilities.locationFormat === 'hostname' ? locationProblems(settings) : []),
    ...legProblems(capabilities.incoming, 'incoming', settings),
    ...legProblems(capabilities.outgoing, 'outgoing', settings),
  ];
  if (problems.length > 0) throw invalidSettings(problems);
  if (deployment.allowNonSslEmail) return;
  if (!settings.incomingUseSsl) throw nonSslForbidden('/incomingUseSsl');
  if (!settings.outgoingUseSsl) throw nonSslForbidden('/outgoingUseSsl');
};
