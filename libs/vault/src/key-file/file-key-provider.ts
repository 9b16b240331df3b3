import { KeyFileInvalidError } from '../vault.errors.js';
import { createKeyFile, readKeyFile } from './key-file.js';
import { KeyringKeyProvider } from './keyring-key-provider.js';

export interface FileKeyProviderOptions {
  /** Keep it, and its backups, apart from the database's: together they are the plaintext (pitfall 73). */
  readonly path: string;
  /**
   * What an absent file means. `create` (default) suits a first start. `refuse` suits a deployment whose key is mounted: a
   * volume that failed to mount must not bring forth a new key.
   */
  readonly whenAbsent?: 'create' | 'refuse';
}

/** Key-encryption keys in one file of mode 0600, read once. Keys beside the current one only unwrap: that is how rotation begins. */
export class FileKeyProvider extends KeyringKeyProvider {
  /** @throws KeyFileUnsafeError when others than the owner may access the file, KeyFileInvalidError */
  static async open({ path, whenAbsent = 'create' }: FileKeyProviderOptions): Promise<FileKeyProvider> {
    let keyring = await readKeyFile(path);
    if (keyring === undefined && whenAbsent === 'create') {
      await createKeyFile(path);
      keyring = await readKeyFile(path);
    }
    if (keyring === undefined) throw new KeyFileInvalidError(path, 'is absent');
    return new FileKeyProvider(keyring);
  }
}
