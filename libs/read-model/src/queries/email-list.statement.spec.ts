import { emailListStatement } from './email-list.statement.js';

describe('emailListStatement', () => {
  it('binds every value; nothing a caller gives is SQL', () => {
    const evil = "'; DROP TABLE email; --";
    const { text, values } = emailListStatement('read_model.email', {
      mailboxId: evil,
      limit: 11,
      filter: { status: 'Received', onServer: true, arrivedFrom: evil, arrivedTo: evil, subjectPrefix: evil },
      after: { arrivedAt: evil, id: evil },
    });
    expect(text).not.toContain('DROP');
    expect(values).toEqual([evil, 11, 'Received', true, evil, evil, `${evil}%`, evil, evil]);
  });

  it('takes wildcards in a prefix for what they are', () => {
    const { values } = emailListStatement('t', { mailboxId: 'm', limit: 1, filter: { subjectPrefix: '50%_\\' } });
    expect(values.at(-1)).toBe('50\\%\\_\\\\%');
  });
});
