import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptOf } from '../src/features/sign-in/password.server.ts'
import { isCommonPassword, SHORTEST_PASSWORD } from '../src/features/sign-in/password.ts'
import { root } from './sources.ts'

// Makes the list of known passwords anew, from a file with one on each line, such as the hundred thousand most common of
// Have I Been Pwned: those that are long enough here and that no rule refuses already.
const [, , path = ''] = process.argv
const lines = readFileSync(path, 'utf8').split(/\r?\n/)
const known = new Set(
  lines
    .filter((line) => Array.from(line).length >= SHORTEST_PASSWORD && !isCommonPassword(line))
    .map((line) => keptOf(line).toString('hex')),
)
const kept = [...known].sort().map((hex) => Buffer.from(hex, 'hex'))
writeFileSync(join(root, 'src/features/sign-in/known-passwords.bin'), Buffer.concat(kept))
console.log(`${kept.length} known passwords`)
