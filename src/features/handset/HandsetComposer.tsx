import { ArrowUp, ImagePlus, X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '#ui/class-names.ts'
import type { Picture } from './handset-thread.tsx'
import { readPicture } from './read-picture.tsx'

/** Where the customer types, with pictures if they like. */
export function HandsetComposer({ onSend }: { onSend(text: string, pictures: Picture[]): Promise<void> }) {
  const t = useTranslations('handset')
  const [text, setText] = useState('')
  const [pictures, setPictures] = useState<Picture[]>([])
  const files = useRef<HTMLInputElement>(null)
  const sendable = text.trim() !== '' || pictures.length > 0
  return (
    <form className="shrink-0 border-t border-line px-3 pt-2.5 pb-4" onSubmit={submit}>
      {pictures.length > 0 && (
        <ul className="mb-2 flex gap-2">
          {pictures.map((picture) => (
            <li key={picture.url} className="relative">
              <img src={picture.url} alt={t('picture')} className="size-14 rounded-lg object-cover" />
              <button
                type="button"
                aria-label={t('removePicture')}
                onClick={() => setPictures(pictures.filter((other) => other !== picture))}
                className="absolute -top-1.5 -right-1.5 grid size-6 place-items-center rounded-full bg-raised text-ink shadow-floating"
              >
                <X aria-hidden="true" className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex items-end gap-1.5">
        <input
          ref={files}
          type="file"
          accept="image/*"
          multiple
          hidden
          aria-label={t('addPicture')}
          onChange={add}
        />
        <button
          type="button"
          aria-label={t('addPicture')}
          onClick={() => files.current?.click()}
          className="grid size-9 shrink-0 place-items-center rounded-full text-muted hover:bg-hover phone:size-11"
        >
          <ImagePlus aria-hidden="true" className="size-5" />
        </button>
        <input
          value={text}
          aria-label={t('text')}
          placeholder={t('text')}
          autoComplete="off"
          maxLength={LONGEST}
          onChange={(event) => setText(event.target.value)}
          className="h-9 min-w-0 flex-1 rounded-full border border-edge bg-surface px-3.5 text-base text-ink phone:h-11"
        />
        <button
          type="submit"
          aria-label={t('send')}
          disabled={!sendable}
          className={cx(
            'grid size-9 shrink-0 place-items-center rounded-full phone:size-11',
            sendable ? 'bg-accent text-on-accent hover:bg-accent-strong' : 'bg-sunken text-faint',
          )}
        >
          <ArrowUp aria-hidden="true" className="size-5" />
        </button>
      </div>
    </form>
  )

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!sendable) return
    void onSend(text, pictures)
    setText('')
    setPictures([])
  }

  async function add(): Promise<void> {
    const chosen = [...(files.current?.files ?? [])].slice(0, MOST)
    const read = await Promise.all(chosen.map(readPicture))
    setPictures((before) => [...before, ...read.filter((picture) => picture !== undefined)].slice(0, MOST))
    if (files.current) files.current.value = ''
  }
}

const LONGEST = 1_600
const MOST = 4
