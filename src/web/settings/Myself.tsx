import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { removePictureCommand, renameCommand } from '#features/member/member.api.ts'
import type { Member } from '#features/member/member.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { notifyCommand } from '#features/notification/setting.api.ts'
import { usePreference } from '#features/preference/preference-hooks.tsx'
import { PictureField } from '#features/workspace/PictureField.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { TimeZoneField } from '#ui/TimeZoneField.tsx'
import { toasts } from '#ui/toasts.ts'

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Who one is to the others, and where. */
export function Myself() {
  const t = useTranslations('settings')
  const me = useMe()
  const { connection } = useSync()
  const [{ timeZone }, prefer] = usePreference()
  if (!me) return null
  return (
    <Panel title={t('profile.you')}>
      <div className="flex max-w-md flex-col gap-5">
        <PictureField
          label={t('profile.picture')}
          face={<MemberFace memberId={me.id} className="size-16 text-lg" />}
          path="/api/picture"
          onRemove={me.picture === null ? undefined : () => void connection.run(removePictureCommand, {})}
        />
        <Name key={me.name} me={me} />
        <TimeZoneField
          label={t('profile.timeZone')}
          hint={t('profile.timeZoneHint')}
          nowhere={t('profile.ofDevice', { zone: HERE.replaceAll('_', ' ') })}
          value={timeZone}
          onChange={moveTo}
        />
      </div>
    </Panel>
  )

  function moveTo(zone: string | null): void {
    if (!me) return
    prefer({ timeZone: zone })
    void connection.run(notifyCommand, { memberId: me.id, timeZone: zone ?? HERE })
  }
}

function Name({ me }: { me: Member }) {
  const t = useTranslations('settings')
  const { connection } = useSync()
  const [name, setName] = useState(me.name)
  const wanted = name.trim()
  return (
    <form onSubmit={save} className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label={t('profile.name')}
          hint={t('profile.nameHint')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          maxLength={80}
          autoComplete="name"
          required
        />
      </div>
      <Button type="submit" disabled={wanted === '' || wanted === me.name} className="mt-6.5 h-9 phone:h-12">
        {t('profile.save')}
      </Button>
    </form>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    void connection.run(renameCommand, { name: wanted })
    toasts.say(t('profile.saved'))
  }
}
