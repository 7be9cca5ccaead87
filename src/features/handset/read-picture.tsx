import type { Picture } from './handset-thread.tsx'

const WIDEST = 1_600

/** A chosen file as a phone would send it: no larger than it is worth. Undefined for what is no picture. */
export async function readPicture(file: File): Promise<Picture | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return undefined
  const scale = Math.min(1, WIDEST / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)]
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })
  return { type: blob.type, base64: await base64Of(blob), width, height, url: URL.createObjectURL(blob) }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    // `data:image/jpeg;base64,…`
    reader.onload = () =>
      resolve(typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '')
    reader.onerror = () => reject(new Error('The picture could not be read'))
    reader.readAsDataURL(blob)
  })
}
