import { Ellipsis, History, Link as LinkIcon, Pencil, SmilePlus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#ui/Button.tsx'
import { Menu, MenuDivider, MenuItem, MenuTile, MenuTiles } from '#ui/Menu.tsx'
import { COARSE } from '#ui/media.tsx'

/** What one may do with a note. What is not there one may not. */
export type NoteActsOf = {
  react(emoji: string, on: boolean): void
  copyLink: (() => void) | undefined
  mayEdit: boolean
  remove: (() => void) | undefined
}

type Props = { acts: NoteActsOf; onEdit(): void; onHistory: (() => void) | undefined }

const EMOJI = [
  ...['👍', '❤️', '😂', '🎉', '👀', '✅'],
  ...['🙏', '🙌', '👏', '💪', '🔥', '🚀'],
  ...['😊', '😍', '🤔', '😮', '😢', '😅'],
  ...['👎', '❌', '❓', '⏳', '📞', '💯'],
]

/** Beside a note: seen where the mouse or the focus is, and always where there is neither. */
export function NoteActs(props: Props) {
  return (
    <div className="flex shrink-0 opacity-0 group-focus-within/note:opacity-100 group-hover/note:opacity-100 has-aria-expanded:opacity-100 pointer-coarse:opacity-100">
      {!COARSE && <React {...props} />}
      {(COARSE || offersMore(props)) && <More {...props} />}
    </div>
  )
}

function offersMore({ acts: { mayEdit, copyLink, remove }, onHistory }: Props): boolean {
  return mayEdit || [copyLink, remove, onHistory].some((act) => act !== undefined)
}

function React({ acts }: Props) {
  const t = useTranslations('comment')
  const [open, setOpen] = useState(false)
  return (
    <Menu
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={t('react')} className="size-7">
          <SmilePlus aria-hidden="true" className="size-4" />
        </IconButton>
      }
    >
      <Emoji acts={acts} />
    </Menu>
  )
}

// A finger has no room for two buttons beside a text: there the reactions are in the menu too.
function More({ acts, onEdit, onHistory }: Props) {
  const t = useTranslations('comment')
  const [open, setOpen] = useState(false)
  const { copyLink, mayEdit, remove } = acts
  return (
    <Menu
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={t('more')} className="size-7 phone:size-9">
          <Ellipsis aria-hidden="true" className="size-4" />
        </IconButton>
      }
    >
      {COARSE && (
        <>
          <Emoji acts={acts} />
          <MenuDivider />
        </>
      )}
      {mayEdit && (
        <MenuItem onClick={onEdit}>
          <Pencil aria-hidden="true" />
          {t('edit')}
        </MenuItem>
      )}
      {copyLink && (
        <MenuItem onClick={copyLink}>
          <LinkIcon aria-hidden="true" />
          {t('copyLink')}
        </MenuItem>
      )}
      {onHistory && (
        <MenuItem onClick={onHistory}>
          <History aria-hidden="true" />
          {t('history')}
        </MenuItem>
      )}
      {remove && (
        <>
          <MenuDivider />
          <MenuItem onClick={remove}>
            <Trash2 aria-hidden="true" />
            {t('delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function Emoji({ acts }: Pick<Props, 'acts'>) {
  return (
    <MenuTiles>
      {EMOJI.map((emoji) => (
        <MenuTile key={emoji} onClick={() => acts.react(emoji, true)}>
          {emoji}
        </MenuTile>
      ))}
    </MenuTiles>
  )
}
