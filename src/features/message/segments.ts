/** How a text is cut by the networks: in pieces of one length, which many plans count one by one. */
export type Segments = { count: number; left: number }

const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const GSM_EXTENDED = '\f^{}\\[~]|€'
const ONE = new Set(GSM)
const TWO = new Set(GSM_EXTENDED)

// A text in several pieces gives up room in each, so that a phone can put them together again.
const GSM_LENGTH = { single: 160, part: 153 }
const UNICODE_LENGTH = { single: 70, part: 67 }

export function segmentsOf(text: string): Segments {
  const characters = Array.from(text)
  const plain = characters.every((character) => ONE.has(character) || TWO.has(character))
  const sizes = characters.map((character) => (plain ? (TWO.has(character) ? 2 : 1) : character.length))
  return cut(sizes, plain ? GSM_LENGTH : UNICODE_LENGTH)
}

function cut(sizes: number[], { single, part }: { single: number; part: number }): Segments {
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (whole <= single) return { count: 1, left: single - whole }
  let count = 1
  let used = 0
  for (const size of sizes) {
    // A character is not cut in two.
    if (used + size > part) {
      count++
      used = 0
    }
    used += size
  }
  return { count, left: part - used }
}
