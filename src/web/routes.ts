import { type InboxPlace, type Linked, readLinkPath, readPath } from '#features/conversation/paths.ts'
import { readTeamPath, type TeamPlace } from '#features/team/team-paths.ts'

/** The pages there are. A new page is a word here and a line in `Page`. */
export type Route =
  | { page: 'home' }
  | { page: 'inbox'; place: InboxPlace }
  | { page: 'link'; linked: Linked }
  | { page: 'team'; place: TeamPlace }
  | { page: 'search' }
  | { page: 'activity' }
  | { page: 'calls'; callId: string | undefined }
  | { page: 'quarantine' }
  | { page: 'settings'; section: string | undefined; rest: string | undefined }
  | { page: 'mute'; token: string }
  | { page: 'sandbox' }
  | { page: 'entry'; entry: Entry }
  | { page: 'not-found' }

/** Pages in front of the workspace, whoever is signed in: letters lead to them. */
const ENTRIES = ['recover', 'reset', 'verify', 'join', 'sign-in-problem'] as const
export type Entry = (typeof ENTRIES)[number]
const MUTE = '/mute/'

export function routeOf(path: string, search: string): Route {
  const plain = path.replace(/\/+$/, '')
  if (plain === '' || plain === '/inbox') return { page: 'home' }
  if (plain === '/search') return { page: 'search' }
  const [, calls, callId] = /^\/(calls)(?:\/([\w-]+))?$/.exec(plain) ?? []
  if (calls) return { page: 'calls', callId }
  if (plain === '/activity') return { page: 'activity' }
  if (plain === '/quarantine') return { page: 'quarantine' }
  const [, settings, section, rest] = /^\/(settings)(?:\/([\w-]+))?(?:\/([\w-]+))?$/.exec(plain) ?? []
  if (settings) return { page: 'settings', section, rest }
  const entry = ENTRIES.find((name) => plain === `/${name}`)
  if (entry) return { page: 'entry', entry }
  if (plain === '/sandbox') return { page: 'sandbox' }
  const team = readTeamPath(plain)
  if (team) return { page: 'team', place: team }
  if (plain.startsWith(MUTE)) return { page: 'mute', token: plain.slice(MUTE.length) }
  const place = readPath(plain, search)
  if (place) return { page: 'inbox', place }
  const linked = readLinkPath(plain)
  return linked ? { page: 'link', linked } : { page: 'not-found' }
}
