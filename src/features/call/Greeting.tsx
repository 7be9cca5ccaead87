import { Mic, Pause, Play, Square, Trash2, Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Inbox } from '#features/inbox/inbox.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { toasts } from '#ui/toasts.ts'
import { useCallProblem } from './call-hooks.tsx'
import { callingType } from './calling.ts'
import { clockOf, useSecond } from './clock.tsx'
import { openMicrophone } from './devices.tsx'
import { LONGEST_S, type Recorder, recordFrom, type Spoken, spokenIn } from './greeting-sound.tsx'
import { Meter } from './Meter.tsx'

/** Not in use yet; `url`: to listen to it in this page. */
type Draft = Spoken & { url: string }
type Recording = { recorder: Recorder; microphone: MediaStream; since: number }

/** AD-5: what callers hear before the beep: the built-in greeting, or the inbox's own, spoken here or read from a file. */
export function Greeting({ inbox: { id } }: { inbox: Pick<Inbox, 'id'> }) {
  const t = useTranslations('call')
  const problemText = useCallProblem()
  const own = useRow(callingType, id)?.greetingSha256 ?? null
  const [recording, setRecording] = useState<Recording>()
  const [draft, setDraft] = useState<Draft>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const file = useRef<HTMLInputElement>(null)
  useEffect(() => () => recording?.recorder.discard(), [recording])
  useEffect(() => () => URL.revokeObjectURL(draft?.url ?? ''), [draft])
  return (
    <Panel title={t('greeting.title')} text={own === null ? t('greeting.builtIn') : t('greeting.own')}>
      <div className="flex max-w-md flex-col gap-3">
        {own !== null && !recording && !draft && (
          <div className="flex flex-wrap items-center gap-2">
            <Listen url={`${routeOf(id)}?${own}`} />
            <Button look="danger" disabled={busy} onClick={() => void remove()}>
              <Trash2 aria-hidden="true" className="size-4" />
              {t('greeting.remove')}
            </Button>
          </div>
        )}
        {recording && <Running recording={recording} onStop={() => void stop(recording)} />}
        {draft && (
          <div className="flex flex-wrap items-center gap-2">
            <Listen url={draft.url} />
            <span className="tabular text-sm text-muted">{clockOf(draft.seconds)}</span>
            <Button look="primary" disabled={busy} onClick={() => void use(draft)}>
              {t('greeting.use')}
            </Button>
            <Button look="ghost" onClick={() => setDraft(undefined)}>
              {t('greeting.discard')}
            </Button>
          </div>
        )}
        {!recording && !draft && (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => void begin()}>
              <Mic aria-hidden="true" className="size-4" />
              {t('greeting.record')}
            </Button>
            <Button onClick={() => file.current?.click()}>
              <Upload aria-hidden="true" className="size-4" />
              {t('greeting.upload')}
            </Button>
            <input
              ref={file}
              type="file"
              accept="audio/*,video/webm,video/mp4"
              hidden
              aria-label={t('greeting.upload')}
              onChange={({ target }) => {
                const [chosen] = target.files ?? []
                if (chosen) void read(chosen)
                target.value = ''
              }}
            />
          </div>
        )}
        {problem && (
          <p role="alert" className="text-xs text-danger">
            {problem}
          </p>
        )}
      </div>
    </Panel>
  )

  async function begin(): Promise<void> {
    setProblem(undefined)
    const opened = await openMicrophone()
    if (!opened.ok) return setProblem(problemText(opened.error))
    const microphone = opened.value
    setRecording({ recorder: recordFrom(microphone), microphone, since: Date.now() })
  }

  async function stop({ recorder }: Recording): Promise<void> {
    const sound = await recorder.stop()
    setRecording(undefined)
    await read(sound)
  }

  async function read(sound: Blob): Promise<void> {
    const spoken = await spokenIn(sound)
    setProblem(spoken.ok ? undefined : t(`greeting.problem.${spoken.error.code}`))
    setDraft(spoken.ok ? { ...spoken.value, url: URL.createObjectURL(spoken.value.file) } : undefined)
  }

  async function use({ file }: Spoken): Promise<void> {
    const refused = await ask({ method: 'PUT', headers: { 'content-type': 'audio/wav' }, body: file })
    setProblem(refused)
    if (refused !== undefined) return
    setDraft(undefined)
    toasts.say(t('greeting.used'))
  }

  async function remove(): Promise<void> {
    const refused = await ask({ method: 'DELETE' })
    setProblem(refused)
    if (refused === undefined) toasts.say(t('greeting.removed'))
  }

  async function ask(request: RequestInit): Promise<string | undefined> {
    setBusy(true)
    const response = await fetch(routeOf(id), request).catch(() => undefined)
    setBusy(false)
    if (response?.ok) return undefined
    // Our own server's answer, as its side of it says.
    const answer = (await response?.json().catch(() => null)) as { error?: string } | null | undefined
    const known = PROBLEMS.find((code) => code === answer?.error)
    return known
      ? t(`greeting.problem.${known}`)
      : problemText({ code: answer?.error ?? (response ? 'unexpected' : 'no-connection') })
  }
}

const PROBLEMS = ['not-a-sound', 'too-short', 'too-long', 'too-large'] as const

function routeOf(inboxId: string): string {
  return `/api/inboxes/${inboxId}/greeting`
}

function Running({ recording: { microphone, since }, onStop }: { recording: Recording; onStop(): void }) {
  const t = useTranslations('call')
  const seconds = Math.max(0, useSecond() - Math.floor(since / 1_000))
  const full = seconds >= LONGEST_S - 1
  useEffect(() => {
    if (full) onStop()
  }, [full, onStop])
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <span aria-hidden="true" className="size-2.5 rounded-full bg-danger" />
        <output className="tabular text-sm">
          {t('greeting.recording', { time: clockOf(seconds), longest: clockOf(LONGEST_S) })}
        </output>
        <Button look="primary" onClick={onStop}>
          <Square aria-hidden="true" className="size-3.5" />
          {t('greeting.stop')}
        </Button>
      </div>
      <Meter label={t('ourLevel')} stream={microphone} />
    </div>
  )
}

function Listen({ url }: { url: string }) {
  const t = useTranslations('call')
  const [playing, setPlaying] = useState(false)
  const audio = useRef<HTMLAudioElement>(null)
  return (
    <>
      {/* Whoever listens has just spoken it, or knows what their callers hear. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
      />
      <Button onClick={() => (playing ? audio.current?.pause() : void audio.current?.play().catch(() => {}))}>
        {playing ? (
          <Pause aria-hidden="true" className="size-4" />
        ) : (
          <Play aria-hidden="true" className="size-4" />
        )}
        {playing ? t('greeting.pause') : t('greeting.listen')}
      </Button>
    </>
  )
}
