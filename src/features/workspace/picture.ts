/** The largest file that is taken for a picture, in bytes. */
export const LARGEST_PICTURE = 10_000_000

/** What browsers offer to choose from. What a file really is, is seen from its bytes. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'] as const

export function pictureUrl(picture: string | null | undefined): string | undefined {
  return picture ? `/media/pictures/${picture}` : undefined
}
