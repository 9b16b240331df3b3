import { categories } from '@postbode/domain';
import { mailboxCreatedExample, profileCreatedExample, exampleMailboxId, exampleProfileId } from '@postbode/domain/testing';
import { streamName } from '@postbode/kernel';
import { ListLog } from './list-log.js';
import { recordMail, type MailHistory } from './mail-histories.js';

const sights = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ kind: 'received' as const, uid: from + index, content: from + index }));

/** A profile, its mailbox, and `count` e-mails in two other mailboxes; some vanish, one mailbox is renumbered. */
export const exampleLog = (count = 40): ListLog => {
  const log = new ListLog();
  log.add(streamName(categories.profile, exampleProfileId), profileCreatedExample());
  log.add(streamName(categories.mailbox, exampleMailboxId), mailboxCreatedExample());
  const history: MailHistory = [
    { mailbox: 1, uidValidity: 1, sights: sights(1, count) },
    { mailbox: 2, uidValidity: 1, sights: [{ kind: 'skipped', uid: 1000, content: 0 }, ...sights(1, 5)] },
    {
      mailbox: 1,
      uidValidity: 1,
      sights: [
        { kind: 'gone', uid: 2, content: 0 },
        { kind: 'quarantined', uid: 2000, content: 2000 },
      ],
    },
    { mailbox: 2, uidValidity: 2, sights: sights(1, 3) },
  ];
  recordMail(log, history);
  return log;
};
