import { fullAddressBudget, readAddresses } from './address-list.js';

const read = (...values: string[]) => readAddresses(values, fullAddressBudget());

describe('an address list', () => {
  it.each([
    ['a@b.c', [{ address: 'a@b.c' }]],
    ['<a@b.c>', [{ address: 'a@b.c' }]],
    ['A B <a@b.c>', [{ name: 'A B', address: 'a@b.c' }]],
    ['"B, A" <a@b.c>, d@e.f', [{ name: 'B, A', address: 'a@b.c' }, { address: 'd@e.f' }]],
    ['"say \\"hi\\"" <a@b.c>', [{ name: 'say "hi"', address: 'a@b.c' }]],
    ['a@b.c (A, really)', [{ name: 'A, really', address: 'a@b.c' }]],
    ['a@b.c; d@e.f', [{ address: 'a@b.c' }, { address: 'd@e.f' }]],
    ['Team: a@b.c, D <d@e.f>;, g@h.i', [{ address: 'a@b.c' }, { name: 'D', address: 'd@e.f' }, { address: 'g@h.i' }]],
    ['undisclosed-recipients:;', []],
    [' , ;', []],
    ['=?utf-8?B?WsO8?= <z@b.c>', [{ name: 'Zü', address: 'z@b.c' }]],
    ['"=?utf-8?Q?Z=C3=BC?=" <z@b.c>', [{ name: 'Zü', address: 'z@b.c' }]],
  ])('%s', (value, addresses) => {
    expect(read(value)).toEqual(addresses);
  });

  it.each([
    ['a comment does not end the domain (CVE-2026-125755)', 'user@trusted.com (c).evil.com', 'user@trusted.com.evil.com'],
    ['an address quoted in the name is not the address', '"boss@bank.example" <thief@evil.example>', 'thief@evil.example'],
    ['an encoded word makes no second address', '=?utf-8?Q?boss=40bank.example=2C?= <thief@evil.example>', 'thief@evil.example'],
  ])('is not fooled: %s', (_, value, address) => {
    expect(read(value).map((entry) => entry.address)).toEqual([address]);
  });

  it('keeps the first 1,000 and counts the others', () => {
    const budget = fullAddressBudget();
    const many = Array.from({ length: 1500 }, (_, at) => `a${at}@b.c`).join(', ');
    expect(readAddresses([many], budget)).toHaveLength(1000);
    expect(readAddresses(['x@y.z, u@v.w'], budget)).toEqual([]);
    expect(budget.omitted).toBe(502);
  });

  it('keeps at most about 100,000 characters', () => {
    const budget = fullAddressBudget();
    const long = Array.from({ length: 900 }, (_, at) => `${'n'.repeat(500)} <${'a'.repeat(400)}${at}@b.c>`).join(', ');
    const kept = readAddresses([long], budget);
    expect(kept.length + budget.omitted).toBe(900);
    expect(JSON.stringify(kept).length).toBeLessThan(120_000);
  });
});
