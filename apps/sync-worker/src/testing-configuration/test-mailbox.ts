import { legsOf, type LegResult } from '@postbode/domain';
import type { Actor } from '@postbode/kernel';
import { MailError, type MailConnector, type MailConnectors, type MailLogin } from '@postbode/mail';
import type { Vault } from '@postbode/vault';
import { testFailureCauseOf } from '../settings/failure-cause.js';
import { withLogin } from '../settings/open-credentials.js';
import { serverAddress, type SyncSettings } from '../settings/sync-settings.js';

export interface TestResult {
  readonly incoming: LegResult;
  readonly outgoing: LegResult;
}

const notRun: LegResult = { status: 'NotRun' };

const attempt = async (leg: () => Promise<void>): Promise<LegResult> => {
  try {
    await leg();
    return { status: 'Success' };
  } catch (error) {
    return { status: 'Failure', cause: testFailureCauseOf(error) };
  }
};

const unsupported = (what: string): MailError =>
  new MailError({ code: 'mail.unsupported', retry: 'never', scope: 'profile' }, `${what} is not supported on this host.`);

const required = (login: MailLogin | undefined): MailLogin => {
  if (login === undefined)
    throw new MailError({ code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' }, 'The mailbox has no credentials.');
  return login;
};

/** Tries what will be done later, for real: log in and read the inbox; log in to the sending server. Each leg by itself. */
export class MailboxTester {
  constructor(
    private readonly connectors: MailConnectors,
    private readonly vault: Vault,
    private readonly actor: Actor,
  ) {}

  async test(settings: SyncSettings, signal: AbortSignal): Promise<TestResult> {
    const legs = legsOf(settings.mailbox.settings);
    return withLogin(this.vault, settings.mailbox, { actor: this.actor, reason: 'test' }, async (login) => ({
      incoming: legs.incoming ? await attempt(() => this.incoming(settings, login, signal)) : notRun,
      outgoing: legs.outgoing ? await attempt(() => this.outgoing(settings, login, signal)) : notRun,
    }));
  }

  private connectorOf({ profile }: SyncSettings): MailConnector {
    const connector = profile === null ? undefined : this.connectors.get(profile.serverType);
    if (connector === undefined) throw unsupported('This kind of profile');
    return connector;
  }

  private async incoming(settings: SyncSettings, login: MailLogin | undefined, signal: AbortSignal): Promise<void> {
    const { source } = this.connectorOf(settings);
    if (settings.profile === null) throw unsupported('A mailbox without profile');
    const server = serverAddress(settings.profile, 'incoming');
    await using session = await source.open({ server, login: required(login), signal });
    await session.list();
  }

  private async outgoing(settings: SyncSettings, login: MailLogin | undefined, signal: AbortSignal): Promise<void> {
    const { sender } = this.connectorOf(settings);
    if (settings.profile === null) throw unsupported('A mailbox without profile');
    const server = serverAddress(settings.profile, 'outgoing');
    const retrieval = settings.profile.settings.outgoingCredentialRetrieval;
    if (retrieval === 'WindowsIntegrated') throw unsupported('Windows integrated authentication');
    await sender.check({ server, signal, ...(retrieval === 'WithoutCredentials' ? {} : { login: required(login) }) });
  }
}
