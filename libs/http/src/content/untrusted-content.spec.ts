import { untrustedContentHeaders } from './untrusted-content.js';

describe('untrustedContentHeaders', () => {
  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/plain\r\nx: y', 'text/xml'])('serves %j as bytes', (mediaType) => {
    expect(untrustedContentHeaders({ filename: 'a', mediaType })['content-type']).toBe('application/octet-stream');
  });

  it('always downloads, never sniffs, always in a sandbox', () => {
    expect(untrustedContentHeaders({ filename: 'a.pdf', mediaType: 'Application/PDF' })).toEqual({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\x.exe', 'x.exe'],
    ['a"; filename="b.html', 'a_; filename=_b.html'],
    ['line\r\nSet-Cookie: a=b', 'line__Set-Cookie_ a=b'],
    ['gpj.\u202etxt', 'gpj._txt'],
    ['.htaccess', '_htaccess'],
    ['', 'attachment'],
  ])('makes %j harmless', (filename, name) => {
    expect(untrustedContentHeaders({ filename, mediaType: 'text/plain' })['content-disposition']).toContain(`filename="${name}"`);
  });

  it('keeps a Japanese name for those who can read it, and stays ASCII', () => {
    const header = untrustedContentHeaders({ filename: '請求書(1).pdf', mediaType: 'application/pdf' })['content-disposition'];
    expect(header).toBe(`attachment; filename="___(1).pdf"; filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8%281%29.pdf`);
  });

  it('cuts a name without end, also between surrogates', () => {
    expect(untrustedContentHeaders({ filename: '😀'.repeat(5000), mediaType: 'text/plain' })['content-disposition']?.length).toBeLessThan(
      3000,
    );
    expect(untrustedContentHeaders({ filename: 'a\ud800b', mediaType: 'text/plain' })['content-disposition']).toContain('filename="a_b"');
  });
});
