import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import type { Draft } from './draft.ts'
import { type Known, next, UNKNOWN } from './keeping.ts'
import { beginDraft, isOver, MOST_OTHERS, rewrite, setBeside, type Written } from './rewrite.ts'

const PLACE = { kind: 'message', placeId: uuidv7() } as const
const ADA = uuidv7()
const [DESK, PHONE] = [uuidv7(), uuidv7()]

test('what nobody has told the server yet is told when the letters stop', () => {
  const moment = { text: 'On my w', known: UNKNOWN, row: undefined, device: DESK }
  expect(next({ ...moment, typing: true })).toEqual({ type: 'rest' })
  expect(next({ ...moment, typing: false })).toEqual({ type: 'tell', base: null })
})

test('what was written on another device comes where nothing was written since', () => {
  const row = rowOf('On my way', PHONE)
  const known: Known = { version: uuidv7(1), text: 'On my w', told: true }
  expect(next({ text: 'On my w', known, row, device: DESK, typing: false })).toMatchObject({
    type: 'take',
    known: { text: 'On my way', version: row.version },
  })
})

test('it never comes over letters that the server has not been told: they are sent, with what they knew of', () => {
  const row = rowOf('At noon', PHONE)
  const known: Known = { version: uuidv7(1), text: 'On', told: true }
  const moment = { text: 'On my w', known, row, device: DESK }
  expect(next({ ...moment, typing: true })).toEqual({ type: 'rest' })
  expect(next({ ...moment, typing: false })).toEqual({ type: 'tell', base: known.version })
})

test('nothing comes under the fingers of who types, not even what begins alike', () => {
  const row = rowOf('On my way', PHONE)
  for (const text of ['On my w', 'On my']) {
    const moment = { text, known: { version: uuidv7(1), text: 'On my', told: true }, row, device: DESK }
    expect(next({ ...moment, typing: true })).toEqual({ type: 'rest' })
    expect(next({ ...moment, typing: false })).toMatchObject({ type: 'take', known: { text: 'On my way' } })
  }
})

test('it was sent from elsewhere: it goes here too, but for what has been written since', () => {
  const known: Known = { version: uuidv7(1), text: 'Hello', told: false }
  const moment = { known, row: undefined, device: DESK, typing: false }
  expect(next({ ...moment, text: 'Hello' })).toMatchObject({ type: 'take', known: { text: '' } })
  expect(next({ ...moment, text: 'Hello there' })).toMatchObject({ type: 'know', known: { version: null } })
})

test('what one has sent before the server had heard of it does not come back', () => {
  const row = rowOf('Hello', DESK)
  const known: Known = { ...UNKNOWN, told: true }
  expect(next({ text: '', known, row, device: DESK, typing: false })).toMatchObject({ type: 'know' })
  // Signed in again, the same browser knows nothing of it any more.
  expect(next({ text: '', known: UNKNOWN, row, device: DESK, typing: false })).toMatchObject({ type: 'take' })
})

test('words of which the writer did not know stand beside what they have written', () => {
  const before = rowOf('At noon', PHONE)
  const after = rewrite(before, written('On my way', DESK, uuidv7(1)))
  expect(after).toMatchObject({ text: 'On my way', others: ['At noon'] })
  expect(rewrite(before, written('At noon, I think', DESK, uuidv7(1)))).toMatchObject({ others: [] })
  expect(rewrite(before, written('On my way', DESK, before.version))).toMatchObject({ others: [] })
})

test('nobody takes away what they have not seen', () => {
  const before = rowOf('At noon', PHONE)
  expect(rewrite(before, written('', DESK, uuidv7(1)))).toBe(before)
  expect(rewrite(before, written('', DESK, before.version))).toMatchObject({ text: '', others: [] })
})

test('what one browser has said before comes too late', () => {
  const before = rowOf('On my way', DESK)
  const late = { ...written('On my w', DESK, null), version: uuidv7(1) }
  expect(rewrite(before, late)).toBe(before)
})

test('a draft is over when nothing stands beside it either', () => {
  const alone = rowOf('', DESK)
  expect(isOver(alone)).toBe(true)
  expect(isOver(setBeside(alone, 'At noon', true))).toBe(false)
  expect(setBeside({ ...alone, others: ['At noon'] }, 'At noon', false).others).toEqual([])
})

/** One browser: its words, what it knows, the server's row as of when it has heard, and what is on its way. */
type Browser = {
  device: string
  text: string
  known: Known
  heard: { row: Draft | undefined; seq: number }
  typing: boolean
  online: boolean
  flight: { written: Written; seq: number | undefined } | undefined
  /** Shown as done, until the browser has heard of it. */
  guess: { written: Written; seq: number } | undefined
}

type Act = {
  who: number
  does: 'type' | 'pause' | 'send' | 'hear' | 'deliver' | 'cut' | 'mend' | 'reload' | 'erase'
}

const acts = fc.array(
  fc.record({
    who: fc.nat(2),
    does: fc.constantFrom<Act['does']>(
      ...(['type', 'type', 'type', 'pause', 'pause', 'send', 'hear', 'hear'] as const),
      ...(['deliver', 'deliver', 'cut', 'mend', 'reload', 'erase'] as const),
    ),
  }),
  { maxLength: 60 },
)

test('whatever three devices do, and whenever they hear of each other, no letter is lost and all show the same', () => {
  fc.assert(
    fc.property(acts, (all) => {
      const world = play()
      for (const act of all) world.act(act)
      world.settle()
      const { browsers, server, letters, done } = world
      const shown = new Set(browsers.map(({ text }) => text))
      expect([...shown]).toEqual([server()?.text ?? ''])
      // As many as it can be: more are too many for anybody.
      if ((server()?.others.length ?? 0) === MOST_OTHERS) return
      const kept = [server()?.text ?? '', ...(server()?.others ?? [])].join('')
      for (const letter of letters) expect(kept.includes(letter) || done.has(letter)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('what was sent or erased by who saw it is gone on every device', () => {
  fc.assert(
    fc.property(acts, (all) => {
      const world = play()
      for (const act of all) world.act(act)
      world.settle()
      world.act({ who: 0, does: 'send' })
      world.settle()
      expect(world.browsers.map(({ text }) => text)).toEqual(['', '', ''])
      expect(world.server()?.text ?? '').toBe('')
    }),
    { numRuns: 500 },
  )
})

function play() {
  const browsers: Browser[] = [DESK, PHONE, uuidv7()].map((device) => ({
    ...{ device, text: '', known: UNKNOWN, heard: { row: undefined, seq: 0 } },
    ...{ typing: false, online: true, flight: undefined, guess: undefined },
  }))
  const letters: string[] = []
  /** Sent, or erased by somebody before whose eyes it stood. */
  const done = new Set<string>()
  let row: Draft | undefined
  let seq = 0
  let now = 1_000

  return { browsers, server: () => row, letters, done, act, settle }

  function act({ who, does }: Act): void {
    const browser = browsers[who]
    if (!browser) return
    if (does === 'type') {
      const letter = `<${letters.length}>`
      letters.push(letter)
      browser.text += letter
      browser.typing = true
    } else if (does === 'send' || does === 'erase') {
      for (const letter of letters) if (browser.text.includes(letter)) done.add(letter)
      browser.text = ''
      browser.typing = false
    } else if (does === 'pause') browser.typing = false
    else if (does === 'hear' && browser.online) browser.heard = { row, seq }
    else if (does === 'deliver' && browser.online) deliver(browser)
    else if (does === 'cut') browser.online = false
    else if (does === 'mend') {
      browser.online = true
      browser.heard = { row, seq }
    }
    // What is on its way still arrives, from the outbox; the page no longer knows of it.
    else {
      deliver(browser)
      Object.assign(browser, { flight: undefined, guess: undefined, typing: false, heard: { row, seq } })
    }
    step(browser)
  }

  function deliver({ flight }: Browser): void {
    if (!flight || flight.seq !== undefined) return
    row = apply(row, flight.written)
    flight.seq = ++seq
  }

  function step(browser: Browser): void {
    const { flight } = browser
    if (flight?.seq !== undefined) {
      const { version, text } = flight.written
      browser.known = { version, text, told: true }
      browser.guess = { written: flight.written, seq: flight.seq }
      browser.flight = undefined
    }
    if (!browser.online || browser.flight) return
    const wanted = next({ ...browser, row: shown(browser) })
    if (wanted.type === 'take') browser.text = wanted.known.text
    if (wanted.type === 'take' || wanted.type === 'know') browser.known = wanted.known
    if (wanted.type === 'know') step(browser)
    if (wanted.type !== 'tell') return
    const version = uuidv7((now += 10))
    const { text, device } = browser
    browser.flight = {
      written: { text, begunAfter: null, device, version, base: wanted.base },
      seq: undefined,
    }
    browser.known = { ...browser.known, told: true }
  }

  function settle(): void {
    for (let round = 0; round < 30; round++)
      for (const who of browsers.keys())
        for (const does of ['mend', 'pause', 'hear', 'deliver', 'hear'] as const) act({ who, does })
  }
}

function shown({ heard, guess }: Browser): Draft | undefined {
  return guess && heard.seq < guess.seq ? apply(heard.row, guess.written) : heard.row
}

function apply(before: Draft | undefined, written: Written): Draft | undefined {
  const after = before ? rewrite(before, written) : beginDraft(PLACE, ADA, written)
  return isOver(after) ? undefined : after
}

function rowOf(text: string, device: string): Draft {
  return beginDraft(PLACE, ADA, written(text, device, null))
}

function written(text: string, device: string, base: string | null): Written {
  return { text, begunAfter: null, version: uuidv7(), device, base }
}
