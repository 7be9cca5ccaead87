import { assert, constantFrom, integer, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { plain, wishIn } from './wish.ts'

const OUT = [
  ...[
    'STOP',
    'STOPALL',
    'STOP ALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'REVOKE',
    'OPTOUT',
    'OPT OUT',
    'OPT-OUT',
  ],
  ...['ALTO', 'PARAR', 'BAJA', 'CANCELAR', 'DETENER', 'SALIR', 'FIN', 'DARME DE BAJA'],
  ...['ARRÊT', 'ARRET', 'ARRÊTER', 'ANNULER', 'DÉSABONNER', 'Se désinscrire'.slice(3), 'STOP SMS'],
]
const IN = [
  'START',
  'UNSTOP',
  'OPT IN',
  'OPT-IN',
  'ALTA',
  'INICIAR',
  'SUSCRIBIRME',
  'DÉMARRER',
  'REPRENDRE',
  "S'ABONNER",
]

const around = constantFrom(
  '',
  ' ',
  '\n',
  '.',
  '!',
  '!!!',
  '…',
  '"',
  '“',
  '”',
  '¡',
  ' 🛑',
  ' ?',
  '  .',
  '*',
  ':)',
)
const spelling = constantFrom(
  (text: string) => text,
  (text: string) => text.toLowerCase(),
  (text: string) => text.charAt(0) + text.slice(1).toLowerCase(),
  (text: string) => text.normalize('NFD'),
)

test('CT-6: a keyword alone counts in English, Spanish and French, however it is written', () => {
  const written = (words: string[]) => tuple(constantFrom(...words), around, around, spelling)
  assert(
    property(written(OUT), ([word, before, after, spelled]) => {
      expect(wishIn(before + spelled(word) + after)).toBe('out')
    }),
  )
  assert(
    property(written(IN), ([word, before, after, spelled]) => {
      expect(wishIn(before + spelled(word) + after)).toBe('in')
    }),
  )
})

test('CT-6: a keyword within anything else never counts by itself', () => {
  assert(
    property(constantFrom(...OUT, ...IN), string({ minLength: 1, unit: 'grapheme' }), (word, rest) => {
      const more = plain(rest)
      const known = [...OUT, ...IN].map(plain)
      if (more === '' || known.includes(`${plain(word)} ${more}`)) return
      expect(wishIn(`${word} ${more}`)).not.toBe('out')
      expect(wishIn(`${word} ${more}`)).not.toBe('in')
    }),
  )
})

test('CT-6: what reads as if somebody wanted no more is for a person to decide', () => {
  for (const text of [
    ...[
      'please stop texting me',
      'STOP PLEASE',
      'Stop it!',
      'Pls stop',
      'stop sending me these messages',
      'Stop all texts',
    ],
    ...[
      'Do not text me again',
      "don't contact me",
      'no more texts',
      'take me off your list',
      'Remove me',
      'leave me alone',
    ],
    ...[
      'unsubscribe me from this',
      'I want to opt out',
      'stpo',
      'STPO',
      'stopp',
      'Stoooop',
      'st0p',
      'unsuscribe',
      'unsubcribe',
    ],
    ...['REMOVE', 'enough', 'Hey, I already said stop', 'I asked you twice: quit texting us'],
    ...[
      'No me escriban más',
      'Deja de escribirme por favor',
      'no quiero recibir más mensajes',
      'Denme de baja',
      'basta',
    ],
    ...[
      'Quiero darme de baja',
      'no más mensajes',
      'parrar',
      'Borren mi número',
      'déjenme en paz',
      'No vuelvan a escribirme',
    ],
    ...[
      'Arrêtez de m’écrire',
      'ne m’envoyez plus de messages',
      'je ne veux plus recevoir vos SMS',
      'plus de messages svp',
    ],
    ...[
      'Désabonnez-moi',
      'Ne me contactez plus',
      'Retirez mon numéro',
      'laissez-moi tranquille',
      'désaboner',
      'Stop merci',
    ],
  ])
    expect([text, wishIn(text)]).toEqual([text, 'perhaps-out'])
})

test('CT-6: what only has such a word in it bothers nobody', () => {
  for (const text of [
    ...[
      '',
      '👍',
      'Yes',
      'YES',
      'no',
      'ok',
      'Can you cancel my order?',
      'I will stop by at noon',
      'Is the bus stop far?',
    ],
    ...[
      'Please don’t stop',
      'Don’t cancel it please',
      'shop',
      'Step 2',
      'At the end of the day',
      'quite',
      'The shop is the top',
    ],
    ...[
      'Can I start tomorrow?',
      'See you at the start',
      'It will not stop leaking',
      'text me when it is ready',
      'Please call me',
    ],
    ...[
      'no me llamaron ayer',
      '¿Para cuándo?',
      'para mañana',
      'Quiero cancelar mi cita',
      'La alta calidad',
      'está en baja',
    ],
    ...[
      'Je ne m’appelle pas Dora',
      'C’est la fin',
      'Je veux annuler mon rendez-vous',
      'plus de temps',
      'prêt à reprendre demain',
    ],
  ])
    expect([text, wishIn(text)]).toEqual([text, undefined])
})

test('whatever is written, it is read, and soon', () => {
  assert(property(string({ maxLength: 4_000, unit: 'grapheme' }), (text) => void wishIn(text)))
  assert(
    property(
      constantFrom('stop ', 'stop the ', 'the ', 'opt ', 'o', '́'),
      integer({ min: 1, max: 4_000 }),
      (part, times) => void wishIn(part.repeat(times)),
    ),
  )
})
