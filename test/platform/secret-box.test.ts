import { SecretBox } from '../../src/platform/secret-box';

const [first, second] = ['the first key, 32 characters long', 'the second key, 32 characters long'] as const;

describe('SecretBox', () => {
  it('decrypts what it encrypted, each time to another text', () => {
    const box = new SecretBox([first]);
    const texts = ['pässword', '', 'x'.repeat(1000)].flatMap((secret) => {
      const [one, other] = [box.encrypt(secret, 'a'), box.encrypt(secret, 'a')];
      expect([box.decrypt(one, 'a'), box.decrypt(other, 'a')]).toEqual([secret, secret]);
      return [one, other];
    });
    expect(new Set(texts).size).toBe(6);
  });

  it('decrypts nothing for another purpose, by another key, or that was changed', () => {
    const box = new SecretBox([first]);
    const text = box.encrypt('secret', 'a');
    expect(box.decrypt(text, 'b')).toBeNull();
    expect(new SecretBox([second]).decrypt(text, 'a')).toBeNull();
    expect(new SecretBox([]).decrypt(text, 'a')).toBeNull();
    for (const changed of ['', 'x', text.slice(2), text.slice(0, -2), `A${text.slice(1)}`.replace(/^AA/, 'BA')])
      if (changed !== text) expect(box.decrypt(changed, 'a')).toBeNull();
  });

  it('encrypts by the first key and decrypts by each, so that the key can change', () => {
    const old = new SecretBox([first]).encrypt('secret', 'a');
    const box = new SecretBox([second, first]);
    expect(box.decrypt(old, 'a')).toBe('secret');
    expect(new SecretBox([second]).decrypt(box.encrypt('secret', 'a'), 'a')).toBe('secret');
  });
});
