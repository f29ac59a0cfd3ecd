import '@patternfly/react-core/dist/styles/base.css';
import './console.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './app/Console.tsx';
import { startTranslations } from './i18n/translations.ts';
import { SignInFailed } from './shell/SignInFailed.tsx';
import { signIn, signInForOpener } from './shell/signIn.ts';
import { signInAgain } from './shell/signInAgain.ts';
import { readShellConfig } from './shell/shellConfig.ts';
import { followColorScheme } from './shell/colorScheme.ts';

/** Signs the person in and shows the console, or says why that is impossible. */
async function start(): Promise<void> {
  followColorScheme();
  const root = createRoot(document.getElementById('console') ?? document.body);
  const language = await startTranslations(new URLSearchParams(location.search).get('ui_locales'));
  try {
    const config = await readShellConfig();
    if (signInAgain.isPopup()) {
      await signInForOpener(config, language);
      return;
    }
    const session = await signIn(config, language);
    root.render(
      <StrictMode>
        <Console session={session} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<SignInFailed error={error as Error} />);
  }
}

void start();
