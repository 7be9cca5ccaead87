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
import { useRowForm } from '#ui/row-form.tsx'
import { TimeZoneField } from '#ui/TimeZoneField.tsx'

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
        <Name me={me} />
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
  const form = useRowForm(
    { name: me.name },
    {
      send: (changes) => connection.call(renameCommand.name, changes),
      tidy: ({ name = me.name }) => ({ name: name.trim() }),
    },
  )
  const { name } = form.shown
  return (
    <form onSubmit={form.submit} className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label={t('profile.name')}
          hint={t('profile.nameHint')}
          value={name}
          onChange={({ target }) => form.change({ name: target.value })}
          problem={form.problem}
          maxLength={80}
          autoComplete="name"
          required
        />
      </div>
      <Button
        type="submit"
        disabled={form.busy || name.trim() === '' || name.trim() === me.name}
        className="mt-6.5 h-9 phone:h-12"
      >
        {t('profile.save')}
      </Button>
    </form>
  )
}
