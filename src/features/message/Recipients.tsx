import { Phone, UserRound } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'

/** Somebody who can be written to. Without a name it is a number that nobody knows yet. */
type Recipient = { number: string; display: string; name: string | undefined }

/** Has the server bring the customers whom these words may mean. Resolves when they are here. */
export type LookUp = (typed: string) => Promise<unknown>

const MOST = 5
const LEAST_LETTERS = 2
const PAUSE_MS = 120

/**
 * Whom the words that are typed may mean: customers by name or number, and a whole number that is nobody's as just
 * that.
 */
export function Recipients({
  typed,
  number,
  lookUp,
  onChoose,
}: {
  typed: string
  /** The number that is typed, once it is a whole one. */
  number: string | undefined
  lookUp?: LookUp | undefined
  onChoose(display: string): void
}) {
  const t = useTranslations('message')
  const { store } = useSync()
  useLookedUp(typed, lookUp)
  const found = recipients(store, typed, number)
  if (found.length === 0) return null
  return (
    <ul aria-label={t('recipients')} className="-mt-2 flex flex-col rounded-md border border-line">
      {found.map((one) => (
        <li key={one.number} className="border-b border-line last:border-0">
          <button
            type="button"
            onClick={() => onChoose(one.display)}
            className="flex h-9 w-full items-center gap-2.5 px-3 text-left text-sm hover:bg-hover phone:h-12"
          >
            {one.name === undefined ? (
              <Phone aria-hidden="true" className="size-4 shrink-0 text-muted" />
            ) : (
              <UserRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
            )}
            <span className="min-w-0 flex-1 truncate font-medium">{one.name ?? t('unknownNumber')}</span>
            <span className="tabular text-muted">{one.display}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

// This browser holds whom one has met lately; the server knows everybody.
function useLookedUp(typed: string, lookUp: LookUp | undefined): void {
  const [, lookedUp] = useState('')
  const ask = useEffectEvent(async () => {
    await lookUp?.(typed)
    lookedUp(typed)
  })
  useEffect(() => {
    if (typed.trim().length < LEAST_LETTERS) return
    const asking = setTimeout(() => void ask(), PAUSE_MS)
    return () => clearTimeout(asking)
  }, [typed])
}

/** The best first. */
export function recipients(store: Store, typed: string, number: string | undefined): Recipient[] {
  const words = typed.trim().toLocaleLowerCase()
  const digits = typed.replace(/\D/g, '')
  if (words.length < LEAST_LETTERS) return []
  const found = new Map<string, Recipient>()
  for (const { participants, contactId, display } of store.all(conversationType)) {
    const [address] = participants
    if (address === undefined || participants.length > 1 || found.has(address)) continue
    const name = store.get(contactType, contactId)?.name ?? undefined
    const named = name?.toLocaleLowerCase().includes(words) ?? false
    const dialled = digits.length > LEAST_LETTERS && address.includes(digits)
    if (named || dialled || address === number) found.set(address, { number: address, display, name })
    if (found.size === MOST) break
  }
  const known = number !== undefined && found.has(number)
  const unknown = number === undefined || known ? [] : [{ number, display: typed, name: undefined }]
  return [...unknown, ...found.values()]
}
