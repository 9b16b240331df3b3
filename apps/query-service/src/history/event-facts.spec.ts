import { allEvents } from '@postbode/domain';
import { credentialsSetExample, exampleMailboxId } from '@postbode/domain/testing';
import { shownOf } from './event-facts.js';

describe('what the history shows of an event', () => {
  it('knows every type of event there is', () => {
    for (const { type } of allEvents)
      expect(() => shownOf({ type, data: { settings: {}, changes: {}, credential: { version: 1 } } })).not.toThrow();
  });

  it('of credentials: that they changed, and the version', () => {
    expect(shownOf(credentialsSetExample)).toEqual({ facts: { credentials: 'changed', version: 1 } });
  });

  it('not a field nobody decided to show', () => {
    const data = { mailboxId: exampleMailboxId, emailId: 'e', envelope: 'sealed', blob: {}, password: 'geheim', size: 7 };
    expect(JSON.stringify(shownOf({ type: 'EmailReceived', data }))).toBe('{"facts":{"emailId":"e","size":7}}');
  });

  it('of a type of a newer version nothing but its name', () => {
    expect(shownOf({ type: 'MailboxTeleported', data: { secret: 1 } })).toEqual({});
  });
});
