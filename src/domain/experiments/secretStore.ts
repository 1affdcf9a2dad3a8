/** Where secrets are kept that the user has typed: encrypted by VS Code, and nowhere else. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}
