import { Volume2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { IconButton } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { Select } from '#ui/Select.tsx'
import { KINDS, TONES, type Tone } from './notification.ts'
import { useNotificationSetting } from './setting-hooks.tsx'
import { toneFor } from './settings.ts'
import { ring } from './tones.tsx'

const AS_USUAL = ''

/** Which sound each class makes, and each inbox that has one of its own. */
export function Sounds() {
  const t = useTranslations('notification')
  const inboxes = useInboxes()
  const [setting, change] = useNotificationSetting()
  const { volume, inboxTones } = setting
  return (
    <Panel title={t('sounds.title')} text={t('sounds.text')}>
      <label className="flex max-w-sm items-center gap-3">
        <span className="font-medium">{t('sounds.volume')}</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={volume}
          onChange={({ target }) => change({ volume: Number(target.value) })}
          className="flex-1 accent-accent"
        />
      </label>
      <ul className="mt-4">
        {KINDS.map((kind) => (
          <Choice
            key={kind}
            name={t(`kind.${kind}`)}
            value={toneFor(setting, kind, null)}
            volume={volume}
            onChange={(tone) => tone !== AS_USUAL && change({ tones: { [kind]: tone } })}
          />
        ))}
        {inboxes.map(({ id, name, emoji }) => (
          <Choice
            key={id}
            name={t('sounds.inbox', { name: `${emoji} ${name}` })}
            value={inboxTones[id] ?? AS_USUAL}
            usual
            volume={volume}
            onChange={(tone) => change({ inboxTones: { [id]: tone === AS_USUAL ? null : tone } })}
          />
        ))}
      </ul>
    </Panel>
  )
}

type ChoiceProps = {
  name: string
  value: Tone | typeof AS_USUAL
  usual?: boolean
  volume: number
  onChange(tone: Tone | typeof AS_USUAL): void
}

function Choice({ name, value, usual = false, volume, onChange }: ChoiceProps) {
  const t = useTranslations('notification')
  return (
    <li className="flex items-center gap-2 border-t border-line py-1">
      <span className="min-w-0 flex-1">{name}</span>
      <Select
        aria-label={t('sounds.of', { name })}
        value={value}
        onChange={({ target }) => {
          const tone = TONES.find((one) => one === target.value) ?? AS_USUAL
          onChange(tone)
          if (tone !== AS_USUAL) void ring(tone, volume)
        }}
        className="h-8 w-36 rounded-md border border-edge phone:h-11"
      >
        {usual && <option value={AS_USUAL}>{t('sounds.usual')}</option>}
        {TONES.map((tone) => (
          <option key={tone} value={tone}>
            {t(`tone.${tone}`)}
          </option>
        ))}
      </Select>
      <IconButton
        label={t('sounds.play', { name })}
        disabled={value === AS_USUAL || value === 'none'}
        onClick={() => value !== AS_USUAL && void ring(value, volume)}
      >
        <Volume2 aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  )
}
