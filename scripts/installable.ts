import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { HtmlTagDescriptor, Plugin } from 'vite'
import { root } from './sources.ts'

// What makes the web app one that a phone or a computer installs: its manifest in each language, icons and start
// pictures of the one drawing, and the list of files that the service worker keeps.

const LANGUAGES = ['en', 'es', 'fr'] as const
const WORKER = 'service-worker.js'
/** Written in the service worker where the build puts what it knows. */
const VERSION = '__VERSION__'
const FILES = '__FILES__'

const LIGHT = '#fbfbfc'
const DARK = '#111216'
const ACCENT = '#2f5fe0'

// Portrait, in CSS pixels, and how many of the screen's each is: the phones and tablets that iOS still comes to.
const SCREENS = [
  [375, 667, 2],
  [375, 812, 3],
  [390, 844, 3],
  [393, 852, 3],
  [402, 874, 3],
  [414, 896, 2],
  [414, 896, 3],
  [428, 926, 3],
  [430, 932, 3],
  [440, 956, 3],
  [744, 1133, 2],
  [768, 1024, 2],
  [810, 1080, 2],
  [820, 1180, 2],
  [834, 1194, 2],
  [1024, 1366, 2],
] as const

export function installable(): Plugin {
  return {
    name: 'installable',
    apply: 'build',
    async buildStart() {
      const emit = (fileName: string, source: string | Uint8Array) =>
        void this.emitFile({ type: 'asset', fileName, source })
      for (const language of LANGUAGES) emit(manifestName(language), manifest(language))
      for (const [name, picture] of await pictures()) emit(name, picture)
    },
    transformIndexHtml: () => [
      link({ rel: 'manifest', href: `/${manifestName('en')}` }),
      link({ rel: 'apple-touch-icon', href: '/icon-180.png' }),
      ...SCREENS.flatMap((screen) =>
        (['light', 'dark'] as const).map((scheme) => startPicture(screen, scheme)),
      ),
    ],
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER]
        if (worker?.type !== 'chunk') throw new Error('The build has no service worker')
        const files = Object.keys(bundle)
          .filter(isKept)
          .concat('before-paint.js', 'icon.svg', 'icon-unread.svg')
          .sort()
        const hash = createHash('sha256').update(worker.code).update(files.join())
        for (const file of ['index.html', ...LANGUAGES.map(manifestName)]) {
          const asset = bundle[file]
          if (asset?.type === 'asset') hash.update(asset.source)
        }
        hash.update(readFileSync(join(root, 'src/web/public/before-paint.js')))
        worker.code = worker.code
          .replace(VERSION, hash.digest('hex').slice(0, 12))
          .replace(new RegExp(`["'\`]${FILES}["'\`]`), JSON.stringify(files.map((file) => `/${file}`)))
      },
    },
  }
}

// Fonts for other alphabets and start pictures are kept when they were needed once.
function isKept(file: string): boolean {
  if (file === WORKER || file.startsWith('.') || file.startsWith('start-')) return false
  return !file.endsWith('.woff2') || file.includes('inter-latin-wght-normal')
}

function manifestName(language: string): string {
  return `app.${language}.webmanifest`
}

function manifest(language: string): string {
  // Our own catalogue.
  const texts = JSON.parse(readFileSync(join(root, `src/web/locales/${language}.json`), 'utf8')) as {
    about: string
    newMessage: string
  }
  const icons = [192, 512].flatMap((size) => [
    { src: `/icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose: 'any' },
    { src: `/maskable-${size}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose: 'maskable' },
  ])
  return JSON.stringify({
    id: '/inbox',
    name: 'Centralita',
    short_name: 'Centralita',
    description: texts.about,
    lang: language,
    dir: 'ltr',
    start_url: '/inbox',
    scope: '/',
    display: 'standalone',
    background_color: LIGHT,
    theme_color: LIGHT,
    // Not every browser reads these yet; those that do not take the light ones.
    color_scheme_dark: { background_color: DARK, theme_color: DARK },
    categories: ['business', 'productivity', 'communication'],
    icons,
    shortcuts: [
      {
        name: texts.newMessage,
        url: '/inbox?new=message',
        icons: [{ src: '/icon-192.png', sizes: '192x192', type: 'image/png' }],
      },
    ],
  })
}

async function pictures(): Promise<[string, Uint8Array][]> {
  const drawing = readFileSync(join(root, 'src/web/public/icon.svg'))
  const icon = (size: number) => sharp(drawing, { density: (72 * size) / 32 }).resize(size, size)
  const on = async (background: string, width: number, height: number, size: number) =>
    sharp({ create: { width, height, channels: 3, background } })
      .composite([{ input: await icon(size).png().toBuffer() }])
      .png({ palette: true, colours: 64 })
      .toBuffer()
  const named: [string, Promise<Buffer>][] = [
    ...[192, 512].map((size): [string, Promise<Buffer>] => [`icon-${size}.png`, icon(size).png().toBuffer()]),
    // Systems cut these to their own shape: the drawing stays within the part that none cuts off.
    ...[192, 512].map((size): [string, Promise<Buffer>] => [
      `maskable-${size}.png`,
      on(ACCENT, size, size, Math.round(size * 0.8)),
    ]),
    ['icon-180.png', on(ACCENT, 180, 180, 180)],
    ...SCREENS.flatMap(([width, height, ratio]) =>
      (['light', 'dark'] as const).map((scheme): [string, Promise<Buffer>] => [
        startName(width, height, ratio, scheme),
        on(scheme === 'light' ? LIGHT : DARK, width * ratio, height * ratio, 112 * ratio),
      ]),
    ),
  ]
  return Promise.all(named.map(async ([name, made]): Promise<[string, Uint8Array]> => [name, await made]))
}

function startName(width: number, height: number, ratio: number, scheme: string): string {
  return `start-${width}x${height}-${ratio}-${scheme}.png`
}

function startPicture([width, height, ratio]: (typeof SCREENS)[number], scheme: string): HtmlTagDescriptor {
  const media = [
    `(prefers-color-scheme: ${scheme})`,
    `(device-width: ${width}px)`,
    `(device-height: ${height}px)`,
    `(-webkit-device-pixel-ratio: ${ratio})`,
    '(orientation: portrait)',
  ].join(' and ')
  return link({
    rel: 'apple-touch-startup-image',
    media: `screen and ${media}`,
    href: `/${startName(width, height, ratio, scheme)}`,
  })
}

function link(attrs: Record<string, string>): HtmlTagDescriptor {
  return { tag: 'link', injectTo: 'head', attrs }
}
