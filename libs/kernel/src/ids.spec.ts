import { deterministicId, isUuid } from './ids.js';

const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('deterministicId', () => {
  it('is the version 5 UUID of RFC 9562', () => {
    expect(deterministicId(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it.each(['', 'é', '日本語', '\ud800', 'x'.repeat(100_000)])('takes any name', (name) => {
    const id = deterministicId(dns, name);
    expect(isUuid(id)).toBe(true);
    expect(id).toMatch(/^.{14}5.{4}[89ab]/);
    expect(deterministicId(dns, name)).toBe(id);
    expect(deterministicId(dns, `${name}.`)).not.toBe(id);
  });
});
