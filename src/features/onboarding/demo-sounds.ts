import type { CallWords } from '#features/call/words.ts'

/** What was said in the demo's recorded calls and messages: `sounds/README.md` says how they were made. */
export type DemoWords = Pick<CallWords, 'lines' | 'summary' | 'nextSteps'>

/** The same with its file, in the store of files. */
export type DemoSound = DemoWords & {
  sha256: string
  bytes: number
  keepUntil: null
  seconds: number
  peaks: number[]
}

/** By the file's name, without what follows the dot. */
export const SOUNDS: Record<string, DemoWords> = {
  'squealing-brakes': {
    lines: [
      { speaker: 'customer', start: 0.5, end: 2.8, text: 'Hello, it is about the brakes.' },
      {
        speaker: 'customer',
        start: 3.2,
        end: 8.2,
        text: 'They are squealing again, and it has been four days since you adjusted them.',
      },
      {
        speaker: 'customer',
        start: 8.5,
        end: 13.7,
        text: 'I need the bike tomorrow at seven. Please call me back. Thank you.',
      },
    ],
    summary: null,
    nextSteps: null,
  },
  'test-ride': {
    lines: [
      {
        speaker: 'customer',
        start: 0.5,
        end: 4.3,
        text: 'Hi! I would love to come by for a test ride tomorrow.',
      },
      { speaker: 'customer', start: 4.6, end: 7.7, text: 'I will text you which bike and which size.' },
      { speaker: 'customer', start: 8.1, end: 11.5, text: 'Call me back if that does not work. Bye!' },
    ],
    summary: null,
    nextSteps: null,
  },
  landline: {
    lines: [
      { speaker: 'customer', start: 0.5, end: 3.5, text: 'Good afternoon, this is Gus Thornbury.' },
      {
        speaker: 'customer',
        start: 3.8,
        end: 8.6,
        text: 'I only have this old telephone, it takes no text messages.',
      },
      {
        speaker: 'customer',
        start: 8.9,
        end: 13.8,
        text: 'I will come by for my bicycle on Friday at ten. Thank you.',
      },
    ],
    summary: null,
    nextSteps: null,
  },
  'lost-keys': {
    lines: [
      { speaker: 'customer', start: 0.5, end: 2.6, text: 'Buenos días, soy Lucía.' },
      {
        speaker: 'customer',
        start: 2.9,
        end: 7.7,
        text: 'Alquilé dos bicis con vosotros, y creo que me dejé las llaves en la cesta.',
      },
      { speaker: 'customer', start: 8.1, end: 11.2, text: 'También les escribo un mensaje. Gracias.' },
    ],
    summary: null,
    nextSteps: null,
  },
  'guided-tour': {
    lines: [
      { speaker: 'us', start: 0.4, end: 2.7, text: 'Fogline Cycles, this is Cleo.' },
      {
        speaker: 'customer',
        start: 3.0,
        end: 8.1,
        text: 'Hello Cleo, Rupert Langley. It is about the fourteen rentals for the ninth.',
      },
      {
        speaker: 'us',
        start: 8.4,
        end: 13.6,
        text: 'They are all on the list, Rupert. Eleven Junipers, and three Ospreys for the guides.',
      },
      {
        speaker: 'customer',
        start: 13.9,
        end: 18.5,
        text: 'Splendid. Could we collect them at half past seven instead of eight?',
      },
      { speaker: 'us', start: 18.8, end: 22.3, text: 'Seven thirty is fine. Ada opens the yard for you.' },
      { speaker: 'customer', start: 22.6, end: 25.8, text: 'And two of the helmets in extra large, please.' },
      {
        speaker: 'us',
        start: 26.1,
        end: 30.2,
        text: 'Two extra large. I write it down. See you on the ninth!',
      },
      { speaker: 'customer', start: 30.5, end: 33.0, text: 'Thank you very much. Goodbye.' },
    ],
    summary: [
      'Fourteen rentals for the ninth are confirmed: eleven Junipers, and three Ospreys for the guides.',
      'Rupert collects them at 7:30 instead of 8.',
    ],
    nextSteps: ['Open the yard at 7:30 on the ninth (Ada).', 'Put two extra large helmets aside.'],
  },
  'error-e07': {
    lines: [
      { speaker: 'us', start: 0.4, end: 2.8, text: 'Fogline Cycles, Ben speaking.' },
      {
        speaker: 'customer',
        start: 3.1,
        end: 8.6,
        text: 'Hi, it’s me with the error E07. The bike just started again by itself.',
      },
      {
        speaker: 'us',
        start: 8.9,
        end: 13.6,
        text: 'Ah, then it is a loose plug and not the sensor. Did you ride in the rain?',
      },
      { speaker: 'customer', start: 13.9, end: 17.0, text: 'Yes, this morning, all the way down Geary.' },
      {
        speaker: 'us',
        start: 17.3,
        end: 22.3,
        text: 'That is it. Please leave it inside tonight, and bring it by tomorrow before noon.',
      },
      { speaker: 'customer', start: 22.6, end: 24.0, text: 'Tomorrow at eleven?' },
      {
        speaker: 'us',
        start: 24.3,
        end: 28.5,
        text: 'Eleven is good. It takes ten minutes, and it costs nothing.',
      },
      { speaker: 'customer', start: 28.8, end: 30.7, text: 'Perfect, thank you!' },
    ],
    summary: [
      'The e-bike with error E07 started again by itself after a ride in the rain: probably a loose plug, not the sensor.',
    ],
    nextSteps: ['Bring it by tomorrow at eleven; ten minutes, no charge.'],
  },
}
