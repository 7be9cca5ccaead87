let leaving = false

/** This page is about to be loaded anew: until then it shows what it shows. */
export const isLeaving = () => leaving

export function leave(): void {
  leaving = true
}

export function stay(): void {
  leaving = false
}
