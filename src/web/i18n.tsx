import type { ReactNode } from 'react'
import { type AbstractIntlMessages, IntlProvider } from 'use-intl'
import { preference } from '#ui/preference.ts'

export const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'es', label: 'Español' },
  { value: 'fr', label: 'Français' },
] as const

export type Language = (typeof LANGUAGES)[number]['value']

export type Catalogue = { language: Language; messages: AbstractIntlMessages }

/** The browser's language first, until another one is chosen here. */
export const language = preference<Language>(
  'language',
  LANGUAGES.map(({ value }) => value),
  ofTheBrowser(),
)

/** The texts of one language: the only ones that are loaded. */
export async function loadCatalogue(wanted: Language): Promise<Catalogue> {
  const { files } = await LOADERS[wanted]()
  return { language: wanted, messages: gather(files) }
}

export function Intl({ catalogue, children }: { catalogue: Catalogue; children: ReactNode }) {
  return (
    <IntlProvider locale={localeOf(catalogue.language)} messages={catalogue.messages} timeZone={ZONE}>
      {children}
    </IntlProvider>
  )
}

const ZONE = new globalThis.Intl.DateTimeFormat().resolvedOptions().timeZone

const LOADERS = {
  en: () => import('./catalogues/en.ts'),
  es: () => import('./catalogues/es.ts'),
  fr: () => import('./catalogues/fr.ts'),
}

function ofTheBrowser(): Language {
  const wanted = navigator.languages.map((tag) => tag.split('-')[0])
  return LANGUAGES.find(({ value }) => value === wanted.find(isLanguage))?.value ?? 'en'
}

function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some(({ value }) => value === tag)
}

// Somebody who reads English in London writes dates as London does.
function localeOf(chosen: Language): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === chosen) ?? chosen
}

/** The language of a locale that `Intl` below has set. */
export function languageOf(locale: string): Language {
  return LANGUAGES.find(({ value }) => value === locale.split('-')[0])?.value ?? 'en'
}

/**
 * A folder's texts are found under its name: src/features/message/locales/en.json under `message`. The loading folder
 * itself has no name on the way to it.
 */
export function gather(files: Record<string, unknown>, own = 'web'): AbstractIntlMessages {
  const named = Object.entries(files).map(([path, texts]) => {
    const folder = path.split('/').at(-3)
    return [folder === '..' ? own : folder, texts]
  })
  return Object.fromEntries(named)
}
