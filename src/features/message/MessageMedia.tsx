import { File, ImageOff, LoaderCircle } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Media, Message } from './message.ts'

const WIDEST = 280
const HIGHEST = 320

/** A file of a message: shown when it can be, offered when not. */
export function MessageMedia({
  message,
  file,
  position,
}: {
  message: Message
  file: Media
  position: number
}) {
  const t = useTranslations('message')
  if (file.state === 'fetching') return <Placeholder file={file} text={t('media.fetching')} />
  if (file.state === 'failed') return <Chip icon={<ImageOff />} text={t('media.failed')} />
  const url = `/media/${message.id}/${position}`
  const kind = file.type.split('/')[0]
  const label = t('media.nth', { position: position + 1 })
  if (kind === 'image') return <Picture file={file} url={url} label={label} />
  if (kind === 'video' || kind === 'audio') return <Recording kind={kind} url={url} label={label} />
  return <Document file={file} url={url} />
}

// A customer's recording comes without captions.
/* oxlint-disable jsx-a11y/media-has-caption */
function Recording({ kind, url, label }: { kind: 'video' | 'audio'; url: string; label: string }) {
  const given = { controls: true, preload: 'metadata', src: url, 'aria-label': label } as const
  return kind === 'video' ? (
    <video {...given} className="max-h-80 max-w-full rounded-xl" />
  ) : (
    <audio {...given} className="h-10 max-w-full" />
  )
}
/* oxlint-enable jsx-a11y/media-has-caption */

function Picture({ file: { width, height }, url, label }: { file: Media; url: string; label: string }) {
  const t = useTranslations('message')
  return (
    <a href={url} target="_blank" rel="noreferrer" aria-label={t('media.open', { label })} className="block">
      <img
        src={url}
        alt={label}
        loading="lazy"
        {...sizeOf(width, height)}
        className="rounded-xl border border-line bg-sunken object-cover"
      />
    </a>
  )
}

function Document({ file, url }: { file: Media; url: string }) {
  const t = useTranslations('message')
  const format = useFormatter()
  const size =
    file.bytes === null
      ? ''
      : format.number(Math.max(1, Math.round(file.bytes / 1000)), { style: 'unit', unit: 'kilobyte' })
  const name = (file.type.split('/')[1] ?? file.type).toUpperCase()
  return (
    <a href={url} download className="block hover:opacity-80">
      <Chip icon={<File />} text={[t('media.file'), name, size].filter(Boolean).join(' · ')} />
    </a>
  )
}

function Placeholder({ file, text }: { file: Media; text: string }) {
  const { style } = sizeOf(file.width, file.height)
  return (
    <div
      style={style}
      className="grid max-w-full place-items-center rounded-xl border border-line bg-sunken text-xs text-muted"
    >
      <span className="flex items-center gap-1.5">
        <LoaderCircle aria-hidden="true" className="size-3.5 motion-safe:animate-spin" />
        {text}
      </span>
    </div>
  )
}

function Chip({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className="inline-flex min-h-9 items-center gap-2 rounded-xl border border-line bg-surface px-3 text-sm text-ink phone:min-h-11">
      <span aria-hidden="true" className="text-muted [&_svg]:size-4">
        {icon}
      </span>
      {text}
    </span>
  )
}

// The place is kept before the picture is here, so that nothing moves when it comes.
function sizeOf(width: number | null, height: number | null) {
  if (!width || !height) return { style: { width: 200, height: 150 } }
  const scale = Math.min(1, WIDEST / width, HIGHEST / height)
  return {
    width,
    height,
    style: { width: Math.round(width * scale), height: 'auto', aspectRatio: `${width} / ${height}` },
  }
}
