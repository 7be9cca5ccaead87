/** Drawings that customers of the demo send, as SVG: small, plain, and nobody's photograph. */
export const DRAWINGS: Record<string, string> = {
  'bike-green': bicycle('#3f7d58', '#dfe9e2'),
  'bike-blue': bicycle('#2f5f9e', '#e3e8f0'),
  'bike-red': bicycle('#b23a3a', '#f1e4df'),
  tire: tire(),
  chain: chain(),
  map: map(),
}

/** A drawing as a phone would have sent it: a JPEG of 960 × 720. */
export async function photograph(
  drawing: string,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const { default: sharp } = await import('sharp')
  const { data, info } = await sharp(Buffer.from(drawing))
    .jpeg({ quality: 82 })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

function bicycle(frame: string, wall: string): string {
  return drawing(
    wall,
    `<rect y="540" width="960" height="180" fill="#b9b2a6"/>
    ${wheel(270, 470)}${wheel(690, 470)}
    <g fill="none" stroke="${frame}" stroke-width="16" stroke-linecap="round" stroke-linejoin="round">
      <path d="M270 470 L400 300 L610 300 L470 470 Z M400 300 L470 470 M610 300 L690 470 M610 300 L595 240"/>
    </g>
    <g fill="none" stroke="#2b2b2b" stroke-width="12" stroke-linecap="round">
      <path d="M400 300 L388 255 M355 250 L425 250 M595 240 L640 225 M640 225 L655 245 M470 470 L500 515 M485 517 L520 517"/>
    </g>
    <circle cx="470" cy="470" r="30" fill="none" stroke="#2b2b2b" stroke-width="8"/>
    <path d="M270 462 L470 442 M270 478 L470 498" stroke="#555" stroke-width="4"/>
    <rect x="642" y="238" width="104" height="66" rx="8" fill="#a9713f" stroke="#7a4e28" stroke-width="5"/>`,
  )
}

function wheel(x: number, y: number): string {
  const spokes = Array.from({ length: 18 }, (_, index) => {
    const angle = (index * Math.PI) / 9
    return `M${x} ${y} L${(x + 98 * Math.cos(angle)).toFixed(1)} ${(y + 98 * Math.sin(angle)).toFixed(1)}`
  })
  return `<circle cx="${x}" cy="${y}" r="108" fill="none" stroke="#222" stroke-width="16"/>
    <circle cx="${x}" cy="${y}" r="97" fill="none" stroke="#c9c9c9" stroke-width="6"/>
    <path d="${spokes.join(' ')}" stroke="#8d8d8d" stroke-width="2"/><circle cx="${x}" cy="${y}" r="10" fill="#444"/>`
}

function tire(): string {
  const treads = Array.from({ length: 9 }, (_, row) =>
    [330, 430, 530]
      .map((x) => {
        const y = 40 + row * 78
        return `<path d="M${x} ${y} l52 22 v30 l-52 -22 z" fill="#3d3d3d"/>`
      })
      .join(''),
  )
  return drawing(
    '#cfc6b6',
    `<rect x="290" width="340" height="720" fill="#262626"/><rect x="318" width="284" height="720" fill="#2f2f2f"/>
    ${treads.join('')}
    <g transform="rotate(-24 470 350)"><rect x="462" y="190" width="16" height="170" fill="#b8bcc2"/>
    <rect x="446" y="176" width="48" height="18" rx="6" fill="#d5d8dc"/></g>
    <circle cx="500" cy="366" r="22" fill="#151515"/>`,
  )
}

function chain(): string {
  const links = Array.from({ length: 8 }, (_, index) => {
    const x = 60 + index * 112
    const rust = index % 2 === 0 ? '#8a5a33' : '#74706b'
    return `<rect x="${x}" y="${index % 2 === 0 ? 318 : 326}" width="150" height="${index % 2 === 0 ? 84 : 68}" rx="40" fill="${rust}"/>
      <circle cx="${x + 34}" cy="360" r="17" fill="#3b3632"/><circle cx="${x + 116}" cy="360" r="17" fill="#3b3632"/>`
  })
  return drawing('#e7e1d6', `<rect y="430" width="960" height="290" fill="#d8cfbf"/>${links.join('')}`)
}

function map(): string {
  const streets = [120, 270, 420, 570, 720, 870].map((x) => `M${x} 0 V720`)
  const avenues = [110, 250, 390, 530, 670].map((y) => `M0 ${y} H960`)
  return drawing(
    '#efe9dd',
    `<rect width="960" height="250" fill="#cfe3c4"/><path d="M0 180 C240 120 420 260 960 160" stroke="#9cc3dd" stroke-width="26" fill="none"/>
    <path d="${[...streets, ...avenues].join(' ')}" stroke="#fff" stroke-width="22"/>
    <path d="M0 390 H960" stroke="#f3c969" stroke-width="26"/>
    <path d="M570 405 c-70 -90 -70 -170 0 -180 c70 10 70 90 0 180 z" fill="#c8452f"/><circle cx="570" cy="285" r="26" fill="#fff"/>`,
  )
}

function drawing(background: string, shapes: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720" viewBox="0 0 960 720">
    <rect width="960" height="720" fill="${background}"/>${shapes}</svg>`
}
