import { parseEnvelope, storableInstant } from './envelope-data.js';

describe('parseEnvelope', () => {
  it('reads what was written at ingest', () => {
    expect(
      parseEnvelope({
        messageId: 'a@b',
        references: ['x'],
        subject: 'Hello',
        from: [{ name: 'Anna', address: 'anna@example.com' }],
        to: [{ address: 'bert@example.com' }],
        cc: [],
        replyTo: [],
        date: '2026-11-01T10:00:00.000Z',
        hasAttachments: true,
      }),
    ).toEqual({
      messageId: 'a@b',
      subject: 'Hello',
      from: [{ name: 'Anna', address: 'anna@example.com' }],
      to: [{ address: 'bert@example.com' }],
      cc: [],
      date: '2026-11-01T10:00:00.000Z',
      hasAttachments: true,
    });
  });

  it.each([null, 'text', 7, [], {}, { subject: 3, from: 'x', to: [null, 1, {}, { address: 5 }], date: 'yesterday', hasAttachments: 'no' }])(
    'leaves out what it does not understand: %j',
    (json) => {
      expect(parseEnvelope(json)).toEqual({ messageId: null, subject: '', from: [], to: [], cc: [], date: null, hasAttachments: null });
    },
  );

  it.each([
    ['2026-11-01T10:00:00.000Z', '2026-11-01T10:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
    ['2026-02-31T00:00:00.000Z', '2026-03-03T00:00:00.000Z'],
    ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
    ['0000-06-01T00:00:00.000Z', null],
    ['+012345-01-01T00:00:00.000Z', null],
    ['nonsense', null],
    [null, null],
    [5, null],
  ])('stores %j as %j', (value, stored) => {
    expect(storableInstant(value)).toBe(stored);
  });
});
