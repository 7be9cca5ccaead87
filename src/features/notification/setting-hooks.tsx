import { useCallback, useMemo } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { notifyCommand } from './setting.api.ts'
import { type NotificationSetting, notificationSettingType, ordinary } from './settings.ts'

type Wanted = Omit<Parameters<typeof notifyCommand.decide>[1], 'memberId'>

/** What the member of this browser wants to be told of, and how to change it. */
export function useNotificationSetting(): [NotificationSetting, (wanted: Wanted) => void] {
  const memberId = useMyId() ?? ''
  const { connection } = useSync()
  const row = useRow(notificationSettingType, memberId)
  const setting = useMemo(() => row ?? ordinary(memberId), [row, memberId])
  const change = useCallback(
    (wanted: Wanted) => void connection.run(notifyCommand, { memberId, ...wanted }),
    [connection, memberId],
  )
  return [setting, change]
}
