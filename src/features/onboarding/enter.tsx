/** Begins anew as whoever has just signed in: nothing of an earlier session stays in the page. */
export function enter(): void {
  location.assign('/inbox')
}
