/** A page, after all redirects. */
interface Page {
  readonly url: string;
  readonly text: string;
}

/** As much of a browser as logging in needs: it keeps cookies, follows redirects and submits forms. */
export interface Browser {
  /** Opens a page; one outside of this machine is not asked for, only named. */
  readonly open: (url: string, body?: URLSearchParams) => Promise<Page>;
  /** Submits the first form of a page. */
  readonly submit: (page: Page, fields: Readonly<Record<string, string>>) => Promise<Page>;
}

const MAX_REDIRECTS = 20;

/** Opens a browser without a past. */
export function browser(): Browser {
  /** By path and name. */
  const cookies = new Map<string, { path: string; name: string; value: string }>();

  async function visit(url: string, body: URLSearchParams | undefined): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...cookies.values()].filter(({ path }) => pathname.startsWith(path));
    const Cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { Cookie },
      ...(body === undefined ? {} : { body }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      const path = /;\s*path=([^;]*)/i.exec(cookie)?.[1] ?? '/';
      if (value === '') cookies.delete(`${path} ${name}`);
      else cookies.set(`${path} ${name}`, { path, name, value });
    }
    return answer;
  }

  async function open(first: string, body?: URLSearchParams): Promise<Page> {
    let url = first;
    let answer = await visit(url, body);
    for (let i = 0; i < MAX_REDIRECTS; i += 1) {
      const next = answer.headers.get('location');
      if (next === null) break;
      await answer.body?.cancel();
      url = new URL(next, url).href;
      if (new URL(url).hostname !== new URL(first).hostname) return { url, text: '' };
      answer = await visit(url, undefined);
    }
    return { url, text: await answer.text() };
  }

  return {
    open,
    submit({ url, text }, fields) {
      const action = /<form[^>]*\saction="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      if (action === undefined) throw new Error(`no form at ${url}: ${text.slice(0, 500)}`);
      return open(new URL(action, url).href, new URLSearchParams(fields));
    },
  };
}
