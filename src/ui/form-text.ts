/** What was written into a field of a form. */
export function textIn(form: HTMLFormElement, name: string): string {
  const said = new FormData(form).get(name)
  return typeof said === 'string' ? said : ''
}
