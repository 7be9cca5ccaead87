import { Pause, Play, Trash2 } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { inboxMemberId, inboxMemberType } from '#features/inbox/inbox.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { Select } from '#ui/Select.tsx'
import type { Call, KeptSound as Sound } from './call.ts'
import { useCallActs } from './call-hooks.tsx'
import { clockOf } from './clock.tsx'
import { DeleteAudio } from './DeleteAudio.tsx'
import { seeking } from './seeking.tsx'
import { barsOf, raised, WAVE_HEIGHT, wavePath } from './waveform.ts'

const SPEEDS = [1, 1.25, 1.5, 2]
// A key goes so far: in a message of a few seconds less than in a talk.
const STEP_S = 5
const SHORT_STEP_S = 1
const LONG_S = 60

/** A recording or a message: played here, at any speed, from any place in it. */
export function KeptSound({
  call,
  kind,
  sound,
}: {
  call: Call
  kind: 'recording' | 'voicemail'
  sound: Sound
}) {
  const t = useTranslations('call')
  if (sound.state !== 'kept')
    return <p className="mt-2 text-xs text-muted">{t(`kept.${sound.state}`, { kind })}</p>
  return <Player call={call} kind={kind} sound={sound} />
}

function Player({ call, kind, sound }: { call: Call; kind: 'recording' | 'voicemail'; sound: Sound }) {
  const t = useTranslations('call')
  const acts = useCallActs(call)
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [failed, setFailed] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const deletable = useLooksAfter(call)
  const length = Math.max(sound.seconds, 0.1)
  const name = t(`kind.${kind}`)
  const listenFrom = useEffectEvent((seconds: number) => seek(seconds, true))
  useEffect(() => seeking.register(call.id, kind, (seconds) => listenFrom(seconds)), [call.id, kind])
  return (
    <div className="mt-2">
      {/* What is said stands beside it as a transcript, where there is one. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        src={`/calls/${call.id}/${kind}`}
        preload="none"
        onPlay={() => {
          setPlaying(true)
          setFailed(false)
          if (kind === 'voicemail' && call.voicemail?.heardAt === null) acts.heard()
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => reach(0)}
        onError={() => setFailed(true)}
        onTimeUpdate={({ currentTarget }) => reach(currentTarget.currentTime)}
      />
      <div className="flex items-center gap-2">
        <IconButton
          look="primary"
          label={playing ? t('pause', { name }) : t('play', { name })}
          onClick={() => (playing ? audio.current?.pause() : play())}
          className="rounded-full [&_svg]:size-4"
        >
          {playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        </IconButton>
        <Wave
          name={name}
          peaks={sound.peaks}
          at={at}
          length={length}
          onSeek={(seconds) => seek(seconds, false)}
        />
        <span className="tabular w-19 shrink-0 text-right text-xs text-muted">
          {clockOf(at)} / {clockOf(length)}
        </span>
      </div>
      <div className="mt-1 flex items-center gap-1 text-xs text-muted">
        <Select
          aria-label={t('speed')}
          defaultValue="1"
          onChange={({ target }) => {
            if (audio.current) audio.current.playbackRate = Number(target.value)
          }}
          className="h-7 w-18 rounded-md hover:bg-hover phone:h-11"
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </Select>
        <span className="flex-1" />
        {failed && (
          <span role="alert" className="text-danger">
            {t('notPlayed')}
          </span>
        )}
        {deletable && (
          <IconButton label={t('deleteAudio', { name })} onClick={() => setDeleting(true)} className="size-7">
            <Trash2 aria-hidden="true" className="size-3.5" />
          </IconButton>
        )}
      </div>
      {deleting && <DeleteAudio callId={call.id} kind={kind} onClose={() => setDeleting(false)} />}
    </div>
  )

  function play(): void {
    // Playing another one ends this; what cannot be played says so itself.
    void audio.current?.play().catch(() => {})
  }

  function seek(seconds: number, andPlay: boolean): void {
    const element = audio.current
    if (!element) return
    element.currentTime = Math.min(length, Math.max(0, seconds))
    reach(element.currentTime)
    if (andPlay) play()
  }

  function reach(seconds: number): void {
    setAt(seconds)
    seeking.reach(call.id, kind, seconds)
  }
}

function Wave(props: {
  name: string
  peaks: readonly number[]
  at: number
  length: number
  onSeek(seconds: number): void
}) {
  const { name, peaks, at, length, onSeek } = props
  const t = useTranslations('call')
  const clip = useId()
  const bars = raised(barsOf(peaks.length > 0 ? peaks : [0]))
  const path = wavePath(bars)
  return (
    <div className="relative h-8 min-w-0 flex-1 rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent phone:h-11">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${bars.length} ${WAVE_HEIGHT}`}
        preserveAspectRatio="none"
        className="size-full"
      >
        <clipPath id={clip}>
          <rect width={(at / length) * bars.length} height={WAVE_HEIGHT} />
        </clipPath>
        <path d={path} className="stroke-faint" strokeWidth={0.55} />
        <path d={path} className="stroke-accent" strokeWidth={0.55} clipPath={`url(#${clip})`} />
      </svg>
      <input
        type="range"
        data-keeps-arrows
        aria-label={t('place', { name })}
        aria-valuetext={clockOf(at)}
        min={0}
        max={length}
        step={length > LONG_S ? STEP_S : SHORT_STEP_S}
        value={at}
        onChange={({ target }) => onSeek(Number(target.value))}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
      />
    </div>
  )
}

// Who may delete what was said: who looks after the inbox.
function useLooksAfter({ inboxId }: Call): boolean {
  const me = useMe()
  const place = useRow(inboxMemberType, me && inboxMemberId(inboxId, me.id))
  return me?.role === 'owner' || me?.role === 'admin' || place?.role === 'manager'
}
