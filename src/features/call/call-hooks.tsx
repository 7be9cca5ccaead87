import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { conversationType, shelfOf } from '#features/conversation/conversation.ts'
import { foundState } from '#features/conversation/found.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { openThread } from '#features/conversation/thread-window.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import type { Problem, Result } from '#kit/result.ts'
import type { Command } from '#sync/command.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import {
  declineCommand,
  handOverCommand,
  hangUpCommand,
  heardCommand,
  holdCommand,
  recordCommand,
  removeCommand,
} from './call.api.ts'
import { type Call, callType, legOf } from './call.ts'
import type { Leg } from './leg.ts'
import { softphoneOf } from './softphone.tsx'

const OWN_PROBLEMS = [
  'microphone-refused',
  'no-microphone',
  'microphone-busy',
  'not-secure',
  'engine-down',
  'engine-full',
  'unreachable',
  'malformed-sdp',
  'no-common-codec',
  'not-in-call',
  'already-answered',
  'answered-elsewhere',
  'not-ringing',
  'leaves-message',
  'call-ended',
  'in-another-call',
  'line-without-calls',
  'premium-number',
  'own-line',
  'nobody-available',
  'already-asking',
  'already-in-call',
  'nobody-asked',
  'recording-off',
  'recording-always',
  'not-recording',
] as const

/** Why something about a call was not done, and what can be done about it. */
export function useCallProblem(): (problem: Problem) => string {
  const t = useTranslations('call')
  const general = useProblemText()
  return useCallback(
    (problem) => {
      const own = OWN_PROBLEMS.find((code) => code === problem.code)
      return own ? t(`problem.${own}`) : general(problem)
    },
    [t, general],
  )
}

export function useSoftphone() {
  const softphone = softphoneOf(useSync())
  const talks = useSyncExternalStore(softphone.subscribe, softphone.talks)
  return { softphone, talks }
}

/** What can be done with a call. Refusals are said in a toast. */
export function useCallActs(call: Call) {
  const { connection, store } = useSync()
  const { softphone } = useSoftphone()
  const problemText = useCallProblem()
  const { id: callId, conversationId } = call
  return useMemo(() => {
    const about = { callId, conversationId }
    const say = (problem: Problem | undefined) => problem && toasts.problem(problemText(problem))
    const told = (result: Promise<Result<unknown>>) =>
      void result.then((answer) => answer.ok || say(answer.error))
    const run = <Input,>(command: Command<Input>, input: Input) => told(connection.run(command, input))
    const latest = () => store.get(callType, callId)
    return {
      /** Answers why that was not possible: it is said where it was tried. */
      async answer() {
        const now = latest()
        const problem = now && (await softphone.answer(now))
        return problem && problemText(problem)
      },
      async carryOn() {
        const now = latest()
        if (now) say(await softphone.carryOn(now))
      },
      decline: () => run(declineCommand, about),
      hangUp: () => run(hangUpCommand, about),
      hold(on: boolean) {
        if (!on) softphone.holdOthers(callId)
        run(holdCommand, { ...about, on })
      },
      handOver: () => run(handOverCommand, about),
      remove: (legId: string) => run(removeCommand, { ...about, legId }),
      record: (recording: Call['recording']) => run(recordCommand, { ...about, recording }),
      heard: () => run(heardCommand, about),
      mute: (on: boolean) => softphone.mute(callId, on),
      press: (digit: string) => softphone.press(callId, digit),
      ask: (as: 'transfer' | 'consult' | 'add', whom: Whom) =>
        told(connection.call('call.ask', { callId, as, whom })),
    }
  }, [connection, store, softphone, problemText, callId, conversationId])
}

export type Whom = { memberId: string } | { inboxId: string } | { number: string }
export type CallActs = ReturnType<typeof useCallActs>

/** Who is at the other end, as far as this browser may know. */
export function useCaller(call: Call): {
  name: string
  number: string | undefined
  company: string | undefined
} {
  const t = useTranslations('call')
  const conversation = useRow(conversationType, call.conversationId)
  const contact = useRow(contactType, conversation?.contactId)
  const number =
    call.number === 'anonymous' ? t('anonymous') : (conversation?.display ?? shownNumber(call.number))
  const name = contact?.name
  return {
    name: name ?? number,
    number: name ? number : undefined,
    company: contact?.company ?? undefined,
  }
}

/** What a leg is called: a member's name, or the number that was called. */
export function useLegName(call: Call, leg: Leg | undefined): string {
  const t = useTranslations('call')
  const { connection } = useSync()
  const caller = useCaller(call)
  const member = useRow(memberType, leg?.memberId ?? undefined)
  if (leg?.party === 'customer') return caller.name
  if (leg?.number) return shownNumber(leg.number)
  if (leg && leg.memberId === connection.me()?.memberId) return t('you')
  return member?.name ?? t('somebody')
}

export function useCallInbox(call: Call): string {
  const inbox = useRow(inboxType, call.inboxId)
  return inbox ? `${inbox.emoji} ${inbox.name}` : ''
}

/** Where the member stands in a call. */
export function useMyLeg(call: Call): Leg | undefined {
  const { connection } = useSync()
  return legOf(call, connection.me()?.memberId ?? '')
}

/** Goes to the call where it stands in its thread. */
export function useOpenCall(): (call: Pick<Call, 'conversationId' | 'inboxId' | 'seq'>) => void {
  const sync = useSync()
  return useCallback(
    ({ conversationId, inboxId, seq }) => {
      openThread(sync, conversationId)
      const known = sync.store.get(conversationType, conversationId)
      const shelf = known ? shelfOf(known) : 'open'
      navigate(pathOf({ filter: { inboxId: known?.inboxId ?? inboxId, shelf }, conversationId }), {
        state: foundState(conversationId, seq),
      })
    },
    [sync],
  )
}

/** As people write it. */
export function shownNumber(number: string): string {
  const parsed = parsePhoneNumberFromString(number)
  if (!parsed) return number
  return parsed.countryCallingCode === '1' ? parsed.formatNational() : parsed.formatInternational()
}
