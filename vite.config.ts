import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { iconsOneByOne } from './scripts/icons.ts'
import { installable } from './scripts/installable.ts'
import { compiledTexts } from './scripts/texts.ts'

const SERVER = `http://127.0.0.1:${process.env.SERVER_PORT ?? 3001}`

export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [
    iconsOneByOne(),
    react(),
    tailwindcss(),
    compiledTexts(),
    fontFirst(),
    shellEarly(),
    installable(),
    compressed(),
  ],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The security policy takes fonts and pictures from the server only, not from the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['src/web/index.html', 'src/web/service-worker.ts'],
      output: {
        codeSplitting: {
          groups: [
            { name: firstFile, debugName: 'first', priority: 1 },
            { name: 'icons', test: /lucide-react/ },
          ],
        },
        // A browser looks for another version of the service worker under the same name.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      [
        ...['/api', '/media', '/blob', '/v1', '/webhooks', '/healthz', '/sync'],
        '^/calls/[^/]+/(recording|voicemail)$',
      ].map((path) => [path, { target: SERVER, ws: path === '/sync' }]),
    ),
  },
})

type Modules = { getModuleInfo(id: string): { importedIds: string[] } | null }

const OTHER_FIRST_PAGES = ['EntryPage.tsx', 'pages/Sandbox.tsx']
const known = new Map<string, Set<string>>()

/** The file for what is loaded before a first screen is painted: in many small ones it would be 10 kB larger. */
function firstFile(id: string, modules: Modules): string | null {
  const [main, shell, ...others] = ['main.tsx', 'Shell.tsx', ...OTHER_FIRST_PAGES].map((page) =>
    loadedBy(join(import.meta.dirname, 'src/web', page), modules),
  )
  if (main?.has(id)) return 'base'
  if (!shell?.has(id)) return null
  return others.some((page) => page.has(id)) ? 'base' : 'workspace'
}

/** What a module stands on, without what it asks for later. */
function loadedBy(page: string, modules: Modules): Set<string> {
  const found = known.get(page) ?? new Set()
  if (!known.has(page)) gather(page)
  known.set(page, found)
  return found

  function gather(id: string): void {
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) {
      if (found.has(imported)) continue
      found.add(imported)
      gather(imported)
    }
  }
}

/** Asks for the one font that every first screen needs before its style sheet is read. */
function fontFirst(): Plugin {
  return {
    name: 'font-first',
    apply: 'build',
    transformIndexHtml: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => /inter-latin-wght-normal.*\.woff2$/.test(file))
        .map((file) => ({
          tag: 'link',
          injectTo: 'head' as const,
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: '' },
        })),
  }
}

/** Asks for the code of who is signed in together with everybody's, not after it. */
function shellEarly(): Plugin {
  return {
    name: 'shell-early',
    apply: 'build',
    transformIndexHtml: (_html, { bundle, chunk: page }) => {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk')
      const shell = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/web/Shell.tsx'))
      const known = new Set([page?.fileName, ...(page?.imports ?? [])])
      return [shell?.fileName, ...(shell?.imports ?? [])]
        .filter((file) => file !== undefined && !known.has(file))
        .map((file) => ({
          tag: 'link',
          injectTo: 'head' as const,
          attrs: { rel: 'modulepreload', crossorigin: '', href: `/${file}` },
        }))
    },
  }
}

/** Writes every text file compressed beside itself, once and well, so that no request has to. */
function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir)
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue
        const path = join(folder, name)
        const bytes = readFileSync(path)
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        )
      }
    },
  }
}
