/** The class with which PatternFly is dark. */
const DARK = 'pf-v6-theme-dark';

/** Keeps the page as light or dark as the person's system is. */
export function followColorScheme(): void {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const follow = (): void => {
    document.documentElement.classList.toggle(DARK, prefersDark.matches);
  };
  prefersDark.addEventListener('change', follow);
  follow();
}
