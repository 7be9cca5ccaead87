import compile from 'icu-minify/compile'
import type { Plugin } from 'vite'

/** Compiles the texts when the web app is built, so that no browser has to load a parser of messages to show them. */
export function compiledTexts(): Plugin {
  return {
    name: 'compiled-texts',
    enforce: 'pre',
    config: () => ({
      resolve: { alias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
    }),
    transform: {
      filter: { id: /\/locales\/\w+\.json$/ },
      handler: (code) => JSON.stringify(compiled(JSON.parse(code))),
    },
  }
}

type Texts = string | { [key: string]: Texts }

function compiled(texts: Texts): unknown {
  if (typeof texts === 'string') return compile(texts)
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, compiled(value)]))
}
