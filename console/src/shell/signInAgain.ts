import { consolePath } from './shellConfig.ts';

/** The tokens of a person who has signed in, for `init` of Keycloak's client. */
export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
  readonly idToken: string;
}

/** Between windows of this origin only; what is sent is stored nowhere. */
const CHANNEL = 'scim-console-sign-in';

/** The page that the window of its own shows. */
const PAGE = 'sign-in-again';

/**
 * Signing in again in a window of its own: that window hands its tokens to the page that has asked, and closes. The page
 * keeps what was typed into it.
 */
export const signInAgain = {
  /** Whether this window was opened to sign in again. */
  isPopup: (): boolean => location.pathname === `${consolePath()}/${PAGE}`,

  /** Hands the tokens to the page that has asked, and closes this window. */
  complete(tokens: Tokens): void {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(tokens);
    channel.close();
    window.close();
  },

  /** Opens the window, and waits for the person. */
  ask: (): Promise<Tokens> =>
    new Promise((resolve) => {
      const channel = new BroadcastChannel(CHANNEL);
      channel.onmessage = ({ data }: MessageEvent<Tokens>) => {
        channel.close();
        resolve(data);
      };
      window.open(`${consolePath()}/${PAGE}`, CHANNEL, 'popup,width=520,height=720');
    }),
};
