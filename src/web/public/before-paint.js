// Runs before anything is painted: a chosen theme must not flash the other one.
try {
  const theme = JSON.parse(localStorage.getItem('centralita.theme') ?? 'null')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A browser that forbids storage follows the system.
}
