import { CallHost as Host } from '#features/call/CallHost.tsx'
import type { Surroundings } from '#features/call/ringing.tsx'
import { ThreadNotes } from '#features/comment/ThreadNotes.tsx'
import { show, withdraw } from '#features/notification/desktop.tsx'
import { hushedUntil } from '#features/notification/quiet.ts'
import { useNotificationSetting } from '#features/notification/setting-hooks.tsx'
import { mediaFor } from '#features/notification/settings.ts'
import { isSomeTabVisible } from '#features/notification/tabs.tsx'
import { useSearchOnce } from '#features/search/search-hooks.tsx'
import { useNow } from '#ui/When.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function CallHost() {
  const [setting] = useNotificationSetting()
  const lookUp = useSearchOnce()
  const hushed = hushedUntil(setting, useNow()) !== null
  return (
    <MoreTexts>
      <Host
        notes={(conversationId) => <ThreadNotes conversationId={conversationId} />}
        around={{
          hushed,
          lookUp,
          tell: (call) =>
            mediaFor(setting, 'call', call.inboxId).includes('desktop') ? tell(call) : () => {},
        }}
      />
    </MoreTexts>
  )
}

const tell: Surroundings['tell'] = ({ id, since, title, body, path }) => {
  let over = false
  void ring()
  return () => {
    over = true
    void withdraw(id)
  }

  async function ring(): Promise<void> {
    if ((await isSomeTabVisible()) || over) return
    await show({ id, title, body, path, times: since, tag: id, stays: true })
    if (over) await withdraw(id)
  }
}
