import type { Call } from '#features/call/call.ts'
import type { Leg } from '#features/call/leg.ts'
import type { NotificationSetting } from './settings.ts'
import { wordsIn } from './words.ts'

/** What stands around a call that rings. `caller`: the customer's name, or their number. `names`: of members, by id. */
export type RingPlace = {
  caller: string
  inbox: string
  hidesTexts: boolean
  names: ReadonlyMap<string, string>
}

type Language = NotificationSetting['language']
type Said = { title: string; body: string }

/** What the device of whoever's leg this is says of the call now: who calls, or why it rings no more. */
export function ringWords(call: Call, leg: Leg, place: RingPlace, language: Language): Said {
  const { hidden, ring, somebody } = wordsIn(language)
  const rings = leg.state === 'ringing'
  if (place.hidesTexts) return { title: hidden.title, body: rings ? ring.hidden : ring.over }
  const { inbox, names } = place
  const caller = call.number === 'anonymous' ? ring.anonymous : place.caller
  if (!rings) return { title: caller, body: howItWent(call, leg, names, language) }
  const { as, byLegId } = leg.ring
  if (as === 'call') return { title: ring.calls(caller, inbox), body: ring.open }
  const asker = call.legs.find(({ id }) => id === byLegId)?.memberId ?? ''
  return { title: caller, body: as === 'return' ? ring.back : ring.asks[as](names.get(asker) ?? somebody) }
}

function howItWent({ legs }: Call, leg: Leg, names: RingPlace['names'], language: Language): string {
  const { ring } = wordsIn(language)
  const { rangAt } = leg
  const taker = legs.find(
    (one) =>
      one.ring.id === leg.ring.id &&
      one.party === 'member' &&
      one.joinedAt !== null &&
      one.joinedAt >= (rangAt ?? ''),
  )?.memberId
  if (!taker) return ring.over
  return taker === leg.memberId ? ring.answeredByYou : ring.answered(names.get(taker) ?? '')
}
