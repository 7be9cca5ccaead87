/** Where a search is found. */
export function pathOfSearch(text: string): string {
  return text === '' ? '/search' : `/search?${new URLSearchParams({ q: text })}`
}

/** The search that an address holds. */
export function searchIn(search: string): string {
  return new URLSearchParams(search).get('q') ?? ''
}
