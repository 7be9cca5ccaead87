import { Search } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from '#ui/Button.tsx'
import { commandMenu } from '#ui/command-menu.ts'

/** The command menu, for who comes by mouse or by finger. */
export function SearchButton({ form }: { form: 'sidebar' | 'rail' | 'bar' }) {
  const t = useTranslations('web')
  const open = () => commandMenu.open()
  if (form === 'bar')
    return (
      <button
        type="button"
        onClick={open}
        className="flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-muted"
      >
        <Search aria-hidden="true" className="size-5.5" />
        {t('search')}
      </button>
    )
  if (form === 'rail')
    return (
      <IconButton
        label={t('search')}
        shortcut="command-menu"
        onClick={open}
        className="mt-1 size-10 rounded-lg"
      >
        <Search aria-hidden="true" className="size-4" />
      </IconButton>
    )
  return (
    <Button
      look="ghost"
      shortcut="command-menu"
      onClick={open}
      className="mt-1 w-full justify-start px-2.5"
      showKeys
    >
      <Search aria-hidden="true" className="size-4 text-muted" />
      <span className="flex-1 text-left">{t('search')}</span>
    </Button>
  )
}
