import { Inject, Injectable } from '@nestjs/common';
import { HttpProblem } from '@postbode/http';
import { MessageUnreadableError, type Attachment, type ParsedMessage } from '@postbode/mail';
import { EmailQueries, type EmailRow } from '@postbode/read-model';
import pLimit from 'p-limit';
import { queryProblems } from '../query.problems.js';
import { queryPorts, type QueryPorts } from '../query-ports.js';
import { readStoredBytes } from './stored-bytes.js';

/** Messages held in memory at the same time: one may have 64 MB. */
const atOnce = 8;

const asProblem = (error: unknown): unknown =>
  error instanceof MessageUnreadableError
    ? new HttpProblem(queryProblems.unreadable, undefined, { details: { reason: error.reason }, cause: error })
    : error;

/** The content of stored e-mails, opened when somebody asks for it. */
@Injectable()
export class EmailContent {
  private readonly gate = pLimit(atOnce);

  constructor(
    @Inject(queryPorts) private readonly ports: QueryPorts,
    private readonly emails: EmailQueries,
  ) {}

  /** @throws HttpProblem as {@link readStoredBytes} */
  raw(emailId: string): Promise<Buffer> {
    return this.gate(async () => readStoredBytes(this.ports, await this.row(emailId)));
  }

  /** @throws HttpProblem also 422: quarantined, or not to be taken apart within the limits */
  message(emailId: string): Promise<ParsedMessage> {
    return this.parsed(emailId, (raw) => this.ports.parser.parse(raw));
  }

  /** @throws HttpProblem as `message`, and 404 when there is none of this index */
  async attachment(emailId: string, index: number): Promise<Attachment> {
    const found = await this.parsed(emailId, (raw) => this.ports.parser.attachment(raw, index));
    if (found === undefined) throw new HttpProblem(queryProblems.attachmentNotFound);
    return found;
  }

  private parsed<T>(emailId: string, parse: (raw: Buffer) => Promise<T>): Promise<T> {
    return this.gate(async () => {
      const row = await this.row(emailId);
      if (row.status === 'Quarantined') {
        throw new HttpProblem(queryProblems.quarantined, undefined, { details: { reason: row.quarantineReason ?? 'unknown' } });
      }
      const raw = await readStoredBytes(this.ports, row);
      return parse(raw).catch((error: unknown) => {
        throw asProblem(error);
      });
    });
  }

  private async row(emailId: string): Promise<EmailRow> {
    const row = await this.emails.one(emailId);
    if (row === undefined) throw new HttpProblem(queryProblems.emailNotFound);
    return row;
  }
}
