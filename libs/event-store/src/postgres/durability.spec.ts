import { requireSafeSettings, UnsafeDatabaseError } from './durability.js';

const safe = ['fsync', 'synchronous_commit', 'full_page_writes'].map((name) => ({ name, setting: 'on' }));

describe('requireSafeSettings', () => {
  it.each([
    ['fsync', 'off'],
    ['synchronous_commit', 'off'],
    ['full_page_writes', 'off'],
    ['in_recovery', 'on'],
  ])('refuses %s = %s, by name', (name, setting) => {
    const settings = [...safe.filter((other) => other.name !== name), { name, setting }];
    expect(() => requireSafeSettings(settings)).toThrow(UnsafeDatabaseError);
    expect(() => requireSafeSettings(settings)).toThrow(`${name} = ${setting}`);
  });

  it('accepts what keeps its promises, and more', () => {
    expect(() => requireSafeSettings([...safe, { name: 'in_recovery', setting: 'off' }])).not.toThrow();
    expect(() => requireSafeSettings([{ name: 'synchronous_commit', setting: 'remote_apply' }])).not.toThrow();
  });
});
