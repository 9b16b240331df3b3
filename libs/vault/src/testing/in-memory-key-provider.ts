import { newKeyring } from '../key-file/keyring.js';
import { KeyringKeyProvider } from '../key-file/keyring-key-provider.js';

/** One key-encryption key, gone with the object. */
export class InMemoryKeyProvider extends KeyringKeyProvider {
  constructor() {
    super(newKeyring());
  }
}
