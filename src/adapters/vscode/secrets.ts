import type { SecretStorage } from 'vscode';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';

/** Secrets in VS Code's own store, which the system's key ring encrypts. */
export function createSecrets(storage: SecretStorage): SecretStore {
  return {
    get: async (key) => await storage.get(key),
    set: async (key, value) => await storage.store(key, value),
    delete: async (key) => await storage.delete(key),
  };
}
