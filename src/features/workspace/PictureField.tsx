import { type ChangeEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { upload } from '#ui/request.ts'
import { LARGEST_PICTURE, PICTURE_TYPES } from './picture.ts'

const PROBLEMS = [
  'not-a-picture',
  'picture-too-large',
  'too-many-attempts',
  'no-connection',
  'not-allowed',
  'signed-out',
] as const

/** A picture that is shown small: how it looks now, and another one for it. */
export function PictureField({
  label,
  face,
  path,
  onRemove,
}: {
  label: string
  /** As it is now. */
  face: ReactNode
  /** Where files are sent to. */
  path: string
  /** Undefined: there is none to remove. */
  onRemove: (() => void) | undefined
}) {
  const t = useTranslations('workspace')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <fieldset className="flex items-center gap-4" aria-describedby={id}>
      <legend className="pb-1.5 text-sm font-medium">{label}</legend>
      {face}
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy} onClick={() => input.current?.click()}>
            {busy ? t('picture.sending') : t('picture.choose')}
          </Button>
          {onRemove && (
            <Button
              look="ghost"
              onClick={() => {
                setProblem(undefined)
                onRemove()
              }}
            >
              {t('picture.remove')}
            </Button>
          )}
        </div>
        <output id={id} className={cx('mt-1.5 block text-xs', problem ? 'text-danger' : 'text-muted')}>
          {problem ?? t('picture.hint')}
        </output>
        <input
          ref={input}
          type="file"
          aria-label={label}
          accept={PICTURE_TYPES.join()}
          className="hidden"
          onChange={(event) => void send(event)}
        />
      </div>
    </fieldset>
  )

  async function send({ target }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const [file] = target.files ?? []
    // The same file can be chosen again.
    const chosen = file && new File([file], file.name)
    target.value = ''
    if (!chosen) return
    if (chosen.size > LARGEST_PICTURE) return setProblem(t('picture.problem.picture-too-large'))
    setBusy(true)
    const result = await upload(path, chosen)
    setBusy(false)
    const known = result.ok ? undefined : PROBLEMS.find((code) => code === result.error.code)
    setProblem(result.ok ? undefined : t(`picture.problem.${known ?? 'no-connection'}`))
  }
}
