// Runs before anything is painted: a chosen theme must not flash the other one.
try {
  const theme = JSON.parse(localStorage.getItem('centralita.theme') ?? 'null')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A browser that forbids storage follows the system.
}

// A tab that was in a call comes back: until it can speak again it is waited for, however long it takes to load.
try {
  const deviceId = sessionStorage.getItem('centralita.talking')
  if (deviceId !== null) {
    // Once: whoever finds the call still going on says so again.
    sessionStorage.removeItem('centralita.talking')
    const headers = { 'content-type': 'application/json' }
    const said = fetch('/api/calls/back', { method: 'POST', headers, body: JSON.stringify({ deviceId }) })
    // Without a network it is waited for as for any that is lost.
    said.catch(() => {})
  }
} catch {
  // Without storage nobody knows which tab it was.
}
