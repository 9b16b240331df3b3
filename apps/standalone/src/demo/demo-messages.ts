const lines = (...text: string[]): Buffer => Buffer.from(`${text.join('\r\n')}\r\n`);

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

const header = (from: string, to: string, subject: string, date: Date, id: string): string[] => [
  `From: ${from}`,
  `To: ${to}`,
  `Subject: ${subject}`,
  `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
  `Message-ID: <${id}@demo.postbode.example>`,
  'MIME-Version: 1.0',
];

const plain = (to: string, date: Date): Buffer =>
  lines(
    ...header('Pieter Bakker <pieter@example.com>', to, 'Lunch on Thursday?', date, 'lunch'),
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Hi Anna,',
    '',
    'Shall we go to the new place at the canal? Twelve is fine for me.',
    '.',
    'Pieter',
  );

const html = (to: string, date: Date): Buffer =>
  lines(
    ...header('Newsletter <news@shop.example>', to, 'This week: everything about bicycles', date, 'news'),
    'Content-Type: multipart/alternative; boundary=alt',
    '',
    '--alt',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Everything about bicycles.',
    '--alt',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<h1>Bicycles</h1><p>All about <b>bicycles</b>.</p><img src="https://tracker.example/pixel.gif"><script>alert(1)</script>',
    '--alt--',
  );

const withAttachment = (to: string, date: Date): Buffer =>
  lines(
    ...header('Administratie <facturen@leverancier.example>', to, 'Invoice 2026-1187', date, 'invoice'),
    'Content-Type: multipart/mixed; boundary=mix',
    '',
    '--mix',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Please find our invoice attached.',
    '--mix',
    'Content-Type: text/csv; name="invoice-2026-1187.csv"',
    'Content-Disposition: attachment; filename="invoice-2026-1187.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    base64('description;amount\r\nBicycle;899.00\r\nBell;12.50\r\n'),
    '--mix--',
  );

/** ISO 8859-15, as Dutch office mail still comes: the euro sign is one byte. */
const dutch = (to: string, date: Date): Buffer =>
  lines(
    ...header(
      '=?iso-8859-15?Q?Ren=E9e_de_Bo=EBr?= <renee@example.nl>',
      to,
      '=?iso-8859-15?Q?Co=F6rdinatie_van_de_re=FCnie?=',
      date,
      'reunie',
    ),
    'Content-Type: text/plain; charset=iso-8859-15',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Beste Anna,',
    '',
    'De re=FCnie kost =A4 25 per persoon; de co=F6rdinatie doet Ren=E9e.',
  );

const japanese = (to: string, date: Date): Buffer =>
  lines(
    ...header(
      '=?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?= <taro@example.jp>',
      to,
      '=?ISO-2022-JP?B?GyRCMnE1RCROJCpDTiRpJDsbKEI=?=',
      date,
      'kaigi',
    ),
    'Content-Type: text/plain; charset=iso-2022-jp',
    'Content-Transfer-Encoding: 7bit',
    '',
    Buffer.from('GyRCTFpNSyROMnE1RCQsJSolcyVpJSQlcyRLSlEkbyRqJF4kOSEjGyhC', 'base64').toString('latin1'),
  );

/** What lies in the mailbox before anybody looks: received in this order, a few hours apart. */
export const demoMessages = (to: string, now: Date): { readonly raw: Buffer; readonly receivedAt: Date }[] =>
  [plain, html, withAttachment, dutch, japanese].map((make, index, all) => {
    const receivedAt = new Date(now.getTime() - (all.length - index) * 7_200_000);
    return { raw: make(to, receivedAt), receivedAt };
  });

/** One more, for after everything runs. */
export const laterMessage = (to: string, now: Date, count: number): Buffer =>
  lines(
    ...header('Pieter Bakker <pieter@example.com>', to, `Re: Lunch on Thursday? (${count})`, now, `again-${now.getTime()}`),
    'In-Reply-To: <lunch@demo.postbode.example>',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Fine, see you there.',
  );
