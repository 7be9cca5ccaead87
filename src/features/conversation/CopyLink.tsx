import { Link as LinkIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#ui/Button.tsx'
import { useCopyLink } from './link-hooks.tsx'
import type { Linked } from './paths.ts'

// One and the same beside every item: there is nothing to draw anew when another thread is opened.
const ICON = <LinkIcon aria-hidden="true" className="size-4" />

/** S1: beside an item of the class `group/item`: seen where the mouse or the focus is. */
export function CopyLink({ linked }: { linked: Linked }) {
  const t = useTranslations('conversation')
  const copyLink = useCopyLink()
  return (
    <IconButton
      label={t('link.copy')}
      onClick={() => copyLink(linked)}
      className="size-7 opacity-0 group-hover/item:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden"
    >
      {ICON}
    </IconButton>
  )
}
