import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const IMPORT = /import \{([^}]+)\} from ['"]lucide-react['"]/g
const EXPORT = /export \{([^}]+)\} from '\.\/icons\/([^']+)\.mjs'/g

/**
 * Imports each icon from its own file. By way of the file that names them all, every icon of the app would count as
 * one that the first screens stand on.
 */
export function iconsOneByOne(): Plugin {
  const files = new Map<string, string>()
  return {
    name: 'icons-one-by-one',
    apply: 'build',
    enforce: 'pre',
    async buildStart() {
      const all = await this.resolve('lucide-react')
      if (!all) throw new Error('lucide-react is not installed')
      for (const [, names = '', file = ''] of readFileSync(all.id, 'utf8').matchAll(EXPORT))
        for (const name of names.split(',')) files.set(name.replace('default as', '').trim(), file)
    },
    transform: {
      filter: { id: /\/src\/.*\.tsx$/ },
      handler: (code) => code.replaceAll(IMPORT, (_, names: string) => importsOf(names)),
    },
  }

  function importsOf(names: string): string {
    const icons = names.split(',').map((name) => name.trim())
    return icons.filter(Boolean).map(importOf).join(';')
  }

  function importOf(icon: string): string {
    const [name = '', local = name] = icon.split(' as ')
    if (name.startsWith('type ')) return `import { ${icon} } from 'lucide-react'`
    const file = files.get(name)
    if (!file) throw new Error(`lucide-react has no file for ${name}`)
    return `import ${local} from 'lucide-react/icons/${file}'`
  }
}
