import { randomUUID } from 'node:crypto';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Leg {
  readonly status: 'NotRun' | 'Success' | 'Failure';
  readonly cause: Cause | null;
  readonly enabled: boolean;
}

export interface MailboxStatus {
  readonly incoming: Leg;
  readonly outgoing: Leg;
  readonly testState: string;
  readonly disabledCause: Cause | null;
  readonly received: number;
  readonly lastSyncErrorCode: string | null;
  readonly hostId: string | null;
  readonly pushActive: boolean;
}

export interface HistoryEntry {
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly id: string; readonly kind: string };
  readonly command: string;
  readonly commandId: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The product's HTTP API as a client of it sees it. Keeps every answer, to be searched for secrets. */
export class PostbodeApi {
  readonly answers: string[] = [];
  /** Of the last write: reads wait for it. */
  private position = '';

  constructor(
    private readonly commands: string,
    private readonly queries: string,
    private readonly token: string,
  ) {}

  createProfile(input: Json): Promise<string> {
    return this.created('/v1/profiles', input);
  }

  createMailbox(input: Json): Promise<string> {
    return this.created('/v1/mailboxes', input);
  }

  async setCredentials(mailboxId: string, username: string, password: string): Promise<void> {
    await this.write('PUT', `/v1/mailboxes/${mailboxId}/credentials`, { username, password });
  }

  async testAndEnable(mailboxId: string): Promise<void> {
    await this.write('POST', `/v1/mailboxes/${mailboxId}/test-and-enable`, { enableOnSuccess: true });
  }

  async syncNow(mailboxId: string): Promise<void> {
    await this.write('POST', `/v1/mailboxes/${mailboxId}/sync`);
  }

  raw(emailId: string): Promise<Buffer> {
    return this.bytes(`/v1/emails/${emailId}/raw`);
  }

  mailbox(mailboxId: string): Promise<MailboxStatus> {
    return this.read(`/v1/mailboxes/${mailboxId}`);
  }

  /** Page by page, as listed. */
  async emailIds(mailboxId: string): Promise<string[]> {
    return (await this.pages<{ readonly id: string }>(`/v1/mailboxes/${mailboxId}/emails`)).map(({ id }) => id);
  }

  /** Newest first. */
  history(mailboxId: string): Promise<HistoryEntry[]> {
    return this.pages(`/v1/mailboxes/${mailboxId}/history`);
  }

  private async pages<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Page<T> = await this.read(`${path}?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  private async created(path: string, input: Json): Promise<string> {
    const { id } = await this.write('POST', path, input);
    return String(id);
  }

  /** As the resource is now, whatever its revision. @throws for every answer but 2xx */
  private async write(method: 'POST' | 'PUT', path: string, body: Json = {}): Promise<Json> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...(method === 'PUT' && { 'if-match': '*' }) };
    const answer = await this.call(`${this.commands}${path}`, { method, headers, body: JSON.stringify(body) });
    const written = JSON.parse(answer.body.toString()) as Json;
    this.position = answer.headers.get('postbode-position') ?? this.position;
    return written;
  }

  private async read<T>(path: string): Promise<T> {
    return JSON.parse((await this.bytes(path)).toString()) as T;
  }

  private async bytes(path: string): Promise<Buffer> {
    const headers = this.position === '' ? {} : { 'postbode-min-position': this.position };
    return (await this.call(`${this.queries}${path}`, { headers })).body;
  }

  private async call(url: string, init: RequestInit): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(30_000) });
    const body = Buffer.from(await response.arrayBuffer());
    this.answers.push(`${JSON.stringify([...response.headers])}\n${body.toString('latin1').slice(0, 100_000)}`);
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${body.toString()}`);
    return { status: response.status, headers: response.headers, body };
  }
}
