/** What a letter says, before it is set: its parts are plain text, whoever wrote them. */
export type Letter = {
  title: string
  paragraphs: string[]
  /** The one thing to do, as a button and as an address to copy. */
  action?: { label: string; url: string }
  /** Small print at the end: why one gets this letter, and how to get no more of them. */
  footer: string[]
}

/** Sets a letter in plain text and in the HTML that mail programs of all ages can show, dark ones included. */
export function setLetter({ title, paragraphs, action, footer }: Letter): { text: string; html: string } {
  const text = [title, ...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), '--', ...footer]
  return { text: `${text.join('\n\n')}\n`, html: page(title, paragraphs, action, footer) }
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function page(title: string, paragraphs: string[], action: Letter['action'], footer: string[]): string {
  const body = [
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:28px">${escapeHtml(title)}</h1>`,
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`),
    ...(action ? [button(action)] : []),
    `<hr style="margin:24px 0 16px;border:0;border-top:1px solid #d9dae0">`,
    ...footer.map(
      (text) =>
        `<p style="margin:0 0 8px;font-size:13px;line-height:18px;color:#6b6d78">${escapeHtml(text)}</p>`,
    ),
  ]
  return `<!doctype html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px 16px"><div style="max-width:480px;margin:0 auto;font:15px/22px system-ui,-apple-system,'Segoe UI',sans-serif">
${body.join('\n')}
</div></body>
</html>
`
}

function button({ label, url }: { label: string; url: string }): string {
  const address = escapeHtml(url)
  return `<p style="margin:0 0 16px"><a href="${address}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#4a55d6;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;line-height:18px;color:#6b6d78;word-break:break-all">${address}</p>`
}
