import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { SCOPES } from '#v1/scope.ts'
import { type ApiKey, apiKeyType } from './api-key.ts'

/** The keys that are not revoked, newest first. */
export function useApiKeys(): readonly ApiKey[] {
  const { store } = useSync()
  return useRows(apiKeyType, viewOf(store))
}

const views = new WeakMap<Store, View<ApiKey>>()

function viewOf(store: Store): View<ApiKey> {
  const before = (a: ApiKey, b: ApiKey) =>
    a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id)
  const known =
    views.get(store) ?? store.view(apiKeyType, { where: ({ revokedAt }) => revokedAt === null, before })
  views.set(store, known)
  return known
}

/** What a key is let do, of what there is now. */
export function scopesOf({ scopes }: ApiKey) {
  return SCOPES.filter((scope) => scopes?.includes(scope))
}

/** The names of the inboxes that a key is for, as far as one is in them. */
export function useInboxNames(ids: readonly string[] | null): string[] {
  return useInboxes().flatMap(({ id, name }) => (ids?.includes(id) ? name : []))
}
