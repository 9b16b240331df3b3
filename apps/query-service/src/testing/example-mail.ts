const lines = (...text: readonly string[]): Buffer => Buffer.from(text.join('\r\n'));

/** HTML that would run, fetch and post, with an attachment whose name would reach out of its folder. */
export const hostileMail = lines(
  'From: Anna <anna@example.com>',
  'To: bert@example.com',
  'Subject: Offer',
  'Message-ID: <hostile@example.com>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p onclick="alert(1)">Hallo één</p><script>alert(2)</script><img src="https://tracker.example/x.gif"><a href="javascript:alert(3)">x</a>',
  '--b',
  'Content-Type: text/html; name="page.html"',
  'Content-Disposition: attachment; filename="../../etc/x\\"; filename=evil.html"',
  '',
  '<script>alert(4)</script>',
  '--b',
  'Content-Type: application/pdf',
  "Content-Disposition: attachment; filename*=UTF-8''%E8%AB%8B%E6%B1%82%0D%0ASet-Cookie%3A%20a.pdf",
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('%PDF-1.7 not really').toString('base64'),
  '--b--',
  '',
);

export const plainMail = (subject: string): Buffer =>
  lines('From: Anna <anna@example.com>', 'To: bert@example.com', `Subject: ${subject}`, '', `The text of ${subject}.`, '');
