import { useTranslations } from 'use-intl'
import { SelectField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { usePreference } from '#ui/preference.ts'
import { LANGUAGES, language } from '../i18n.tsx'
import { THEMES, theme } from '../theme.ts'
import { Myself } from './Myself.tsx'

/** What is one's own: who one is to the others, how the product looks, and in which language. */
export function ProfilePage() {
  const t = useTranslations('settings')
  const words = useTranslations('web')
  const [chosenTheme, setTheme] = usePreference(theme)
  const [chosenLanguage, setLanguage] = usePreference(language)
  return (
    <>
      <Myself />
      <Panel title={t('profile.seeing')}>
        <div className="flex max-w-sm flex-col gap-4">
          <SelectField
            label={words('language')}
            value={chosenLanguage}
            onChange={({ target }) =>
              setLanguage(LANGUAGES.find(({ value }) => value === target.value)?.value ?? 'en')
            }
          >
            {LANGUAGES.map(({ value, label }) => (
              <option key={value} value={value} lang={value}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={words('appearance')}
            value={chosenTheme}
            onChange={({ target }) => setTheme(THEMES.find((value) => value === target.value) ?? 'system')}
          >
            {THEMES.map((value) => (
              <option key={value} value={value}>
                {words(`theme.${value}`)}
              </option>
            ))}
          </SelectField>
        </div>
      </Panel>
    </>
  )
}
