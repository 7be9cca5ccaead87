import { useCallback, useEffect, useRef } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { conversationType } from '#features/conversation/conversation.ts'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { preferenceType } from '#features/preference/preference.ts'
import { milliseconds } from '#kit/time.ts'
import { useConnectionState, useRow, useSync } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { show, withdraw } from './desktop.tsx'
import { notificationWorkspaceType } from './device.ts'
import { useMute } from './mute-hooks.tsx'
import { type Notification, notificationType } from './notification.ts'
import {
  pathOfNotification,
  threadOf,
  useNotifications,
  useOpenNotification,
  useReading,
} from './notification-hooks.tsx'
import { notifyCommand } from './setting.api.ts'
import { notificationSettingType, ordinary } from './settings.ts'
import { isSomeTabVisible, onceInBrowser, showAsVisible } from './tabs.tsx'
import { keepSubscribed } from './this-device.tsx'
import { ring } from './tones.tsx'

/** What is told while the app is open. `openId`: the conversation that the page shows. */
export function Notifier({ openId }: { openId: string | undefined }) {
  useReadWhenSeen(openId)
  useTelling(openId)
  useOpening()
  useHabits()
  useKeptSubscription()
  useMuting(openId)
  useEffect(showAsVisible, [])
  return null
}

// Whoever opens a conversation, on whatever way, has seen what they were told of it.
function useReadWhenSeen(openId: string | undefined): void {
  const { readAll } = useReading()
  const waiting = useNotifications('unread').some((told) => threadOf(told) === openId)
  useEffect(() => {
    if (openId === undefined) return
    const look = () => {
      if (document.hidden) return
      if (waiting) readAll(openId)
      void withdraw(openId)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [openId, waiting, readAll])
}

// In the command menu, for the conversation that is open.
function useMuting(openId: string | undefined): void {
  const t = useTranslations('notification')
  const { store } = useSync()
  const conversation = openId !== undefined && store.get(conversationType, openId) ? openId : undefined
  const [muted, toggle] = useMute(conversation)
  const label = muted ? t('unmute') : t('muteIt')
  useShortcuts(
    conversation === undefined
      ? []
      : [{ id: 'conversation.mute', keys: [], label, section: t('activity'), run: toggle }],
  )
}

const JUST_NOW_MS = 60_000

// Once in this browser, whichever tab is first: heard, and seen where nobody looks at any of them.
function useTelling(openId: string | undefined): void {
  const tell = useTell(openId)
  const { store } = useSync()
  useEffect(
    () =>
      store.onChange((changes) => {
        for (const { type, id } of changes.values()) {
          const told = type === notificationType.name ? store.get(notificationType, id) : undefined
          if (told && isNew(told)) void onceInBrowser(`${id} ${told.times}`, () => tell(told))
        }
      }),
    [store, tell],
  )
}

function useTell(openId: string | undefined): (told: Notification) => Promise<void> {
  const t = useTranslations('notification')
  const sync = useSync()
  const me = useMyId() ?? ''
  return useCallback(
    async (told) => {
      const { store } = sync
      const { volume } = store.get(notificationSettingType, me) ?? ordinary(me)
      const { id, times, kind, tone, media, title, text } = told
      // Its person is there already.
      if (!document.hidden && threadOf(told) === openId) return
      if (media.includes('desktop') && !(await isSomeTabVisible())) {
        const who = store.get(memberType, told.actorId ?? '')?.name ?? t('somebody')
        const what = t(`what.${kind}`, { who, times })
        const body = text === '' || kind === 'assigned' ? what : `${what}: ${text}`
        await show({
          id,
          times,
          title,
          body,
          path: pathOfNotification(sync, told),
          tag: threadOf(told) ?? id,
        })
      }
      if (tone) await ring(tone, volume)
    },
    [sync, me, t, openId],
  )
}

function isNew({ readAt, at }: Notification): boolean {
  return readAt === null && Date.now() - milliseconds(at) < JUST_NOW_MS
}

// What was pressed outside of the page is opened in it.
function useOpening(): void {
  const { store } = useSync()
  const open = useOpenNotification()
  useEffect(() => {
    const hear = ({ data }: MessageEvent) => {
      const wanted = (data as { open?: { id: string; path: string } } | null)?.open // Of our own worker.
      if (!wanted) return
      const told = store.get(notificationType, wanted.id)
      if (told) open(told)
      else navigate(wanted.path)
    }
    navigator.serviceWorker?.addEventListener('message', hear)
    return () => navigator.serviceWorker?.removeEventListener('message', hear)
  }, [store, open])
}

const LANGUAGES = ['en', 'es', 'fr'] as const

// Mails and quiet hours are in the language and at the hours of where this person is.
function useHabits(): void {
  const { connection } = useSync()
  const live = useConnectionState() === 'live'
  const memberId = useMyId()
  const setting = useRow(notificationSettingType, memberId)
  const chosen = useRow(preferenceType, memberId)?.timeZone
  const locale = useLocale()
  const language = LANGUAGES.find((one) => locale.startsWith(one)) ?? 'en'
  const said = useRef(false)
  useEffect(() => {
    // Once: another device may be elsewhere.
    if (!live || memberId === undefined || said.current) return
    said.current = true
    // A time zone that was chosen for quiet hours stays when one travels.
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    const zone = chosen ?? (setting && setting.quiet.length > 0 ? setting.timeZone : timeZone)
    if (setting?.language === language && setting.timeZone === zone) return
    void connection.run(notifyCommand, { memberId, language, timeZone: zone })
  }, [live, memberId, setting, chosen, language, connection])
}

function useKeptSubscription(): void {
  const { connection } = useSync()
  const live = useConnectionState() === 'live'
  const pushKey = useRow(notificationWorkspaceType, connection.me()?.workspaceId)?.pushKey
  useEffect(() => {
    if (live && pushKey !== undefined) void keepSubscribed(connection, pushKey)
  }, [live, pushKey, connection])
}
