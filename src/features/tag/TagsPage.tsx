import { Tag as TagIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { MadeList } from '#ui/MadeList.tsx'
import { TagDialog } from './TagDialog.tsx'
import { TagRow } from './TagRow.tsx'
import type { Tag } from './tag.ts'
import { useTags } from './tag-hooks.tsx'

/** CH-9: the words that conversations are marked with: everybody gives them, and each has who changes it. */
export function TagsPage() {
  const t = useTranslations('tag')
  const tags = useTags()
  const [opened, open] = useState<{ tag: Tag | undefined }>()
  return (
    <>
      <MadeList
        about={t('about')}
        make={t('new')}
        onMake={() => open({ tag: undefined })}
        none={{ icon: <TagIcon />, title: t('none'), text: t('noneText') }}
        label={t('list')}
      >
        {tags.map((tag) => (
          <TagRow key={tag.id} tag={tag} onChange={() => open({ tag })} />
        ))}
      </MadeList>
      {opened && <TagDialog tag={opened.tag} onClose={() => open(undefined)} />}
    </>
  )
}
