import { Download, Keyboard, LogOut, Settings, Smile } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Availability } from '#features/member/Availability.tsx'
import { MemberStatus } from '#features/member/MemberStatus.tsx'
import { setAvailableCommand } from '#features/member/member.api.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { preferCommand } from '#features/preference/preference.api.ts'
import { preferenceType } from '#features/preference/preference.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { lazily } from '#ui/lazily.tsx'
import { Menu, MenuCheck, MenuChoice, MenuDivider, MenuItem } from '#ui/Menu.tsx'
import { COARSE } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'
import { usePreference } from '#ui/preference.ts'
import { LANGUAGES, language } from './i18n.tsx'
import { useInstall } from './install.ts'
import { useSignOut } from './sign-out.tsx'
import { THEMES, theme } from './theme.ts'

const Status = lazily(() => import('./pages/StatusDialog.tsx').then((module) => module.StatusDialog))

type Props = {
  button: ReactElement
  open: boolean
  onOpenChange(open: boolean): void
  onShortcuts(): void
  above: boolean
}

/** Who is signed in, how it looks, in which language, and the way out. */
export function AccountMenu({ button, open, onOpenChange, onShortcuts, above }: Props) {
  const t = useTranslations('web')
  const me = useMe()
  const signOut = useSignOut()
  const { connection } = useSync()
  const preference = useRow(preferenceType, me?.id)
  const install = useInstall()
  const [status, setStatus] = useState(false)
  const [chosenTheme, setTheme] = usePreference(theme)
  const [chosenLanguage, setLanguage] = usePreference(language)
  return (
    <>
      <Menu trigger={button} open={open} onOpenChange={onOpenChange} side={above ? 'top' : 'bottom'}>
        <div className="px-2.5 pt-1.5 pb-2">
          <p className="font-medium">{me?.name}</p>
          <p className="text-xs text-muted">{me?.email}</p>
          <MemberStatus memberId={me?.id} whole />
        </div>
        <MenuDivider />
        <MenuCheck
          checked={me?.available ?? true}
          onChange={(available) => void connection.run(setAvailableCommand, { available })}
        >
          <Availability available={me?.available ?? true} />
          {t('available')}
        </MenuCheck>
        <MenuCheck
          checked={preference?.readOnReply ?? false}
          onChange={(readOnReply) =>
            void connection.run(preferCommand, { memberId: me?.id ?? '', readOnReply })
          }
        >
          {t('readOnReply')}
        </MenuCheck>
        <MenuItem onClick={() => setStatus(true)}>
          <Smile aria-hidden="true" />
          {t('statusAndQueues')}
        </MenuItem>
        <MenuDivider />
        <MenuChoice
          label={t('appearance')}
          value={chosenTheme}
          onChange={setTheme}
          choices={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
        <MenuChoice
          label={t('language')}
          value={chosenLanguage}
          onChange={setLanguage}
          choices={LANGUAGES.map(({ value, label }) => ({ value, label, lang: value }))}
        />
        <MenuDivider />
        <MenuItem onClick={() => navigate('/settings')}>
          <Settings aria-hidden="true" />
          {t('settings.title')}
        </MenuItem>
        {!COARSE && (
          <MenuItem onClick={onShortcuts}>
            <Keyboard aria-hidden="true" />
            {t('shortcuts')}
          </MenuItem>
        )}
        {install && (
          <MenuItem onClick={install}>
            <Download aria-hidden="true" />
            {t('install')}
          </MenuItem>
        )}
        <MenuItem onClick={() => void signOut()}>
          <LogOut aria-hidden="true" />
          {t('signOut')}
        </MenuItem>
      </Menu>
      {status && <Status.Component onClose={() => setStatus(false)} />}
    </>
  )
}
