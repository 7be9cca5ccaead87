import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { installable } from './scripts/installable.ts'

const SERVER = `http://127.0.0.1:${process.env.SERVER_PORT ?? 3001}`

export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [react(), tailwindcss(), fontFirst(), shellEarly(), installable(), compressed()],
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
        // What every screen stands on is one file: in many small ones it would be 10 kB larger.
        codeSplitting: { groups: [{ name: 'base', test: isBase }] },
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

const LIBRARIES =
  /node_modules\/(react|react-dom|scheduler|zod|use-intl|intl-messageformat|@formatjs|idb)\/|lucide-react\/dist\/esm\/\w+\./
const OURS =
  /src\/(sync\/|kit\/(?!when-said|fuzzy|phone)|features\/(?!search|handset|onboarding|sign-in\/(?!sign-in\.ts)|invitation\/(?!invitation\.ts)|comment\/(naming|note-text|note\.|mention|comment\.api)|team\/team\.api|inbox\/queue\.api|member\/member-status\.api|notification\/(groups|quiet)|message\/typed-number|call\/(?!(call|leg|calling|words)\.ts))[^/]+\/([^/]+\.ts$|(contact|inbox|member|notification|quarantine|segment)-hooks|thread-(window|part))|ui\/(class-names|Kbd|Button|EmptyState|Segmented|Skeleton|When|(?!record-keys)[a-z-]+\.tsx?$))/

function isBase(module: string): boolean {
  return LIBRARIES.test(module) || OURS.test(module)
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
