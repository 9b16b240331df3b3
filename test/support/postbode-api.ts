import { randomUUID } from 'node:crypto';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface LegStatus {
  readonly status: 'NotRun' | 'Success' | 'Failure';
  readonly cause?: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

type Json = Readonly<Record<string, unknown>>;

/** The product's HTTP API as a client of it sees it. Keeps every answer, to be searched for secrets. */
export class PostbodeApi {
  readonly answers: string[] = [];

  constructor(
    private readonly commands: string,
    private readonly queries: string,
    private readonly token: string,
  ) {}

  /** @throws for every answer but 2xx */
  async write(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: Json = {},
    ifMatch?: string,
  ): Promise<{ body: Json; etag: string }> {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const answer = await this.call(`${this.commands}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = answer.body.toString();
    return { body: (text === '' ? {} : JSON.parse(text)) as Json, etag: answer.headers.get('etag') ?? '' };
  }

  async read<T>(path: string): Promise<T> {
    return JSON.parse((await this.bytes(path)).toString()) as T;
  }

  async bytes(path: string): Promise<Buffer> {
    return (await this.call(`${this.queries}${path}`, {})).body;
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
