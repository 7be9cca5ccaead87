import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { whenSaid } from './when-said.ts'

// A Wednesday.
const NOW = new Date(2026, 10, 25, 10, 20)

function heard(said: string, locale: string, now = NOW): string | undefined {
  const at = whenSaid(said, now, locale)
  if (!at) return undefined
  const two = (number: number) => String(number).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

const MEANT: Record<string, Record<string, string | undefined>> = {
  'en-US': {
    '2h': '2026-11-25 12:20',
    'in 2 hours': '2026-11-25 12:20',
    'an hour': '2026-11-25 11:20',
    '45 min': '2026-11-25 11:05',
    '1h30': '2026-11-25 11:50',
    '3 days': '2026-11-28 09:00',
    'in a week': '2026-12-02 09:00',
    'one month': '2026-12-25 09:00',
    tomorrow: '2026-11-26 09:00',
    'tomorrow 9': '2026-11-26 09:00',
    'tomorrow at 3': '2026-11-26 15:00',
    'Tomorrow morning': '2026-11-26 09:00',
    'tomorrow afternoon at 4': '2026-11-26 16:00',
    'day after tomorrow': '2026-11-27 09:00',
    tonight: '2026-11-25 18:00',
    'tonight at 8': '2026-11-25 20:00',
    today: '2026-11-25 13:00',
    'this afternoon': '2026-11-25 14:00',
    'next Tuesday at 3pm': '2026-12-01 15:00',
    '3pm tuesday': '2026-12-01 15:00',
    wed: '2026-12-02 09:00',
    'friday noon': '2026-11-27 12:00',
    'next week': '2026-11-30 09:00',
    'thursday next week': '2026-12-03 09:00',
    'next month': '2026-12-01 09:00',
    weekend: '2026-11-28 09:00',
    '9': '2026-11-26 09:00',
    '15:30': '2026-11-25 15:30',
    '3:15pm': '2026-11-25 15:15',
    'May 12': '2027-05-12 09:00',
    '12 May at 8:30': '2027-05-12 08:30',
    'dec 24th 5pm': '2026-12-24 17:00',
    '12/1': '2026-12-01 09:00',
    '2026-12-31 18:00': '2026-12-31 18:00',
    'next thing': undefined,
    'feb 30': undefined,
    '25:00': undefined,
    '2026-01-01': undefined,
    'soon enough': undefined,
  },
  'en-GB': { '12/1': '2027-01-12 09:00' },
  'es-ES': {
    '2h': '2026-11-25 12:20',
    'en 2 horas': '2026-11-25 12:20',
    'dentro de una hora': '2026-11-25 11:20',
    '30 minutos': '2026-11-25 10:50',
    'tres días': undefined,
    '3 días': '2026-11-28 09:00',
    'en una semana': '2026-12-02 09:00',
    mañana: '2026-11-26 09:00',
    'mañana 9': '2026-11-26 09:00',
    'mañana a las 15': '2026-11-26 15:00',
    'mañana por la mañana': '2026-11-26 09:00',
    'mañana por la tarde': '2026-11-26 16:00',
    'pasado mañana': '2026-11-27 09:00',
    'esta noche': '2026-11-25 20:00',
    'hoy a las 8 de la tarde': '2026-11-25 20:00',
    'el martes a las 15:30': '2026-12-01 15:30',
    'martes que viene': '2026-12-01 09:00',
    'el próximo viernes a mediodía': '2026-11-27 12:00',
    'la semana que viene': '2026-11-30 09:00',
    'el mes que viene': '2026-12-01 09:00',
    'fin de semana': '2026-11-28 09:00',
    '15h': '2026-11-25 15:00',
    '12 de mayo': '2027-05-12 09:00',
    '12/1': '2027-01-12 09:00',
    '24 de dic. a las 17h': '2026-12-24 17:00',
    tomorrow: '2026-11-26 09:00',
  },
  'fr-FR': {
    '2h': '2026-11-25 12:20',
    'dans 2 heures': '2026-11-25 12:20',
    'dans une heure': '2026-11-25 11:20',
    '3 jours': '2026-11-28 09:00',
    '2 semaines': '2026-12-09 09:00',
    demain: '2026-11-26 09:00',
    'demain 9h': '2026-11-26 09:00',
    'demain à 15h30': '2026-11-26 15:30',
    'demain matin': '2026-11-26 09:00',
    'après-demain': '2026-11-27 09:00',
    'ce soir': '2026-11-25 18:00',
    'cet après-midi': '2026-11-25 14:00',
    'mardi prochain à 15 h': '2026-12-01 15:00',
    'vendredi midi': '2026-11-27 12:00',
    'la semaine prochaine': '2026-11-30 09:00',
    'le mois prochain': '2026-12-01 09:00',
    'ce week-end': '2026-11-28 09:00',
    '9h': '2026-11-26 09:00',
    '14h': '2026-11-25 14:00',
    'le 1er décembre': '2026-12-01 09:00',
    '12 mai à 8h': '2027-05-12 08:00',
    '12/1': '2027-01-12 09:00',
  },
}

for (const [locale, sayings] of Object.entries(MEANT))
  test(`KB: what is said of a time is understood in ${locale}`, () => {
    const understood = Object.fromEntries(Object.keys(sayings).map((said) => [said, heard(said, locale)]))
    expect(understood).toEqual(sayings)
  })

const locales = fc.constantFrom('en-US', 'en-GB', 'es-ES', 'fr-FR')
const moments = fc.date({ min: new Date(2025, 0, 1), max: new Date(2035, 0, 1), noInvalidDate: true })
const scraps = fc.constantFrom(
  ...[
    'next',
    'tomorrow',
    'mañana',
    'demain',
    'at',
    'a las',
    'à',
    'the',
    'de la',
    'may',
    'mar',
    '12',
    '9',
    '3pm',
  ],
  ...[
    '15h30',
    '2h',
    '/',
    '-',
    ':',
    'week',
    'semana',
    'martes',
    'mardi',
    'noon',
    '31',
    '99',
    '2027',
    'in',
    'tarde',
  ],
)

test('KB: whatever is said, it is nothing or a time to come, and never an error', () => {
  const said = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.array(scraps, { maxLength: 6 }).map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(said, moments, locales, (text, now, locale) => {
      const at = whenSaid(text, now, locale)
      if (at) expect(at.getTime()).toBeGreaterThan(now.getTime())
    }),
    { numRuns: 3_000 },
  )
})

test('KB: a day and an hour as each language writes them are read as they were written', () => {
  const hours = fc.integer({ min: 7, max: 23 })
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 300 }), hours, locales, (now, days, hour, locale) => {
      const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, 5)
      const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(day)
      const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(day)
      expect([date, time, whenSaid(`${date} ${time}`, now, locale)]).toEqual([date, time, day])
    }),
  )
})

test('KB: every weekday is the next one', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 7 }), locales, (now, days, locale) => {
      const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9)
      for (const weekday of ['long', 'short'] as const) {
        const name = new Intl.DateTimeFormat(locale, { weekday }).format(day)
        expect([name, whenSaid(name, now, locale)]).toEqual([name, day])
      }
    }),
  )
})

test('KB: so many hours or days later is just that', () => {
  const words = { 'en-US': ['hours', 'days'], 'es-ES': ['horas', 'días'], 'fr-FR': ['heures', 'jours'] }
  const many = fc.integer({ min: 2, max: 300 })
  fc.assert(
    fc.property(
      moments,
      many,
      fc.constantFrom(...Object.entries(words)),
      (now, count, [locale, [hours, days]]) => {
        const before = { 'en-US': 'in', 'es-ES': 'en', 'fr-FR': 'dans' }[locale] ?? ''
        const soon = whenSaid(`${before} ${count} ${hours}`, now, locale)
        expect(soon?.getTime()).toBe(now.getTime() + count * 3_600_000)
        const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + count, 9)
        expect(whenSaid(`${before} ${count} ${days}`, now, locale)).toEqual(day)
      },
    ),
  )
})
